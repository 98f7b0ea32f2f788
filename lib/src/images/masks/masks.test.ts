import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EwaldError, FlexBool, FlexDouble, FlexInt, masks, type PanelMask } from "../../index.js";
import { Beam } from "../../models/beam.js";
import { Detector } from "../../models/detector.js";
import type { PanelData } from "../../models/panel.js";

const panel = (more: Partial<PanelData> = {}): PanelData => ({
  fast_axis: [1, 0, 0],
  slow_axis: [0, -1, 0],
  origin: [-10, 8, -60],
  image_size: [40, 30],
  pixel_size: [0.5, 0.5],
  trusted_range: [0, 100],
  ...more,
});
const detector = new Detector({ panels: [panel(), panel({ image_size: [10, 20], origin: [10, 8, -60] })] });
const beam = new Beam({ direction: [0.01, -0.02, 1], wavelength: 1 });
const fresh = (slow = 20, fast = 30): PanelMask => ({
  shape: [slow, fast],
  values: new FlexBool(new Uint8Array(slow * fast).fill(1)),
});
const rows = ({ shape: [slow, fast], values }: PanelMask): string[] =>
  Array.from({ length: slow }, (_, j) =>
    Array.from(values.data.subarray(j * fast, (j + 1) * fast), (good) => (good ? "." : "#")).join(""),
  );
const refused = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof EwaldError) return error.message;
    throw error;
  }
  return "nothing was refused";
};

describe("shapes", () => {
  it("by hand: corners of pixels for circles, centres for polygons, half-open rectangles", () => {
    const mask = fresh(5, 12);
    masks.maskUntrustedCircle(mask, 2, 2, 2);
    masks.maskUntrustedRectangle(mask, 5, 7, 1, 3);
    masks.maskUntrustedPolygon(mask, [
      [8, 0],
      [12, 0],
      [8, 4],
    ]);
    masks.maskUntrustedPixel(mask, 4, 10);
    expect(rows(mask)).toEqual([
      "........###.",
      ".###.##.##..",
      ".###.##.#...",
      ".###........",
      "..........#.",
    ]);
  });

  it("of any size, however large the numbers", () => {
    const all = fresh();
    masks.maskUntrustedCircle(all, -1e17, 0, 1.1e17);
    expect(all.values.count()).toBe(0);
    const half = fresh();
    masks.maskUntrustedPolygon(half, [
      [-9e8, -9e8],
      [15, -9e8],
      [15, 9e8],
      [-9e8, 9e8],
    ]);
    expect(half.values.count()).toBe(15 * 20);
    expect(
      refused(() =>
        masks.maskUntrustedPolygon(fresh(), [
          [0, 0],
          [1e300, 0],
          [5, 1e300],
        ]),
      ),
    ).toContain("below 1000000000");
    expect(
      refused(() =>
        masks.maskUntrustedPolygon(fresh(), [
          [0, 0],
          [5, Number.NaN],
          [5, 9],
        ]),
      ),
    ).toContain("pairs of numbers");
  });

  it("a border", () => {
    const mask = fresh(4, 6);
    masks.maskBorder(mask, 1);
    expect(rows(mask)).toEqual(["######", "#....#", "#....#", "######"]);
    masks.maskBorder(mask, 0);
    expect(mask.values.count()).toBe(8);
  });

  it("polygons: as the winding of a naive walk round each centre", () => {
    const corner = fc.tuple(
      fc.double({ min: -5, max: 35, noNaN: true }),
      fc.double({ min: -5, max: 25, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 3 }), (triangle) => {
        const mask = fresh();
        try {
          masks.maskUntrustedPolygon(mask, triangle);
        } catch {
          return; // so thin that it holds no centre
        }
        for (let j = 0; j < 20; j++)
          for (let i = 0; i < 30; i++) {
            const sides = triangle.map(([ax, ay], k) => {
              const [bx, by] = triangle[(k + 1) % 3]!;
              return (bx - ax) * (j + 0.5 - ay) - (by - ay) * (i + 0.5 - ax);
            });
            if (sides.some((side) => Math.abs(side) < 1e-6)) continue;
            const inside = sides.every((side) => side > 0) || sides.every((side) => side < 0);
            expect(mask.values.data[j * 30 + i]).toBe(inside ? 0 : 1);
          }
      }),
    );
  });

  it.each<[string, () => void, string]>([
    [
      "a circle beside",
      () => masks.maskUntrustedCircle(fresh(), 100, 5, 10),
      "The circle 100, 5, 10 (xc, yc, r) lies beside the panel of 30 × 20 px.",
    ],
    ["a circle without radius", () => masks.maskUntrustedCircle(fresh(), 5, 5, 0), "with r above 0."],
    [
      "a rectangle in another order",
      () => masks.maskUntrustedRectangle(fresh(), 10, 0, 20, 20, "panel 3"),
      "The rectangle 10, 0, 20, 20 (x0, x1, y0, y1) on panel 3 holds no pixel; x0 must be below x1, and y0 below y1.",
    ],
    [
      "a rectangle too big",
      () => masks.maskUntrustedRectangle(fresh(), 0, 31, 0, 20),
      "does not lie on the panel; whole numbers with 0 ≤ x ≤ 30 and 0 ≤ y ≤ 20 would work.",
    ],
    [
      "a pixel beside",
      () => masks.maskUntrustedPixel(fresh(), 20, 3),
      "The pixel 20, 3 (y, x) is not on the panel of 20 × 30 px (slow × fast).",
    ],
    [
      "two corners",
      () =>
        masks.maskUntrustedPolygon(fresh(), [
          [1, 1],
          [5, 5],
          [1, 1],
        ]),
      "it has 2 different corners, but 3 are the least.",
    ],
    [
      "no corner",
      () => masks.maskUntrustedPolygon(fresh(), []),
      "it has 0 different corners, but 3 are the least.",
    ],
    [
      "crossing edges",
      () =>
        masks.maskUntrustedPolygon(fresh(), [
          [2, 2],
          [9, 9],
          [9, 2],
          [2, 9],
        ]),
      "its edges from 2,2 and from 9,2 cross; give its corners in their order round it.",
    ],
    [
      "a polygon beside",
      () =>
        masks.maskUntrustedPolygon(fresh(), [
          [50, 2],
          [60, 9],
          [50, 9],
        ]),
      "holds the centre of no pixel of the panel of 30 × 20 px.",
    ],
    [
      "a wide border",
      () => masks.maskBorder(fresh(), 10),
      "A border of 10 px leaves nothing of a panel of 30 × 20 px.",
    ],
    ["a negative border", () => masks.maskBorder(fresh(), -1), "A border of -1 px cannot be"],
  ])("refuses %s", (_, act, message) => {
    expect(refused(act)).toContain(message);
  });
});

describe("resolution", () => {
  it("takes each pixel's centre, all ranges at once, ends included", () => {
    const [first] = detector;
    const d = (i: number, j: number) => first!.getResolutionAtPixel(beam.getS0(), [i + 0.5, j + 0.5]);
    const ranges = [
      masks.beyond(2.5),
      masks.within(9),
      masks.resolutionRange([4, 3.5]),
      masks.resolutionRange([3.7, 4.5]),
    ];
    const mask = masks.uniformPanel(first!);
    masks.maskResolution(mask, first!, beam, ranges);
    let masked = 0;
    for (let j = 0; j < 30; j++)
      for (let i = 0; i < 40; i++) {
        const bad = ranges.some(([low, high]) => d(i, j) >= low && d(i, j) <= high);
        expect(mask.values.data[j * 40 + i], `${i} ${j}`).toBe(bad ? 0 : 1);
        masked += bad ? 1 : 0;
      }
    expect(masked).toBeGreaterThan(100);
    expect(masked).toBeLessThan(1100);
  });

  it("masks the direct beam itself with d_max", () => {
    const hit = new Detector({ panels: [panel({ origin: [-10.25, 8.25, -60] })] });
    const straight = new Beam({ direction: [0, 0, 1], wavelength: 1 });
    const [mask] = masks.generateMask(hit, straight, { d_max: 1e6 });
    expect(mask!.values.iselection(false).data).toEqual(Uint32Array.of(16 * 40 + 20));
  });

  it("goes through offset maps and parallax", () => {
    const maps = new Detector({ panels: [panel({ px_mm_strategy: { type: "OffsetPxMmStrategy" } })] });
    const shift = new Float64Array(1200).fill(3);
    maps[0]!.setOffsetMaps(shift, new Float64Array(1200));
    const [shifted] = masks.generateMask(maps, beam, { d_min: 3 });
    const [plain] = masks.generateMask(new Detector({ panels: [panel()] }), beam, { d_min: 3 });
    for (let j = 0; j < 30; j++)
      for (let i = 3; i < 40; i++)
        expect(shifted!.values.data[j * 40 + i]).toBe(plain!.values.data[j * 40 + i - 3]);
    const [without] = masks.generateMask(maps, beam, { d_min: 3, disable_parallax_correction: true });
    expect(without!.values.data).toEqual(plain!.values.data);
  });

  it("rings of ice are at its well-known distances, forbidden ones absent", () => {
    const centres = masks
      .iceRingRanges({ filter: true }, 2.2)
      .map(([low, high]) => Math.sqrt(2 / (1 / low ** 2 + 1 / high ** 2)));
    expect(centres.sort((a, b) => b - a).map((d) => d.toFixed(2))).toEqual([
      "3.90",
      "3.67",
      "3.44",
      "2.67",
      "2.25",
    ]);
  });

  it.each<[string, masks.MaskParameters, string]>([
    [
      "limits the wrong way round",
      { d_min: 10, d_max: 2 },
      "d_min = 10 Å and d_max = 2 Å leave no pixel; d_min must be the smaller.",
    ],
    [
      "a range without width",
      { resolution_range: [[3, 3]] },
      "The resolution range 3, 3 cannot be; two different distances d in Å would work.",
    ],
    ["a limit of 0", { d_min: 0 }, "A limit d_min of 0 Å cannot be"],
    [
      "a panel that is not there",
      { untrusted: [{ panel: 2, circle: [5, 5, 3] }] },
      "An untrusted region is on panel 2, but the detector has panels 0 to 1.",
    ],
    [
      "an odd polygon",
      { untrusted: [{ polygon: [1, 2, 3, 4, 5] }] },
      "The polygon on panel 0 has 5 numbers; x and y of each corner would work.",
    ],
    [
      "a circle of two numbers",
      { untrusted: [{ circle: [1, 2] }] },
      "The circle 1, 2 on panel 0 has 2 numbers, not 3.",
    ],
    [
      "a border wider than a panel",
      { border: 6 },
      "A border of 6 px leaves nothing of panel 1 of 10 × 20 px.",
    ],
    ["rings without width", { ice_rings: { filter: true, width: 0 } }, "An ice ring 0 Å⁻² wide cannot be"],
    ["rings without end", { ice_rings: { filter: true, d_min: 0.001 } }, "20000000 are the most"],
    [
      "a cell that is none",
      { ice_rings: { filter: true, unit_cell: "4 4" } },
      'The unit cell "4 4" of the ice rings is not six numbers.',
    ],
  ])("refuses %s", (_, parameters, message) => {
    expect(refused(() => masks.generateMask(detector, beam, parameters))).toContain(message);
  });
});

describe("algebra", () => {
  const bits = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
  const mask = (given: boolean[]): PanelMask[] => [{ shape: [2, 3], values: FlexBool.from(given) }];
  const data = (given: readonly PanelMask[]) => [...given[0]!.values.data];

  it("obeys De Morgan, and counts", () => {
    fc.assert(
      fc.property(bits, bits, bits, (a, b, c) => {
        const [x, y, z] = [mask(a), mask(b), mask(c)];
        expect(data(masks.not(masks.and(x, y, z)))).toEqual(
          data(masks.or(masks.not(x), masks.not(y), masks.not(z))),
        );
        expect(data(masks.and(x))).toEqual(data(x));
        const { good, masked, total, fraction } = masks.count(x);
        expect([good, good + masked, fraction]).toEqual([a.filter(Boolean).length, total, good / 6]);
      }),
    );
  });

  it("leaves its arguments alone, and refuses other shapes", () => {
    const [x, y] = [mask([true, true, true, true, true, true]), mask([false, true, true, true, true, true])];
    masks.and(x, y);
    expect(masks.count(x).masked).toBe(0);
    expect(refused(() => masks.and(x, [...y, ...y]))).toBe(
      "and needs masks of one detector, not of 1 and 2 panels.",
    );
    expect(refused(() => masks.or(x, [fresh(3, 2)]))).toBe(
      "or needs masks of one shape; panel 0 is of 2 × 3 and 3 × 2 px.",
    );
    expect(refused(() => masks.checkMask(x, detector, "a.mask"))).toBe(
      "a.mask has 1 panels, but the detector has 2.",
    );
    expect(refused(() => masks.checkMask([fresh(30, 40), fresh(10, 20)], detector))).toBe(
      "The mask has 10 × 20 pixels (slow × fast) on panel 1, but the detector has 20 × 10.",
    );
    masks.checkMask(masks.uniform(detector), detector);
  });
});

describe("trusted range", () => {
  const one = new Detector({ panels: [panel({ image_size: [3, 2], trusted_range: [-1, 10] })] });
  const raw = [{ shape: [2, 3] as const, values: Int32Array.of(-2, -1, 0, 9, 10, 11) }];

  it("takes both ends in, but not the −1 of older readers", () => {
    const newer = new Detector({ panels: [panel({ image_size: [3, 2], trusted_range: [0, 10] })] });
    expect([...masks.trustedRangeMasks(newer, raw)[0]!.values.data]).toEqual([0, 0, 1, 1, 1, 0]);
    expect([...masks.trustedRangeMasks(one, raw)[0]!.values.data]).toEqual([0, 0, 1, 1, 1, 0]);
    const signed = new Detector({ panels: [panel({ image_size: [3, 2], trusted_range: [-2, 9] })] });
    expect([...masks.trustedRangeMasks(signed, raw)[0]!.values.data]).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it("counts, and says when a range is of an older reader", () => {
    expect(masks.trustedRangeStatistics(one, raw)).toEqual([
      {
        panel: 0,
        trustedRange: [-1, 10],
        older: true,
        below: 2,
        valid: 3,
        above: 1,
        total: 6,
        fractionValid: 0.5,
      },
    ]);
  });

  it("selects and clears", () => {
    const mask = masks.trustedRangeMasks(one, raw);
    expect(masks.selectGood(raw, mask)).toEqual([FlexInt.from([0, 9, 10])]);
    expect([...masks.setMasked(raw, mask, -9)[0]!.values]).toEqual([-9, -9, 0, 9, 10, -9]);
    const reals = [{ shape: [2, 3] as const, values: Float64Array.of(0.5, Number.NaN, 1, 2, 3, 4) }];
    const [good] = masks.selectGood(reals, masks.trustedRangeMasks(one, reals));
    expect(good).toEqual(FlexDouble.from([0.5, 1, 2, 3, 4]));
    expect(raw[0]!.values[0]).toBe(-2);
  });

  it("refuses data of another detector", () => {
    expect(refused(() => masks.trustedRangeMasks(detector, raw))).toBe(
      "Raw data of 1 panels were given for a detector of 2.",
    );
    expect(refused(() => masks.trustedRangeMask(detector[0]!, raw[0]!))).toBe(
      "Raw data of 2 × 3 px (slow × fast) were given for a panel of 30 × 40.",
    );
    expect(refused(() => masks.selectGood(raw, [fresh(1, 1)]))).toBe(
      "The mask of panel 0 has 1 pixels, but its data 6.",
    );
    expect(refused(() => masks.setMasked(raw, []))).toBe("The mask is of 0 panels, but the data of 1.");
  });
});
