// Our side of spots.bench.mjs: for each line on stdin one run; prints [seconds, peak memory in MiB, number of spots].
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SpotBuilder } from "../lib/dist/spots/spotBuilder.js";
import { spotTable } from "../lib/dist/spots/spotTable.js";

const [path, ...rest] = process.argv.slice(2);
const [images, slow, fast] = rest.map(Number);
const numbers = new Uint32Array(new Uint8Array(readFileSync(path)).buffer);
const total = (numbers.length - images) / 2;
const lists = [];
for (let i = 0, at = images; i < images; at += numbers[i++])
  lists.push({
    places: numbers.subarray(at, at + numbers[i]),
    values: Float32Array.from(numbers.subarray(at + total, at + total + numbers[i])),
  });
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const builder = new SpotBuilder({
    panel: 0,
    size: [slow, fast],
    flat: false,
    minSpotSize: 3,
    maxSpotSize: 1000,
  });
  lists.forEach((pixels, i) => {
    builder.add(i, pixels);
  });
  const table = spotTable(builder.finish().shoeboxes);
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, table.nrows]));
}
