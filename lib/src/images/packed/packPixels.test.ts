// Packed pixels unpacked again, beside naive twins; histograms beside sorted values.
import { describe, expect, it } from "vitest";
import { Pcg32 } from "../../array/random.js";
import { CountsCollector, unitOf } from "./countsHistogram.js";
import { maxBinned } from "./maxBinned.js";
import { type PackedImage, packPixels } from "./packPixels.js";

const { next } = new Pcg32(3);
const panelOf = (slow: number, fast: number, value: (i: number) => number) => ({
  shape: [slow, fast] as const,
  values: Int32Array.from({ length: slow * fast }, (_, i) => value(i)),
});
const everything = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const all = (panels: readonly { values: ArrayLike<number> }[]) =>
  panels.map(({ values }) => ({ mask: new Uint8Array(values.length).fill(1), ...everything }));

function unpacked({ type, planes, offset }: PackedImage): number[] {
  if (type === "f32") return [...planes[0]!];
  return Array.from(planes[0]!, (_, i) =>
    planes.reduce((sum, plane, k) => sum + plane[i]! * 256 ** k, offset),
  );
}

describe("packed pixels", () => {
  it.each([
    ["few counts and gaps", 1, () => Math.floor(5 * next()) - 2],
    ["two bytes", 2, () => Math.floor(3000 * next()) - 1],
    ["the largest of two bytes", 2, (i: number) => (i === 3 ? 65533 : -2)],
    ["overloads", 3, (i: number) => (i === 5 ? 1_048_501 : -1)],
    ["all that 32 bits hold", 4, (i: number) => (i === 5 ? 2 ** 31 - 1 : i === 6 ? -(2 ** 31) : i)],
  ])("of %s are the same when unpacked, in %i planes", (_, planes, value) => {
    const panels = [panelOf(7, 5, value), panelOf(4, 6, value)];
    const [packed] = packPixels(panels, all(panels), [1]);
    expect(packed!.planes.length).toBe(planes);
    expect(unpacked(packed!)).toEqual(panels.flatMap(({ values }) => [...values]));
    expect(packed!.shapes).toEqual([
      [7, 5],
      [4, 6],
    ]);
  });

  it("that are not whole keep single precision", () => {
    const panels = [{ shape: [1, 3] as const, values: Float64Array.of(0.1, -2.5, 1e9) }];
    const [packed] = packPixels(panels, all(panels), [1]);
    expect(packed!.type).toBe("f32");
    expect(unpacked(packed!)).toEqual([Math.fround(0.1), -2.5, 1e9]);
  });

  it.each([2, 3, 5])("are binned by %i to the greatest, what is left at the ends too", (binning) => {
    const [slow, fast] = [11, 13];
    const panel = panelOf(slow, fast, () => Math.floor(1000 * next()) - 500);
    const { shape, values } = maxBinned(panel, binning);
    expect(shape).toEqual([Math.ceil(slow / binning), Math.ceil(fast / binning)]);
    for (let y = 0; y < shape[0]; y++)
      for (let x = 0; x < shape[1]; x++) {
        const inBin = [...panel.values].filter(
          (_, i) =>
            Math.floor(Math.floor(i / fast) / binning) === y && Math.floor((i % fast) / binning) === x,
        );
        expect(values[y * shape[1] + x]).toBe(Math.max(...inBin));
      }
  });

  it("have the histogram of the good pixels alone, whatever the binning", () => {
    const panel = panelOf(1, 8, (i) => [-2, -1, 0, 0, 1, 5, 900, 70_000][i]!);
    const mask = Uint8Array.of(1, 1, 1, 0, 1, 1, 1, 1);
    for (const high of [1000, 80_000]) {
      const [binned, whole] = packPixels([panel], [{ mask, low: 0, high }], [3, 1]);
      expect(binned!.histogram).toEqual(whole!.histogram);
      const { edges, counts } = whole!.histogram;
      expect(edges.length).toBe(counts.length + 1);
      expect([counts[0], counts[1], counts[5], counts[900]]).toEqual([1, 1, 1, 1]);
      expect(counts.reduce((a, b) => a + b)).toBe(high > 70_000 ? 5 : 4);
    }
  });
});

describe("a histogram for any range", () => {
  it("puts each value between the edges of its slot, which are a unit or 2.2 % apart", () => {
    for (const unit of [1, 0.125])
      for (let i = 0; i < 2000; i++) {
        const value = unit * (next() < 0.5 ? 1 : -1) * Math.floor(10 ** (9 * next()));
        const collector = new CountsCollector(unit);
        collector.add(value, 3);
        const { edges, counts } = collector.histogram();
        expect(counts).toEqual([3]);
        const [from, to] = edges as [number, number];
        expect(
          from <= value * (1 + Math.sign(value) * 1e-9) && value * (1 - Math.sign(value) * 1e-9) < to,
        ).toBe(true);
        expect(to - from).toBeLessThanOrEqual(Math.max(unit, 0.0224 * Math.abs(value)) * (1 + 1e-9));
      }
  });

  it("leaves out what is no number, and is empty without values", () => {
    const collector = new CountsCollector();
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) collector.add(value);
    expect(collector.histogram()).toEqual({ edges: [0, 1], counts: [0] });
  });

  it("takes a unit that suits the values", () => {
    const unit = unitOf([Float64Array.from({ length: 999 }, (_, i) => 0.001 * (i + 1))]);
    expect(unit).toBe(2 ** Math.floor(Math.log2(0.5 / 64)));
    expect(unitOf([new Float64Array(4)])).toBe(1);
  });
});
