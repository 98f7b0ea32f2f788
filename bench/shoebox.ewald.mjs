// Our side of shoebox.bench.mjs: for each line on stdin one run; prints [seconds, peak memory in MiB, sum of the answer].
import { createInterface } from "node:readline";
import { flex, MaskCode, ReflectionTable } from "../lib/dist/node/main.js";

const [command, path] = process.argv.slice(2);
const shoeboxes = ReflectionTable.fromFile(path).column("shoebox");
shoeboxes.pools.data;
shoeboxes.pools.mask;
const runs = {
  histogram: () => shoeboxes.histogram({ dataMin: 0, dataMax: 12000, nSlots: 12000 }).slots(),
  count: () => shoeboxes.countMaskValues(MaskCode.Valid | MaskCode.Foreground),
};
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const answer = runs[command]();
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, flex.sum(answer)]));
}
