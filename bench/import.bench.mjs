// dials.import and ewald import, whole programs, on the same folder of images: headers read, one sequence made, imported.expt
// written. The images are made here (miniCBF of one Pilatus module each), and once more packed with gzip. Runs alternate; medians of
// wall time.
//   node bench/import.bench.mjs [--assert] [--images N] [--repeats N]     (after `npm run build`)
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { Beam, Detector, Goniometer, Scan, writeMiniCbf } from "ewald";
import { dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    images: { type: "string", default: "1000" },
    repeats: { type: "string", default: "3" },
  },
});
const dials = ["/usr/bin/dials.import"].find(existsSync);
if (!dialsPython() || !dials) {
  console.log("import: skipped, no dials.import to compare with");
  process.exit(0);
}
const count = Number(given.images);
const [nx, ny] = [487, 195];
const folder = mkdtempSync(join(tmpdir(), "ewald-bench-import-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const kinds = ["plain", "packed"];
for (const kind of kinds) mkdirSync(join(folder, kind));

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const beam = new Beam({
  direction: [0, 0, 1],
  wavelength: 0.9795,
  polarization_normal: [0, 1, 0],
  polarization_fraction: 0.999,
});
const panel = {
  name: "Panel",
  type: "SENSOR_PAD",
  fast_axis: [1, 0, 0],
  slow_axis: [0, -1, 0],
  origin: [-40, 16, -200],
  image_size: [nx, ny],
  pixel_size: [0.172, 0.172],
  trusted_range: [0, 1048500],
};
const detector = new Detector({ panels: [panel] });
const goniometer = new Goniometer({
  rotation_axis: [1, 0, 0],
  fixed_rotation: identity,
  setting_rotation: identity,
});
const scan = new Scan({
  image_range: [1, count],
  oscillation: [0, 0.1],
  exposure_time: new Array(count).fill(0.1),
  epochs: Array.from({ length: count }, (_, i) => 1.5e9 + i / 10),
});
const data = Int32Array.from({ length: nx * ny }, (_, i) => (i * 7919) % 13);
for (let i = 0; i < count; i++) {
  const name = `bench_${String(i + 1).padStart(5, "0")}.cbf`;
  const bytes = writeMiniCbf({ beam, detector, goniometer, scan, index: i, data, lossy: true });
  writeFileSync(join(folder, "plain", name), bytes);
  writeFileSync(join(folder, "packed", `${name}.gz`), gzipSync(bytes, { level: 1 }));
}

const ewald = fileURLToPath(new URL("../lib/bin/ewald.js", import.meta.url));
/** Seconds of one run on a folder, and the image range it found. */
function timed(program, args, kind, output) {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, [...args, kind, `output.experiments=${output}`], {
    cwd: folder,
  });
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  const { experiment, scan } = JSON.parse(readFileSync(join(folder, output), "utf8"));
  rmSync(join(folder, output));
  return { seconds, found: JSON.stringify([experiment.length, scan.map((each) => each.image_range)]) };
}

console.log(`import: ${count} headers of miniCBF, the whole program`);
for (const kind of kinds) {
  const seconds = { dials: [], ewald: [] };
  for (let i = 0; i <= Number(given.repeats); i++) {
    const theirs = timed(dials, ["output.log=None"], kind, "dials.expt");
    const ours = timed(process.execPath, [ewald, "import"], kind, "ewald.expt");
    if (theirs.found !== ours.found) throw new Error(`DIALS finds ${theirs.found}, Ewald ${ours.found}.`);
    if (i === 0) continue;
    seconds.dials.push(theirs.seconds);
    seconds.ewald.push(ours.seconds);
  }
  const reached = report(`import, ${kind}`, seconds.dials, seconds.ewald, kind === "plain" ? 5 : 4);
  if (given.assert && !reached) process.exitCode = 1;
}
