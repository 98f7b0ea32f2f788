// Ewald's side of masks.bench.mjs: one run for each line on stdin, answered with [seconds, peak memory in MiB, masked pixels].
import { createInterface } from "node:readline";
import { Beam, Detector, masks, ReflectionTable } from "../lib/dist/node/main.js";

const [command, kind] = process.argv.slice(2);
const setup = JSON.parse(process.argv[4]);
const strategy = { type: kind === "parallax" ? "ParallaxCorrectedPxMmStrategy" : "SimplePxMmStrategy" };
const beam = new Beam(setup.beam);
const detector = new Detector({ panels: [{ ...setup.panel, px_mm_strategy: strategy }] });
const shoeboxes =
  command === "bragg" ? ReflectionTable.fromFile(setup.shoeboxes).column("shoebox") : undefined;
shoeboxes?.pools.mask;
const made = (parameters) => () => masks.generateMask(detector, beam, parameters);
const runs = {
  resolution: made(setup.resolution),
  ranges: made({ ...setup.resolution, resolution_range: setup.ranges }),
  rings: made({ ice_rings: { filter: true } }),
  circle: made({ untrusted: [{ circle: setup.circle }] }),
  polygon: made({ untrusted: [{ polygon: setup.polygon }] }),
  bragg: () => masks.braggMask(shoeboxes, detector),
};

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const answer = runs[command]();
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, masks.count(answer).masked]));
}
