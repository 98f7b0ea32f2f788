// Spots of strong pixels, beside DIALS: connected components over images, shoeboxes, centroids and intensities
// (PixelListLabeller, PixelListShoeboxCreator, centroid_valid, summed_intensity), up to the table. Both sides have the same
// lists of strong pixels in memory; runs alternate, medians are printed; numbers of spots must agree.
//   node bench/spots.bench.mjs [--assert] [--images N] [--repeats N]     (after `npm run build`)
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    images: { type: "string", default: "20" },
    repeats: { type: "string", default: "3" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("spots: skipped, no Python with DIALS to compare with");
  process.exit(0);
}

const [slow, fast] = [2527, 2463];
const images = Number(given.images);

/** Seeded numbers in [0, 1) (mulberry32). */
let state = 1;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Round spots of three images, so many beginning on each image; one Uint32 list: pixels of each image, then places, then counts. */
function strongPixels(spots) {
  const all = Array.from({ length: images }, () => new Map());
  for (let s = 0; s < spots * images; s++) {
    const [x, y, z] = [3 + random() * (fast - 6), 3 + random() * (slow - 6), Math.floor(random() * images)];
    for (let k = z; k < Math.min(z + 3, images); k++)
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++)
          if (dx * dx + dy * dy <= 4)
            all[k].set(Math.floor(y + dy) * fast + Math.floor(x + dx), 1 + Math.floor(random() * 1000));
  }
  const places = all.map((image) => [...image.keys()].sort((a, b) => a - b));
  return Uint32Array.from([
    ...places.map((list) => list.length),
    ...places.flat(),
    ...all.flatMap((image, i) => places[i].map((place) => image.get(place))),
  ]);
}

const program = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ewald-bench-"));
try {
  const results = [];
  for (const spots of [100, 3000]) {
    const list = strongPixels(spots);
    const path = join(folder, `${spots}.u32`);
    writeFileSync(path, list);
    const args = [path, `${images}`, `${slow}`, `${fast}`];
    const { dials, ewald, answers } = await alternate(
      { program: python, args: [program("spots.dials.py"), ...args] },
      { program: process.execPath, args: [program("spots.ewald.mjs"), ...args] },
      Number(given.repeats),
    );
    if (answers[0] !== answers[1]) throw new Error(`DIALS finds ${answers[0]} spots, Ewald ${answers[1]}.`);
    const pixels = Math.round((list.length - images) / 2 / images);
    results.push(report(`${images} images of ${pixels} strong pixels, ${answers[0]} spots`, dials, ewald, 4));
  }
  if (given.assert && results.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
