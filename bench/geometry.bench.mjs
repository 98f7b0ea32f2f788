// Pixels to fractional Miller indices and the resolution map of a 6 Mpx panel, beside DIALS: its C++ on whole columns, and
// the loop over pixels that the tutorials show. Runs alternate, medians are printed; sums must agree.
//   node bench/geometry.bench.mjs [--assert] [--rows N] [--repeats N] [--maps: only those]     (after `npm run build`)
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, median, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "5" },
    maps: { type: "boolean", default: false },
  },
});
const python = dialsPython();
if (!python) {
  console.log("geometry: skipped, no Python with DIALS to compare with");
  process.exit(0);
}

const setup = {
  rows: Number(given.rows),
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
  goniometer: {
    rotation_axis: [1, 0, 0],
    fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    setting_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  },
  scan: {
    image_range: [1, 900],
    batch_offset: 0,
    oscillation: [0, 0.1],
    exposure_time: [0.1],
    epochs: [0],
    valid_image_ranges: {},
  },
  crystal: {
    __id__: "crystal",
    real_space_a: [40, 3, 1],
    real_space_b: [-2, 50, 4],
    real_space_c: [1, -3, 60],
    space_group_hall_symbol: " P 1",
  },
};
const script = fileURLToPath(new URL("geometry.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("geometry.ewald.mjs", import.meta.url));
const text = JSON.stringify(setup);

async function compare(what, theirs, mine, kind, bar) {
  const { dials, ewald, answers } = await alternate(
    { program: python, args: [script, theirs, kind, text] },
    { program: process.execPath, args: [ours, mine, kind, text] },
    Number(given.repeats),
  );
  // The loop takes every hundredth row: its sum is of others.
  if (theirs !== "loop" && !(Math.abs(answers[0] - answers[1]) < 1e-9 * Math.abs(answers[0])))
    throw new Error(`${what}: DIALS sums to ${answers[0]}, Ewald to ${answers[1]}.`);
  return { reached: report(`${what}, ${kind} panel`, dials, ewald, bar), ewald };
}

console.log(`geometry: ${setup.rows} pixels to q to hkl; ${setup.panel.image_size.join(" × ")} px`);
const results = [];
for (const kind of ["flat", "parallax"]) {
  if (!given.maps) {
    results.push((await compare("still, beside the loop over pixels", "loop", "still", kind, 5)).reached);
    results.push((await compare("still, beside flex columns", "still", "still", kind, 1)).reached);
    results.push((await compare("rotation, beside flex columns", "rotation", "rotation", kind, 1)).reached);
  }
  const { reached, ewald } = await compare("resolution map", "map", "map", kind, 1);
  const quick = median(ewald) < 0.06;
  const best = (1000 * Math.min(...ewald)).toFixed(1);
  console.log(`    under 60 ms: ${quick ? "reached" : "MISSED"} (best ${best} ms)`);
  results.push(reached, quick);
}
if (given.assert && results.includes(false)) process.exitCode = 1;
