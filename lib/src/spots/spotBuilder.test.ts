import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinSpots, SpotBuilder, type SpotBuilderOptions } from "./spotBuilder.js";
import type { StrongPixels } from "./strongPixels.js";

/** Strong pixels of one image: counts by place. */
type Counts = ReadonlyMap<number, number>;

const pixelsOf = (counts: Counts): StrongPixels => {
  const places = Uint32Array.from(counts.keys()).sort();
  return { places, values: Float32Array.from(places, (place) => counts.get(place)!) };
};

function build(options: SpotBuilderOptions, first: number, images: readonly (Counts | undefined)[]) {
  const builder = new SpotBuilder(options);
  for (const [i, counts] of images.entries()) if (counts) builder.add(first + i, pixelsOf(counts));
  return builder.finish();
}

/** The same by flooding each spot from its first pixel. */
function flood(
  { size: [, fast], flat, minSpotSize, maxSpotSize }: SpotBuilderOptions,
  first: number,
  images: readonly (Counts | undefined)[],
) {
  const seen = images.map(() => new Set<number>());
  const boxes: { bbox: number[]; data: number[]; mask: number[] }[] = [];
  const sizes: number[] = [];
  images.forEach((counts, z) => {
    for (const place of pixelsOf(counts ?? new Map()).places) {
      if (seen[z]!.has(place)) continue;
      const spot: [number, number][] = [];
      const queue: [number, number][] = [[z, place]];
      while (queue.length) {
        const [k, p] = queue.pop()!;
        if (!images[k]?.has(p) || seen[k]!.has(p)) continue;
        seen[k]!.add(p);
        spot.push([k, p]);
        if (p % fast > 0) queue.push([k, p - 1]);
        if (p % fast < fast - 1) queue.push([k, p + 1]);
        queue.push([k, p - fast], [k, p + fast]);
        if (!flat) queue.push([k - 1, p], [k + 1, p]);
      }
      sizes.push(spot.length);
      if (spot.length < minSpotSize || spot.length > maxSpotSize) continue;
      const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values) + 1];
      const [x0, x1] = range(spot.map(([, p]) => p % fast));
      const [y0, y1] = range(spot.map(([, p]) => Math.floor(p / fast)));
      const [z0, z1] = range(spot.map(([k]) => k));
      const box = {
        bbox: [x0, x1, y0, y1, z0 + first, z1 + first],
        data: [] as number[],
        mask: [] as number[],
      };
      const own = new Set(spot.map(([k, p]) => `${k} ${p}`));
      for (let k = z0; k < z1; k++)
        for (let y = y0; y < y1; y++)
          for (let x = x0; x < x1; x++) {
            const inSpot = own.has(`${k} ${y * fast + x}`);
            box.data.push(inSpot ? images[k]!.get(y * fast + x)! : 0);
            box.mask.push(inSpot ? 5 : 0);
          }
      boxes.push(box);
    }
  });
  return {
    boxes,
    extracted: sizes.length,
    tooSmall: sizes.filter((size) => size < minSpotSize).length,
    tooLarge: sizes.filter((size) => size > maxSpotSize).length,
  };
}

const scans = fc
  .record({
    slow: fc.integer({ min: 1, max: 7 }),
    fast: fc.integer({ min: 1, max: 9 }),
    flat: fc.boolean(),
    first: fc.integer({ min: -3, max: 9000 }),
    minSpotSize: fc.integer({ min: 1, max: 4 }),
    more: fc.integer({ min: 0, max: 30 }),
    dense: fc.constantFrom(0.1, 0.3, 0.5, 0.8),
    images: fc.array(
      fc.option(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 63, maxLength: 63 }), {
        nil: undefined,
        freq: 6,
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ slow, fast, flat, first, minSpotSize, more, dense, images }) => ({
    first,
    options: {
      panel: 2,
      size: [slow, fast] as const,
      flat,
      minSpotSize,
      maxSpotSize: minSpotSize + more,
    },
    images: images.map(
      (image) =>
        image &&
        new Map(
          image
            .slice(0, slow * fast)
            .flatMap((value, place) => (value < dense ? [[place, Math.ceil(value * 1000)] as const] : [])),
        ),
    ),
  }));

describe("SpotBuilder", () => {
  it("finds what flooding finds, in order of the first pixel", () => {
    fc.assert(
      fc.property(scans, ({ options, first, images }) => {
        const { shoeboxes, extracted, tooSmall, tooLarge } = build(options, first, images);
        const boxes = [...shoeboxes].map((box) => ({
          bbox: [...box.bbox],
          data: [...box.data],
          mask: [...box.mask],
        }));
        expect({ boxes, extracted, tooSmall, tooLarge }).toEqual(flood(options, first, images));
        expect([...shoeboxes.panel].every((panel) => panel === 2)).toBe(true);
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  it("takes its arrays from anywhere and keeps none", () => {
    fc.assert(
      fc.property(scans, ({ options, first, images }) => {
        const builder = new SpotBuilder(options);
        const places = new Uint32Array(new SharedArrayBuffer(4 * 64), 4);
        const values = new Float32Array(64);
        images.forEach((counts, i) => {
          if (!counts) return;
          const pixels = pixelsOf(counts);
          const n = pixels.places.length;
          places.set(pixels.places);
          values.set(pixels.values);
          builder.add(first + i, { places: places.subarray(0, n), values: values.subarray(0, n) });
          places.fill(9e8);
          values.fill(-1);
        });
        expect(builder.finish()).toEqual(build(options, first, images));
      }),
      { numRuns: 50, seed: 6 },
    );
  });

  const options = { panel: 0, size: [4, 5], flat: false, minSpotSize: 1, maxSpotSize: 100 } as const;
  const at = (...places: number[]): Counts => new Map(places.map((place) => [place, place + 1]));

  it("does not join pixels that touch at corners or edges only, nor over the ends of rows or a missing image", () => {
    const count = (part: Partial<SpotBuilderOptions>, ...images: (Counts | undefined)[]) =>
      build({ ...options, ...part }, 0, images).extracted;
    expect(count({}, at(0, 6))).toBe(2);
    expect(count({}, at(4, 5))).toBe(2);
    expect(count({}, at(0), at(1))).toBe(2);
    expect(count({}, at(7), at(), at(7))).toBe(2);
    expect(count({}, at(7), undefined, at(7))).toBe(2);
    expect(count({}, at(7), at(7), at(7))).toBe(1);
    expect(count({ flat: true }, at(7), at(7), at(7))).toBe(3);
    // two arms that meet only on the last image
    expect(count({}, at(0, 2), at(0, 2), at(0, 1, 2))).toBe(1);
    expect(count({})).toBe(0);
  });

  it("counts spots too large without keeping their pixels", () => {
    const builder = new SpotBuilder({
      panel: 0,
      size: [1000, 1000],
      flat: false,
      minSpotSize: 3,
      maxSpotSize: 20,
    });
    const places = Uint32Array.from({ length: 1e6 }, (_, i) => i);
    const values = new Float32Array(1e6).fill(7);
    const before = process.memoryUsage().arrayBuffers;
    for (let frame = 0; frame < 12; frame++) builder.add(frame, { places, values });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
    builder.add(12, pixelsOf(at(0, 2000, 2001, 2002)));
    const { shoeboxes, extracted, tooSmall, tooLarge } = builder.finish();
    expect([shoeboxes.length, extracted, tooSmall, tooLarge]).toEqual([0, 1, 0, 1]);
  });

  it("needs no more memory for a longer scan", () => {
    const builder = new SpotBuilder({ ...options, size: [1000, 1000], minSpotSize: 3 });
    const odd = Uint32Array.from({ length: 2000 }, (_, i) => 400 * i + 3);
    const even = odd.map((place) => place + 7);
    const values = new Float32Array(odd.length);
    let before = 0;
    for (let frame = 0; frame < 1000; frame++) {
      builder.add(frame, { places: frame % 2 ? odd : even, values });
      if (frame === 20) before = process.memoryUsage().arrayBuffers;
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2e6);
    expect(builder.finish()).toMatchObject({ extracted: 2e6, tooSmall: 2e6, tooLarge: 0 });
  });

  it("names pixels that are strong on every image", () => {
    const hot = (...images: (Counts | undefined)[]) => [
      ...build({ ...options, hotPixels: true }, 3, images).hotPixels!,
    ];
    expect(hot(at(1, 4, 7), at(4, 7), at(0, 4, 7, 19))).toEqual([4, 7]);
    expect(hot(at(1, 4, 7))).toEqual([1, 4, 7]);
    expect(hot(at(1), at())).toEqual([]);
    expect(hot(at(1), undefined, at(1))).toEqual([]);
    expect(hot()).toEqual([]);
    expect(build(options, 0, [at(1)]).hotPixels).toBeUndefined();
  });

  it("joins the spots of panels", () => {
    const one = build(options, 0, [at(1, 4)]);
    const other = build({ ...options, panel: 1, minSpotSize: 2 }, 0, [at(0, 5, 3)]);
    const all = joinSpots([one, other]);
    expect([...all.shoeboxes.panels()]).toEqual([0, 0, 1]);
    expect([...all.shoeboxes].map((box) => [...box.data])).toEqual([[2], [5], [1, 6]]);
    expect([all.extracted, all.tooSmall, all.tooLarge]).toEqual([4, 1, 0]);
    expect(() => joinSpots([])).toThrow(/no spots/);
  });

  it("refuses images out of order, places out of order or beyond the panel, and sizes that cannot be", () => {
    const builder = () => {
      const made = new SpotBuilder(options);
      made.add(5, pixelsOf(at(3)));
      return made;
    };
    const add = (frame: number, ...places: number[]) =>
      builder().add(frame, { places: Uint32Array.from(places), values: new Float32Array(places.length) });
    expect(() => add(5)).toThrow(/array index 5 cannot follow 5/);
    expect(() => add(4)).toThrow(/array index 4 cannot follow 5/);
    expect(() => add(6.5)).toThrow(/6\.5/);
    expect(() => add(6, 20)).toThrow(/place 20/);
    expect(() => add(6, 3, 3)).toThrow(/place 3, after 3/);
    expect(() => builder().add(6, { places: new Uint32Array(2), values: new Float32Array(1) })).toThrow(
      /1 values/,
    );
    for (const [minSpotSize, maxSpotSize] of [
      [0, 3],
      [4, 3],
      [1.5, 3],
      [1, Number.NaN],
      [1, 2 ** 31],
    ] as const)
      expect(() => new SpotBuilder({ ...options, minSpotSize, maxSpotSize })).toThrow(/min_spot_size/);
    expect(() => new SpotBuilder({ ...options, size: [-1, 4] })).toThrow(/-1/);
  });
});
