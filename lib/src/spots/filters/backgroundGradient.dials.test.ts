import { describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { joinSpots, SpotBuilder } from "../spotBuilder.js";
import { spotTable } from "../spotTable.js";
import { backgroundGradient } from "./backgroundGradient.js";
import { filterSpots } from "./index.js";
import { planeFit } from "./planeFit.js";

/** DIALS' filter on images made here: it reads them as it would a sequence's. (In dials.find_spots itself it fails: it is never given the images.) */
const script = `
from dials.array_family import flex
from dials.algorithms.spot_finding.factory import BackgroundGradientFilter
from dxtbx.model import Detector

class Sequence:
    def __init__(self):
        self.detector = Detector()
        for size in input["sizes"]:
            panel = self.detector.add_panel()
            panel.set_image_size(size)
            panel.set_trusted_range(input["trusted"])
    def get_detector(self): return self.detector
    def get_array_range(self): return (input["first"], input["first"] + len(self))
    def __len__(self): return len(input["images"])
    def get_corrected_data(self, i):
        out = []
        for (fast, slow), counts in zip(input["sizes"], input["images"][i]):
            data = flex.double(counts)
            data.reshape(flex.grid(slow, fast))
            out.append(data)
        return tuple(out)
    def get_mask(self, i):
        return tuple(flex.bool(flex.grid(slow, fast), True) for fast, slow in input["sizes"])

boxes = flex.shoebox(flex.size_t(input["panel"]), flex.int6([tuple(b) for b in input["bbox"]]), True)
for box, data, mask in zip(boxes, input["data"], input["mask"]):
    data = flex.float(data); data.reshape(box.data.accessor()); box.data = data
    mask = flex.int(mask); mask.reshape(box.mask.accessor()); box.mask = mask
answer = []
for size, cutoff in input["cutoffs"]:
    f = BackgroundGradientFilter(size, cutoff)
    answer.append(list(f(flex.bool(len(boxes), True), sequence=Sequence(), shoeboxes=boxes.deep_copy())))
output(answer)
`;

/** Two panels, five images: a background that rises ever faster with x on the first, with y on the second, and peaks on it. */
function made() {
  const sizes = [
    [60, 40],
    [33, 50],
  ] as const;
  const first = 4;
  const images = Array.from({ length: 5 }, (_, z) =>
    sizes.map(([fast, slow], panel) =>
      Float64Array.from({ length: fast * slow }, (_, i) => {
        const [x, y] = [i % fast, Math.floor(i / fast)];
        const slope = panel === 0 ? 0.02 * x * x : 0.03 * y * y;
        const peak = x % 9 === 4 && y % 8 === 3 && (x + y + z) % 5 < 3 ? 500 : 0;
        return Math.round(10 + slope + ((x * 7 + y * 13 + z * 5) % 11) / 3) + peak;
      }),
    ),
  );
  const spots = joinSpots(
    sizes.map(([fast, slow], panel) => {
      const builder = new SpotBuilder({
        panel,
        size: [slow, fast],
        flat: false,
        minSpotSize: 1,
        maxSpotSize: 100,
      });
      images.forEach((panels, z) => {
        const counts = panels[panel]!;
        const places = Uint32Array.from(counts.keys()).filter((i) => counts[i]! > 450);
        builder.add(first + z, { places, values: Float32Array.from(places, (i) => counts[i]!) });
      });
      return builder.finish();
    }),
  );
  const trusted = [0, 1500] as const;
  const panels = sizes.map((imageSize) => ({ imageSize, trustedRange: trusted }));
  return { sizes, first, images, spots, trusted, panels };
}

needs.dials().it("rejects the spots that DIALS' BackgroundGradientFilter rejects", async () => {
  const { sizes, first, images, spots, trusted, panels } = made();
  const boxes = spots.shoeboxes;
  const cutoffs = [
    [2, 4],
    [1, 1],
    [3, 2.5],
    [2, 0.5],
  ] as const;
  const theirs = await runDials<boolean[][]>(script, {
    sizes,
    first,
    trusted,
    cutoffs,
    images: images.map((image) => image.map((counts) => [...counts])),
    panel: [...boxes.panels()],
    bbox: [...boxes.boundingBoxes()],
    data: [...boxes].map((box) => [...box.data]),
    mask: [...boxes].map((box) => [...box.mask]),
  });
  for (const [k, [size, cutoff]] of cutoffs.entries()) {
    const read: number[] = [];
    const flags = await filterSpots(spotTable(boxes), [backgroundGradient(size, cutoff)], {
      images: {
        panels,
        image: (frame) => {
          read.push(frame);
          return images[frame - first]!;
        },
      },
    });
    expect([...flags]).toEqual(theirs[k]);
    const kept = theirs[k]!.filter(Boolean).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(boxes.length);
    expect(read).toEqual([4, 5, 6, 7, 8]);
  }
});

describe("planeFit", () => {
  it("gives back a plane", () => {
    const width = 7;
    const values = Float64Array.from(
      { length: 35 },
      (_, i) => 3 - 2 * ((i % width) + 0.5) + 0.25 * (Math.floor(i / width) + 0.5),
    );
    const plane = planeFit(values, width, (i) => i % 3 !== 0)!;
    expect(plane.a).toBeCloseTo(3, 11);
    expect(plane.b).toBeCloseTo(-2, 11);
    expect(plane.c).toBeCloseTo(0.25, 11);
  });
  it("has none through three pixels or a line", () => {
    const values = new Float64Array(35);
    expect(planeFit(values, 7, (i) => i < 3)).toBeUndefined();
    expect(planeFit(values, 7, (i) => i < 7)).toBeUndefined();
    expect(planeFit(values, 7, (i) => i % 7 === 3)).toBeUndefined();
    expect(planeFit(values, 7, (i) => i % 8 === 0)).toBeUndefined();
  });
});

it("needs images", async () => {
  const { spots } = made();
  await expect(filterSpots(spotTable(spots.shoeboxes), [backgroundGradient(2, 4)])).rejects.toThrow(/images/);
});
