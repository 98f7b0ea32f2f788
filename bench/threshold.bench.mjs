// Strong pixels of a Pilatus 2M and a Pilatus 6M image by dispersion and dispersion_extended, beside DIALS' C++ classes, both made and warm
// (DIALS' spot finder makes its anew for each image), and by radial_profile, with each blur, beside DIALS' extension. Runs alternate, medians and best runs in processor time (all
// threads, so other work on the machine counts less) are printed; as many pixels must be strong.
//   node bench/threshold.bench.mjs [--assert] [--repeats N]     (after `npm run build`)
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: { assert: { type: "boolean", default: false }, repeats: { type: "string", default: "15" } },
});
const data = join(
  process.env.EWALD_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url)),
  "data",
);
const images = [
  { what: "2M, few counts", file: "l_cysteine_images/l-cyst_01_00001.cbf.gz", size: 1679 * 1475 },
  { what: "6M, few counts", file: "image_examples/DLS_I03_smargon_0001.cbf.gz", size: 2463 * 2527 },
  { what: "6M, many counts", file: "thaumatin_grid/thau_3_2_0002.cbf.bz2", size: 2463 * 2527 },
];
const python = dialsPython();
const missing = [
  ...(python ? [] : ["no Python with DIALS to compare with"]),
  ...images.filter(({ file }) => !existsSync(join(data, file))).map(({ file }) => `no ${file}`),
];
if (missing.length > 0) {
  console.log(`threshold: skipped, ${missing.join("; ")}`);
  process.exit(0);
}

const script = fileURLToPath(new URL("threshold.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("threshold.ewald.mjs", import.meta.url));

async function compare({ what, file, size }, algorithm, kind, bar) {
  const path = join(data, file);
  const { dials, ewald, memory, answers } = await alternate(
    { program: python, args: [script, algorithm, path] },
    { program: process.execPath, args: [ours, algorithm, kind, path] },
    Number(given.repeats),
  );
  const title = `${what}, ${algorithm}, ${kind}`;
  if (answers[0] !== answers[1])
    throw new Error(`${title}: ${answers[0]} pixels are strong for DIALS, ${answers[1]} for Ewald.`);
  const reached = report(title, dials, ewald, bar);
  const [theirs, mine] = [dials, ewald].map((seconds) => Math.min(...seconds));
  const each = (seconds) => `${((1e9 * seconds) / size).toFixed(2)} ns/px`;
  console.log(
    `    best of ${ewald.length}: ${each(theirs)}, ${each(mine)}, ${(theirs / mine).toFixed(1)} ×; at most ${memory.toFixed(0)} MiB`,
  );
  return reached;
}

console.log("threshold: strong pixels of one image");
const results = [];
for (const image of images) {
  results.push(await compare(image, "dispersion", "counts", 2));
  results.push(await compare(image, "dispersion_extended", "counts", 4));
}
results.push(await compare(images[2], "dispersion_extended", "corrected", 2));
for (const blur of ["", "/narrow", "/wide"])
  for (const image of images) results.push(await compare(image, `radial_profile${blur}`, "counts", 10));
if (given.assert && results.includes(false)) process.exitCode = 1;
