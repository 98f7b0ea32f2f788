// Masks of a 6 Mpx panel beside DIALS: its C++ (generate_mask, the shapes of dxtbx.masking) and the loops over pixels and shoeboxes of
// the diffuse scattering documents. Runs alternate, medians and best runs are printed; masked pixels must be as many.
//   node bench/masks.bench.mjs [--assert] [--rows N] [--repeats N]     (after `npm run build`)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    rows: { type: "string", default: "100000" },
    repeats: { type: "string", default: "5" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("masks: skipped, no Python with DIALS to compare with");
  process.exit(0);
}

const corners = Array.from({ length: 40 }, (_, i) => {
  const angle = (2 * Math.PI * i) / 40;
  const r = i % 2 ? 500 : 1100;
  return [Math.round(1230 + r * Math.cos(angle)), Math.round(1260 + r * Math.sin(angle))];
});
const folder = mkdtempSync(join(tmpdir(), "ewald-bench-"));
const shoeboxes = join(folder, "shoeboxes.refl");
const setup = {
  shoeboxes,
  beam: {
    direction: [0.001, -0.002, 1],
    wavelength: 0.9795,
    divergence: 0,
    sigma_divergence: 0,
    polarization_normal: [0, 1, 0],
    polarization_fraction: 0.999,
    flux: 0,
    transmission: 1,
  },
  // A Pilatus 6M at 250 mm.
  panel: {
    name: "Panel",
    type: "SENSOR_PAD",
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-212, 220, -250],
    raw_image_offset: [0, 0],
    image_size: [2463, 2527],
    pixel_size: [0.172, 0.172],
    trusted_range: [-1, 1e6],
    thickness: 0.32,
    material: "Si",
    mu: 3.96,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
  },
  resolution: { d_min: 1.9, d_max: 20 },
  ranges: [
    [3.9, 3.7],
    [2.7, 2.6],
    [2.25, 2.2],
  ],
  circle: [1230, 1260, 900],
  polygon: corners.flat(),
};
const script = fileURLToPath(new URL("masks.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("masks.ewald.mjs", import.meta.url));
const text = JSON.stringify(setup);

async function compare(what, theirs, mine, kind, bar) {
  const { dials, ewald, answers } = await alternate(
    { program: python, args: [script, theirs, kind, text] },
    { program: process.execPath, args: [ours, mine, kind, text] },
    Number(given.repeats),
  );
  // The loops take a part only.
  if (!theirs.endsWith("loop") && answers[0] !== answers[1])
    throw new Error(`${what}: DIALS masks ${answers[0]} pixels, Ewald ${answers[1]}.`);
  const reached = report(`${what}, ${kind} panel`, dials, ewald, bar);
  const [best, own] = [dials, ewald].map((seconds) => Math.min(...seconds));
  console.log(
    `    best of ${ewald.length}: ${(1000 * best).toFixed(1)} ms, ${(1000 * own).toFixed(1)} ms, ${(best / own).toFixed(1)} ×`,
  );
  return reached;
}

try {
  const make = fileURLToPath(new URL("shoebox.dials.py", import.meta.url));
  const { status, stderr } = spawnSync(python, [make, "make", shoeboxes, given.rows], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The table could not be made:\n${stderr}`);
  console.log(`masks: ${setup.panel.image_size.join(" × ")} px, ${given.rows} shoeboxes`);
  const results = [];
  for (const kind of ["flat", "parallax"]) {
    results.push(await compare("resolution, beside the loop over pixels", "loop", "ranges", kind, 20));
    results.push(await compare("d_min and d_max", "resolution", "resolution", kind, 1));
    results.push(await compare("limits and three ranges", "ranges", "ranges", kind, 1));
    results.push(await compare("ice rings", "rings", "rings", kind, 1));
  }
  results.push(await compare("circle", "circle", "circle", "flat", 1));
  results.push(await compare("polygon of 40 corners", "polygon", "polygon", "flat", 1));
  results.push(
    await compare("Bragg mask, beside the loop over shoeboxes", "bragg-loop", "bragg", "flat", 20),
  );
  if (given.assert && results.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
