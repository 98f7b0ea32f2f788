// Ewald's side of shadows.bench.mjs: one run for each line on stdin, answered with [seconds, peak memory in MiB, clusters or masked pixels].
import { createInterface } from "node:readline";
import {
  clusterUnitCells,
  Detector,
  Goniometer,
  GoniometerMaskerFactory,
  masks,
  SpaceGroup,
  UnitCell,
} from "../lib/dist/node/main.js";

const [command, text] = process.argv.slice(2);
const setup = JSON.parse(text);
const spaceGroup = SpaceGroup.of(1);
const crystals = (setup.cells ?? []).map((cell) => ({ unitCell: new UnitCell(cell), spaceGroup }));

async function run() {
  if (command === "clusters")
    return (await clusterUnitCells(crystals, { threshold: setup.threshold })).clusters.length;
  const masker = GoniometerMaskerFactory.smargon(new Goniometer(setup.goniometer));
  return masks.count(masker.getMask(new Detector({ panels: [setup.panel] }), setup.angle)).masked;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = performance.now();
  const answer = await run();
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, answer]));
}
