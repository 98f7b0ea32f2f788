// Raw data of whole series of CBF images, file after file: opened, header read, models made, pixels decompressed. Beside dxtbx, as
// its imagesets do it (what dials.find_spots does) and by its bare format classes. Runs alternate, the best of each in
// processor time (all threads, so other work on the machine counts less) is printed; sums of pixels must agree.
//   node bench/images.bench.mjs [--assert] [--repeats N]     (after `npm run build`)
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { bunzip2 } from "../lib/dist/node/bzip2.js";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: { assert: { type: "boolean", default: false }, repeats: { type: "string", default: "9" } },
});
const data = join(
  process.env.EWALD_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url)),
  "data",
);
const thaumatin = join(data, "thaumatin_grid");
const cysteine = join(data, "l_cysteine_images");
const python = dialsPython();
const missing = [
  ...(python ? [] : ["no Python with DIALS to compare with"]),
  ...[thaumatin, cysteine].filter((folder) => !existsSync(folder)).map((folder) => `no ${folder}`),
];
if (missing.length > 0) {
  console.log(`images: skipped, ${missing.join("; ")}`);
  process.exit(0);
}

const script = fileURLToPath(new URL("images.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("images.ewald.mjs", import.meta.url));

async function compare(what, files, theirs, mine, bar) {
  const passes = Math.ceil(24 / files.length);
  const { dials, ewald, memory, answers } = await alternate(
    { program: python, args: [script, theirs, String(passes), ...files] },
    { program: process.execPath, args: [ours, mine, String(passes), ...files] },
    Number(given.repeats),
  );
  if (answers[0] !== answers[1])
    throw new Error(`${what}: DIALS' pixels sum to ${answers[0]}, Ewald's to ${answers[1]}.`);
  const best = (seconds) => [Math.min(...seconds) / files.length / passes];
  const ms = (seconds) => `${(1000 * best(seconds)[0]).toFixed(1)} ms`;
  const reached = bar === undefined || report(what, best(dials), best(ewald), bar);
  if (bar === undefined) console.log(`  ${what}: DIALS ${ms(dials)}, Ewald ${ms(ewald)}`);
  const rate = (1 / best(ewald)[0]).toFixed(0);
  console.log(`    Ewald ${rate} frames/s of one core, at most ${memory.toFixed(0)} MiB`);
  return reached;
}

const folder = mkdtempSync(join(tmpdir(), "ewald-bench-images-"));
try {
  const plain = [];
  const zipped = [];
  for (const name of readdirSync(thaumatin).sort()) {
    const packed = readFileSync(join(thaumatin, name));
    const path = join(folder, name.replace(/\.bz2$/, ""));
    const bytes = bunzip2(packed, name);
    writeFileSync(path, bytes);
    writeFileSync(`${path}.gz`, gzipSync(bytes));
    plain.push(path);
    zipped.push(`${path}.gz`);
  }
  const sweep = readdirSync(cysteine)
    .filter((name) => name.startsWith("l-cyst_01_"))
    .sort()
    .map((name) => join(cysteine, name));
  console.log(
    "images: a frame, of Pilatus 6M (2463 × 2527) miniCBF and Pilatus 2M (1475 × 1679) imgCIF series",
  );
  const results = [
    await compare("6M .cbf, beside imagesets", plain, "imageset", "volatile", 2),
    await compare("6M .cbf, beside format classes", plain, "class", "volatile", 2),
    await compare("6M .cbf.gz, beside imagesets", zipped, "imageset", "volatile", 2),
    await compare("2M .cbf.gz of L-cysteine, beside imagesets", sweep, "imageset", "volatile", 2),
  ];
  // For information: pages of new memory are dear, and dxtbx checks no sum.
  await compare("6M .cbf, new memory for each frame", plain, "imageset", "loop");
  await compare("6M .cbf, the same with MD5 checked", plain, "imageset", "check");
  if (given.assert && results.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
