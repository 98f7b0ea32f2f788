// Our side of refl.bench.mjs: for each line on stdin one run; prints [seconds, peak memory in MiB].
import { createInterface } from "node:readline";
import { Flag, flex, ReflectionTable } from "../lib/dist/node/main.js";

const [command, path] = process.argv.slice(2);
const runs = {
  read() {
    const table = ReflectionTable.fromFile(path);
    const chosen = table.select(table.getFlags(Flag.indexed));
    const names = ["intensity.sum.value", "intensity.sum.variance", "d"];
    return (
      names.reduce((sum, name) => sum + flex.sum(chosen.column(name)), 0) +
      chosen.column("xyzobs.px.value").length
    );
  },
  all() {
    const table = ReflectionTable.fromFile(path);
    return table.keys().map((name) => table.column(name)).length;
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  runs[command]();
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024]));
}
