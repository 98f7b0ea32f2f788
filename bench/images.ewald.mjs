// Ewald's side of images.bench.mjs. loop|volatile|check PASSES FILES: so many passes through the files for each line on stdin, answered with
// [processor seconds of all threads, peak memory in MiB, a sum of pixels].
import { createInterface } from "node:readline";
import { FileSource } from "../lib/dist/node/fileSource.js";
import { openImage } from "../lib/dist/node/main.js";

const [how, passes, ...files] = process.argv.slice(2);
const options = { checksums: how === "check" ? "check" : "ignore" };
let sum = 0;

function pass(look) {
  for (const file of files) {
    const image = openImage(new FileSource(file), options);
    image.getBeam();
    image.getDetector();
    image.getGoniometer();
    image.getScan();
    const panels = image.getRawData(0, { volatile: how === "volatile" });
    image.close();
    look?.(panels[0].values);
  }
}

pass((values) => {
  for (let i = 0; i < values.length; i += 97) sum += values[i];
});
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = process.cpuUsage();
  for (let i = 0; i < Number(passes); i++) pass();
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, sum]));
}
