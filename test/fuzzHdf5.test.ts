// Ten thousand damaged HDF5 files: each is read, or refused with one sentence, and a good file is read the same after all of them.

import { BytesSource, createNxmx, EwaldError } from "ewald";
import { expect, it } from "vitest";
import type { ImageFile } from "../lib/src/images/imageFormat.js";
import { nxmxFormat } from "../lib/src/images/nxmx/nxmx.js";
import { imageFormatOf, openImage } from "../lib/src/images/openImage.js";
import { simpleBeam, simpleDetector, singleAxisGoniometer } from "../lib/src/images/simpleModels.js";
import { Scan } from "../lib/src/models/scan.js";

const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

function good(packing: "bitshuffle-lz4" | "gzip" | "none"): Uint8Array {
  const panel = { pixelSize: [0.1, 0.1], imageSize: [24, 16], trustedRange: [0, 1000] } as const;
  const scan = new Scan({ image_range: [1, 3], oscillation: [0, 0.5], exposure_time: [0.1] });
  const writer = createNxmx(
    {
      beam: simpleBeam(1),
      detector: simpleDetector(100, [1, 1], panel),
      goniometer: singleAxisGoniometer(),
      scan,
    },
    { packing },
  );
  for (let n = 0; n < 3; n++)
    writer.addFrame(Uint16Array.from({ length: 24 * 16 }, (_, i) => (i * (n + 3)) % 17));
  return writer.finish();
}

/** Some bytes changed, a stretch moved or cut off. */
function damaged(bytes: Uint8Array, draw: () => number): Uint8Array {
  const copy = bytes.slice();
  const at = () => Math.floor(draw() * copy.length);
  const kind = draw();
  if (kind < 0.1) return copy.slice(0, at());
  if (kind < 0.2) copy.copyWithin(at(), at(), at());
  for (let i = Math.floor(1 + 12 * draw() ** 3); i > 0; i--)
    copy[at()] = draw() < 0.4 ? 255 : draw() < 0.3 ? 0 : Math.floor(draw() * 256);
  return copy;
}

const everythingOf = (image: ImageFile): number => {
  try {
    let sum = image.getDetector().length + (image.getScan()?.getNumImages() ?? 0);
    image.getGoniometer();
    image.getStaticMask?.();
    for (let i = 0; i < Math.min(3, image.numImages); i++) {
      image.getBeam(i);
      for (const { values } of image.getRawData(i)) for (const value of values) sum += value;
    }
    return sum;
  } finally {
    image.close();
  }
};
const everything = (bytes: Uint8Array) => everythingOf(openImage(new BytesSource(bytes, "damaged.h5")));

it("damaged HDF5 files are read or refused, and harm no later file", () => {
  const files = (["bitshuffle-lz4", "gzip", "none"] as const).map(good);
  const sums = files.map(everything);
  const draw = random(20260);
  const codes = new Map<string, number>();
  let slowest = 0;
  let read = 0;
  const before = process.memoryUsage().rss;
  let most = 0;
  for (let n = 0; n < 10_000; n++) {
    const bytes = damaged(files[n % files.length]!, draw);
    const began = performance.now();
    try {
      // Every tenth is recognised first, as a file is that someone opens.
      if (n % 10 === 0) {
        expect(() => imageFormatOf(new BytesSource(bytes))).not.toThrow();
        everything(bytes);
      } else everythingOf(nxmxFormat.open(new BytesSource(bytes, "damaged.h5"), {}));
      read++;
    } catch (error) {
      if (!(error instanceof EwaldError)) throw new Error(`file ${n}`, { cause: error });
      codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
    }
    slowest = Math.max(slowest, performance.now() - began);
    if (n % 500 === 0) {
      expect(files.map(everything)).toEqual(sums);
      most = Math.max(most, process.memoryUsage().rss - before);
    }
  }
  if (process.env.EWALD_FUZZ_REPORT) console.log({ read, codes, slowest, most: most / 2 ** 20 });
  expect(files.map(everything)).toEqual(sums);
  expect(slowest).toBeLessThan(5000);
  expect(most).toBeLessThan(2 ** 30);
  expect(read).toBeGreaterThan(1000);
  expect(codes.get("bad-format") ?? 0).toBeGreaterThan(1000);
}, 300_000);
