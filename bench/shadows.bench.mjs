// Clusters of unit cells and the shadow of a SmarGon on 6 Mpx, beside DIALS. Runs alternate, medians are printed; there must be as many
// clusters, and as many masked pixels.
//   node bench/shadows.bench.mjs [--assert] [--cells N] [--repeats N]     (after `npm run build`)
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    cells: { type: "string", default: "200" },
    repeats: { type: "string", default: "5" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("shadows: skipped, no Python with DIALS to compare with");
  process.exit(0);
}

// xorshift32: the same cells each time
let state = 12345;
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}
const families = [
  [57.8, 57.8, 150, 90, 90, 90],
  [57.8, 57.8, 152, 90, 90, 90],
  [38, 78, 78.4, 90, 90, 90],
];
const cells = Array.from({ length: Number(given.cells) }, (_, i) =>
  families[i % families.length].map((x) => x + 0.4 * (random() + random() + random() - 1.5)),
);
const clusters = { cells, threshold: 60 };
const shadow = {
  panel: {
    name: "Panel",
    type: "SENSOR_PAD",
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-212, 220, -250],
    raw_image_offset: [0, 0],
    image_size: [2463, 2527],
    pixel_size: [0.172, 0.172],
    trusted_range: [0, 1e6],
    thickness: 0.32,
    material: "Si",
    mu: 3.96,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
  },
  goniometer: {
    axes: [
      [1, 0, 0],
      [0, 0, -1],
      [1, 0, 0],
    ],
    angles: [45, 45, 0],
    names: ["GON_PHI", "GON_CHI", "GON_OMEGA"],
    scan_axis: 2,
  },
  angle: 75,
};
const script = fileURLToPath(new URL("shadows.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("shadows.ewald.mjs", import.meta.url));

async function compare(what, command, setup, bar) {
  const text = JSON.stringify(setup);
  const { dials, ewald, answers } = await alternate(
    { program: python, args: [script, command, text] },
    { program: process.execPath, args: [ours, command, text] },
    Number(given.repeats),
  );
  if (answers[0] !== answers[1]) throw new Error(`${what}: DIALS finds ${answers[0]}, Ewald ${answers[1]}.`);
  return report(`${what} (${answers[1]})`, dials, ewald, bar);
}

const results = [
  await compare(`clusters of ${cells.length} unit cells`, "clusters", clusters, 1),
  await compare("pixels in the shadow of a SmarGon", "shadow", shadow, 1),
];
if (given.assert && results.includes(false)) process.exitCode = 1;
