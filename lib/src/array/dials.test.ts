// The same numbers through real DIALS, where it is installed.
import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { flex } from "./flex.js";
import { Shoebox } from "./shoebox.js";

/** Uniform in [0, 1), the same each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

needs.dials().describe("columns agree with DIALS", () => {
  const random = seeded(7);

  needs.dials().it("histograms, order, statistics and whole-number quotients", async () => {
    const values = Array.from({ length: 3000 }, () => Math.round(random() * 1400 - 200) / 100);
    const a = Array.from({ length: 200 }, () => Math.floor(random() * 2000) - 1000);
    const b = Array.from({ length: 200 }, () => (Math.floor(random() * 30) + 1) * (random() < 0.5 ? -1 : 1));
    const theirs = await runDials<{
      slots: number[];
      out: number;
      centers: number[];
      cutoff: number;
      order: number[];
      median: number;
      variance: number;
      quotient: number[];
    }>(
      `
from dials.array_family import flex
d = flex.double(input["values"])
h = flex.histogram(d, data_min=-1.3, data_max=10.1, n_slots=37)
output({
  "slots": list(h.slots()), "out": h.n_out_of_slot_range(), "centers": list(h.slot_centers()), "cutoff": h.get_cutoff(500),
  "order": list(flex.sort_permutation(d, reverse=True, stable=True)), "median": flex.median(d),
  "variance": flex.mean_and_variance(d).unweighted_sample_variance(),
  "quotient": list(flex.int(input["a"]) / flex.int(input["b"])),
})`,
      { values, a, b },
    );
    const d = flex.double(values);
    const h = flex.histogram(d, { dataMin: -1.3, dataMax: 10.1, nSlots: 37 });
    expect([...h.slots()]).toEqual(theirs.slots);
    expect(h.nOutOfSlotRange()).toBe(theirs.out);
    for (const [i, center] of [...h.slotCenters()].entries())
      expect(center).toBeCloseTo(theirs.centers[i]!, 12);
    expect(h.getCutoff(500)).toBeCloseTo(theirs.cutoff, 12);
    expect([...flex.sortPermutation(d, { reverse: true })]).toEqual(theirs.order);
    expect(flex.median(d)).toBe(theirs.median);
    expect(flex.meanAndVariance(d).unweightedSampleVariance()).toBeCloseTo(theirs.variance, 10);
    expect([...flex.int(a).div(flex.int(b))]).toEqual(theirs.quotient);
  });

  needs.dials().it("shoeboxes: mask counts, summed intensities, pixel histogram", async () => {
    const boxes = Array.from({ length: 60 }, () => {
      const [nx, ny, nz] = [1, 1, 1].map((least) => least + Math.floor(random() * 6)) as [
        number,
        number,
        number,
      ];
      const size = nx * ny * nz;
      return {
        bbox: [3, 3 + nx, -2, -2 + ny, 0, nz] as const,
        data: Array.from({ length: size }, () => Math.floor(random() * 90) / 4),
        mask: Array.from({ length: size }, () => Math.floor(random() * 64)),
        background: Array.from({ length: size }, () => Math.floor(random() * 20) / 4),
      };
    });
    const theirs = await runDials<{
      counts: number[][];
      value: number[];
      variance: number[];
      success: boolean[];
      slots: number[];
      out: number;
    }>(
      `
from dials.array_family import flex
from dials.model.data import Shoebox
column = flex.shoebox(len(input))
h = None
for i, box in enumerate(input):
    s = Shoebox(0, tuple(box["bbox"]))
    s.allocate()
    for j, (d, m, b) in enumerate(zip(box["data"], box["mask"], box["background"])):
        s.data[j] = d; s.mask[j] = m; s.background[j] = b
    column[i] = s
    g = flex.histogram(s.data.as_double().as_1d(), data_min=0.3, data_max=20, n_slots=41)
    if h is None: h = g
    else: h.update(g)
o = column.summed_intensity()
output({
  "counts": [list(column.count_mask_values(c)) for c in (1, 2, 4, 5, 16, 21, 63, 0)],
  "value": list(o.observed_value()), "variance": list(o.observed_variance()), "success": list(o.observed_success()),
  "slots": list(h.slots()), "out": h.n_out_of_slot_range(),
})`,
      boxes,
    );
    const column = flex.shoebox(
      boxes.map((box) =>
        Shoebox.of(
          0,
          box.bbox,
          Float32Array.from(box.data),
          Uint8Array.from(box.mask),
          Float32Array.from(box.background),
        ),
      ),
    );
    expect([1, 2, 4, 5, 16, 21, 63, 0].map((code) => [...column.countMaskValues(code)])).toEqual(
      theirs.counts,
    );
    const sums = column.summedIntensity();
    for (let i = 0; i < boxes.length; i++) {
      expect(sums.value.at(i)).toBeCloseTo(theirs.value[i]!, 4);
      expect(sums.variance.at(i)).toBeCloseTo(theirs.variance[i]!, 4);
    }
    expect([...sums.success]).toEqual(theirs.success);
    const h = column.histogram({ dataMin: 0.3, dataMax: 20, nSlots: 41 });
    expect([...h.slots()]).toEqual(theirs.slots);
    expect(h.nOutOfSlotRange()).toBe(theirs.out);
  });
});
