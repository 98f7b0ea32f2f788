import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { SpotBuilder } from "./spotBuilder.js";
import { spotTable } from "./spotTable.js";

interface Case {
  readonly size: [number, number];
  readonly flat: boolean;
  readonly first: number;
  readonly min: number;
  readonly max: number;
  readonly frames: { places: number[]; values: number[] }[];
}

interface Answer {
  readonly bbox: number[][];
  readonly data: number[][];
  readonly mask: number[][];
  readonly sizes: number[];
  readonly hot: number[];
  readonly xyz: number[][];
  readonly error: number[][];
  readonly variance: number[][];
  readonly all: number[][];
  readonly value: number[];
  readonly sigma: number[];
}

const script = `
from dials.array_family import flex
from dials.model.data import PixelList, PixelListLabeller
answers = []
for case in input:
    labeller = PixelListLabeller()
    for i, frame in enumerate(case["frames"]):
        labeller.add(PixelList(case["first"] + i, case["size"], flex.double(frame["values"]), flex.size_t(frame["places"])))
    made = flex.PixelListShoeboxCreator(labeller, 3, 0, case["flat"], case["min"], case["max"], True)
    boxes = made.result()
    boxes = boxes.select(boxes.is_allocated())
    centroids = boxes.centroid_valid()
    all_ = boxes.centroid_all()
    sums = boxes.summed_intensity()
    answers.append({
        "bbox": [list(b) for b in boxes.bounding_boxes()],
        "data": [list(b.data) for b in boxes],
        "mask": [list(b.mask) for b in boxes],
        "sizes": list(made.spot_size()),
        "hot": list(made.hot_pixels()),
        "xyz": [list(v) for v in centroids.px_position()],
        "error": [list(v) for v in centroids.px_std_err_eq()],
        "variance": [list(v) for v in centroids.px_variance()],
        "all": [list(v) for v in all_.px_position()],
        "value": list(sums.observed_value()),
        "sigma": list(sums.observed_variance()),
    })
output(answers)
`;

/** Seeded numbers in [0, 1) (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random images, `dense` of the pixels strong, with counts up to `most`: above 4096 single precision shows in Σd². */
function randomCase(seed: number, dense: number, most: number, part: Partial<Case> = {}): Case {
  const random = numbers(seed);
  const size: [number, number] = part.size ?? [17, 23];
  const frames = Array.from({ length: 6 }, () => {
    const places = Array.from({ length: size[0] * size[1] }, (_, i) => i).filter(() => random() < dense);
    return { places, values: places.map(() => Math.floor(1 + random() ** 4 * most)) };
  });
  return { size, flat: false, first: 7, min: 2, max: 40, frames, ...part };
}

const cases: Case[] = [
  randomCase(1, 0.05, 100),
  randomCase(2, 0.2, 1e4),
  randomCase(3, 0.3, 1e6, { max: 300, min: 3 }),
  randomCase(4, 0.3, 1e8, { flat: true }),
  randomCase(5, 0.6, 3e7, { max: 1000, min: 1 }),
  randomCase(6, 0.9, 50, { max: 5000, min: 1, flat: true }),
  randomCase(7, 0.4, 1e3, { size: [1, 60], min: 1 }),
  randomCase(8, 0.4, 1e3, { size: [60, 1], min: 1 }),
];

const near = (ours: ArrayLike<number>, theirs: readonly number[]) => {
  expect(ours.length).toBe(theirs.length);
  for (let i = 0; i < theirs.length; i++)
    if (!(Math.abs(ours[i]! - theirs[i]!) <= 1e-9 * Math.abs(theirs[i]!)))
      expect.fail(`${i}: ${ours[i]} instead of ${theirs[i]}`);
};

needs
  .dials()
  .it("makes the spots of PixelListShoeboxCreator, with its centroids and intensities", async () => {
    const answers = await runDials<Answer[]>(script, cases);
    cases.forEach((one, k) => {
      const theirs = answers[k]!;
      const builder = new SpotBuilder({
        ...one,
        panel: 3,
        minSpotSize: one.min,
        maxSpotSize: one.max,
        hotPixels: true,
      });
      one.frames.forEach(({ places, values }, i) => {
        builder.add(one.first + i, { places: Uint32Array.from(places), values: Float32Array.from(values) });
      });
      const spots = builder.finish();
      const boxes = spots.shoeboxes;
      expect(theirs.bbox.length).toBeGreaterThan(2);
      expect([...boxes.boundingBoxes()]).toEqual(theirs.bbox);
      expect([...boxes].map((box) => [...box.data])).toEqual(theirs.data);
      expect([...boxes].map((box) => [...box.mask])).toEqual(theirs.mask);
      expect([spots.extracted, spots.tooSmall, spots.tooLarge]).toEqual([
        theirs.sizes.length,
        theirs.sizes.filter((size) => size < one.min).length,
        theirs.sizes.filter((size) => size > one.max).length,
      ]);
      expect([...spots.hotPixels!]).toEqual(theirs.hot);
      const table = spotTable(boxes);
      near(table.column("xyzobs.px.value").data, theirs.xyz.flat());
      near(table.column("xyzobs.px.variance").data, theirs.error.flat());
      near(boxes.centroidValid().variance.data, theirs.variance.flat());
      near(boxes.centroidAll().position.data, theirs.all.flat());
      near(table.column("intensity.sum.value").data, theirs.value);
      near(table.column("intensity.sum.variance").data, theirs.sigma);
    });
  });
