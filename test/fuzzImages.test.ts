// Damaged image files: each opens and reads, or fails with a one-sentence EwaldError that names the file; memory stays within a
// multiple of the file's size, and time within seconds. A format adds a line to `files`: a small file of it, and how often.
import { gzipSync } from "node:zlib";
import { BytesSource, EwaldError, openImage } from "ewald";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteOffsetSection } from "../lib/src/images/cbf/byteOffsetSection.js";
import { damage } from "./support/damage.js";
import { packedSection, smallImgCif, smallMiniCbf, smallTiles, withData } from "./support/smallCbf.js";

interface Fuzzed {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly runs: number;
  /** Bytes of the header, which is damaged most. */
  readonly head: number;
  /** Bytes of memory that one byte of the file may lead to. */
  readonly memory: number;
  readonly params?: Record<string, unknown>;
}

const image = Int32Array.of(1, 2, 3, 4, 500, 70000);
const files: readonly Fuzzed[] = [
  { name: "a miniCBF", bytes: () => smallMiniCbf(), runs: 10_000, head: 1300, memory: 12 },
  {
    name: "a Pilatus of two modules, each a panel",
    bytes: () => smallMiniCbf("PILATUS 200K, S/N 2-0100", [487, 407]),
    runs: 300,
    head: 1300,
    memory: 12,
    params: { multi_panel: true },
  },
  {
    name: "an imgCIF",
    bytes: () => withData(smallImgCif, byteOffsetSection(image, [3, 2])),
    runs: 10_000,
    head: 2200,
    memory: 12,
  },
  {
    name: "an imgCIF of packed tiles",
    bytes: () => withData(smallTiles, packedSection([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2], [3, 2, 2])),
    runs: 10_000,
    head: 2800,
    // A chunk of 128 pixels may take 6 bits.
    memory: 700,
  },
  { name: "a gzipped miniCBF", bytes: () => gzipSync(smallMiniCbf()), runs: 500, head: 800, memory: 4200 },
];

/** Times `memory`, beyond a window of the reader. */
const memoryBase = 2 ** 20;
const longest = 3000;

/** Everything a file can be asked for. */
function readAll(bytes: Uint8Array, name: string, params: Record<string, unknown> = {}): void {
  const opened = openImage(new BytesSource(bytes, name), { checksums: "ignore", params });
  for (let i = 0; i < opened.numImages; i++) {
    opened.getBeam(i);
    const detector = opened.getDetector(i);
    opened.getGoniometer(i);
    opened.getScan(i);
    const raw = opened.getRawData(i);
    expect(raw.length).toBe(detector.length);
    raw.forEach(({ shape, values }) => {
      expect(values.length).toBe(shape[0] * shape[1]);
    });
  }
  opened.close();
}

function survives(
  { bytes, runs, head, memory, params }: Fuzzed,
  name: string,
): { read: number; refused: number } {
  const tally = { read: 0, refused: 0 };
  const seed = bytes();
  fc.assert(
    fc.property(damage(head), (list) => {
      const damaged = list.reduce<Uint8Array>((before, apply) => apply(before), Uint8Array.from(seed));
      const before = process.memoryUsage().arrayBuffers;
      const start = performance.now();
      try {
        readAll(damaged, name, params);
        tally.read++;
      } catch (error) {
        if (!(error instanceof EwaldError)) throw error;
        tally.refused++;
        expect(error.message).toContain(name);
        expect(error.message).toMatch(/^[^\n]{10,400}\.$/);
      }
      expect(performance.now() - start).toBeLessThan(longest);
      const taken = process.memoryUsage().arrayBuffers - before;
      expect(taken).toBeLessThan(memoryBase + memory * damaged.length);
    }),
    { numRuns: runs, seed: 20260102 },
  );
  return tally;
}

describe("damaged images are refused in one sentence", () => {
  for (const file of files)
    it(`${file.name}, ${file.runs} times`, () => {
      const name = "damaged_0001.img";
      readAll(file.bytes(), name, file.params);
      const { read, refused } = survives(file, name);
      expect(refused).toBeGreaterThan(file.runs / 10);
      if (!file.name.includes("gzip")) expect(read).toBeGreaterThan(file.runs / 50);
      expect(read + refused).toBe(file.runs);
    }, 120_000);
});
