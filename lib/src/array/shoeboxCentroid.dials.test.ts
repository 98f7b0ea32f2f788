import fc from "fast-check";
import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { flex } from "./flex.js";
import { MaskCode } from "./maskCode.js";
import { Shoebox } from "./shoebox.js";

const codes = [
  MaskCode.Valid,
  MaskCode.Valid | MaskCode.Foreground,
  MaskCode.Valid | MaskCode.Background,
  MaskCode.Strong,
];

const script = `
from dials.array_family import flex
boxes = flex.shoebox(flex.size_t(len(input["boxes"])), flex.int6([tuple(b["bbox"]) for b in input["boxes"]]), True)
for box, given in zip(boxes, input["boxes"]):
    data = flex.float(given["data"]); data.reshape(box.data.accessor()); box.data = data
    mask = flex.int(given["mask"]); mask.reshape(box.mask.accessor()); box.mask = mask
def numbers(c):
    return [list(c.px_position()), list(c.px_variance()), list(c.px_std_err_eq())]
sums = boxes.summed_intensity()
output({
    "masked": [numbers(boxes.centroid_masked(code)) for code in input["codes"]],
    "valid": numbers(boxes.centroid_valid()),
    "foreground": numbers(boxes.centroid_foreground()),
    "peaks": list(boxes.peak_coordinates()),
    "sums": [list(sums.observed_value()), list(sums.observed_variance())],
})
`;

type Numbers = [number[][], number[][], number[][]];
interface Answer {
  readonly masked: Numbers[];
  readonly valid: Numbers;
  readonly foreground: Numbers;
  readonly peaks: number[][];
  readonly sums: [number[], number[]];
}

/** Boxes of any mask, counts below zero and far above the 2²⁴ that single precision counts to, and often few or no pixels that count. */
const boxes = fc
  .tuple(
    fc.integer({ min: -5, max: 3000 }),
    fc.integer({ min: -5, max: 3000 }),
    fc.integer({ min: 0, max: 900 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .chain(([x, y, z, nx, ny, nz]) => {
    const n = nx * ny * nz;
    const list = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: n, maxLength: n });
    return fc.record({
      bbox: fc.constant([x, x + nx, y, y + ny, z, z + nz] as [
        number,
        number,
        number,
        number,
        number,
        number,
      ]),
      data: fc.oneof(
        list(fc.integer({ min: 0, max: 300 })),
        list(fc.integer({ min: -4, max: 5 })),
        list(fc.integer({ min: 0, max: 60_000_000 })),
        list(fc.constant(0)),
      ),
      mask: fc.oneof(
        list(fc.constantFrom(0, 5)),
        list(fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 5)),
        list(fc.integer({ min: 0, max: 63 })),
      ),
    });
  });

needs.dials().it("centroids, peaks and sums are those of DIALS whatever the pixels", async () => {
  const given = fc.sample(boxes, { numRuns: 600, seed: 3 });
  const theirs = await runDials<Answer>(script, { boxes: given, codes });
  const column = flex.shoebox(
    given.map(({ bbox, data, mask }) =>
      Shoebox.of(0, bbox, Float32Array.from(data), Uint8Array.from(mask), new Float32Array(data.length)),
    ),
  );
  const near = (ours: ArrayLike<number>, wanted: readonly number[]) => {
    expect(ours.length).toBe(wanted.length);
    for (let i = 0; i < wanted.length; i++)
      if (!(Math.abs(ours[i]! - wanted[i]!) <= 1e-9 * Math.max(Math.abs(wanted[i]!), 1e-12)))
        expect.fail(`${i}: ${ours[i]} instead of ${wanted[i]}`);
  };
  const compare = (ours: ReturnType<typeof column.centroidValid>, [position, variance, error]: Numbers) => {
    near(ours.position.data, position.flat());
    near(ours.variance.data, variance.flat());
    near(ours.stdErrSq.data, error.flat());
  };
  codes.forEach((code, i) => {
    compare(column.centroidMasked(code), theirs.masked[i]!);
  });
  compare(column.centroidValid(), theirs.valid);
  compare(column.centroidForeground(), theirs.foreground);
  expect([...column.peakCoordinates()]).toEqual(theirs.peaks);
  const { value, variance } = column.summedIntensity();
  expect([...value]).toEqual(theirs.sums[0]);
  expect([...variance]).toEqual(theirs.sums[1]);
});

it("a row without pixels has the middle of its box, and no peak", () => {
  const column = flex.shoebox([new Shoebox(0, [2, 5, 10, 12, 7, 8])]);
  const { position, variance, stdErrSq } = column.centroidValid();
  expect([...position]).toEqual([[3.5, 11, 7.5]]);
  expect([...variance, ...stdErrSq]).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(() => column.peakCoordinates()).toThrow(/Row 0/);
});
