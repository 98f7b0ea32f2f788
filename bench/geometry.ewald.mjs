// Ewald's side of geometry.bench.mjs: one run for each line on stdin, answered with [seconds, peak memory in MiB, a sum].
import { createInterface } from "node:readline";
import {
  Beam,
  Crystal,
  Detector,
  Experiment,
  FlexSizeT,
  FlexVec3Double,
  Goniometer,
  geometry,
  Scan,
} from "../lib/dist/node/main.js";

const [command, kind] = process.argv.slice(2);
const setup = JSON.parse(process.argv[4]);
const strategy = { type: kind === "parallax" ? "ParallaxCorrectedPxMmStrategy" : "SimplePxMmStrategy" };
const beam = new Beam(setup.beam);
const detector = new Detector({ panels: [{ ...setup.panel, px_mm_strategy: strategy }] });
const models = { beam, detector, crystal: new Crystal(setup.crystal) };
const still = new Experiment(models);
const turning = new Experiment({
  ...models,
  goniometer: new Goniometer(setup.goniometer),
  scan: new Scan(setup.scan),
});

const rows = setup.rows;
const pxyz = new Float64Array(3 * rows);
for (let i = 0; i < rows; i++) {
  pxyz[3 * i] = (i * 7.31) % 2463;
  pxyz[3 * i + 1] = (i * 3.17) % 2527;
  pxyz[3 * i + 2] = ((i * 13) % 9000) / 10;
}
const positions = new FlexVec3Double(pxyz);
const panel = new FlexSizeT(new Uint32Array(rows));
const sum = (data) => {
  let total = 0;
  for (let i = 0; i < data.length; i += 997) total += data[i];
  return total;
};
const runs = {
  still: () => geometry.millerIndicesOfPixels(still, positions, panel),
  rotation: () => geometry.millerIndicesOfPixels(turning, positions, panel),
  map: () => geometry.resolutionMap(detector[0], beam, { at: "corner" }),
};

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const answer = runs[command]();
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, sum(answer.data)]));
}
