import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flex } from "./flex.js";
import { Histogram } from "./histogram.js";

describe("Histogram", () => {
  it("has scitbx's edges", () => {
    // h = flex.histogram(flex.double(v), data_min=0, data_max=4, n_slots=4); list(h.slots()), h.n_out_of_slot_range()
    const of = (v: number[]) => {
      const h = flex.histogram(v, { dataMin: 0, dataMax: 4, nSlots: 4 });
      return [[...h.slots()], h.nOutOfSlotRange()];
    };
    expect(of([0, 1, 2, 3, 4])).toEqual([[1, 1, 1, 2], 0]);
    expect(of([-1e-4, -1e-5, -2e-4, 4.0001, 4.00009, 4.0002, 4.00005])).toEqual([[2, 0, 0, 3], 2]);
    expect(of([1 - 1e-9, 1, 1 - 1e-4, 1 - 1e-5])).toEqual([[3, 1, 0, 0], 0]);
    expect(of([Number.POSITIVE_INFINITY, Number.NaN])).toEqual([[0, 0, 0, 0], 2]);
  });

  it("takes its range from the data when none is given", () => {
    // h = flex.histogram(flex.double([1,2,3,4]), n_slots=4); h.slot_centers(); flex.histogram(flex.double([2,2]), n_slots=4)
    const h = flex.histogram(flex.int([1, 2, 3, 4]), { nSlots: 4 });
    expect([h.dataMin, h.dataMax, ...h.slots()]).toEqual([1, 4, 1, 1, 1, 1]);
    expect([...h.slotCenters()]).toEqual([1.375, 2.125, 2.875, 3.625]);
    expect([...flex.histogram([2, 2], { nSlots: 4 }).slots()]).toEqual([2, 0, 0, 0]);
    expect(flex.histogram([]).nSlots).toBe(1000);
  });

  it("grows by values and by histograms of its own slots, and finds cutoffs", () => {
    // h = histogram([1,2,3,4], 0, 5, 5); h.update(histogram([1,2,3,9], 0, 5, 5)); h.update(1.5); h.update(7); h.get_cutoff(p)
    const options = { dataMin: 0, dataMax: 5, nSlots: 5 };
    const h = flex.histogram([1, 2, 3, 4], options);
    h.update(flex.histogram([1, 2, 3, 9], options));
    h.update(1.5);
    h.update(7);
    expect([[...h.slots()], h.nOutOfSlotRange()]).toEqual([[0, 3, 2, 2, 1], 2]);
    const cutoffs = [0, 1, 2, 3, 5, 8].map((p) => h.getCutoff(p));
    [5.0001, 4.0001, 4.0001, 3.0001, 2.0001, 0.0001].forEach((value, i) => {
      expect(cutoffs[i]).toBeCloseTo(value, 12);
    });
    // [h.get_i_slot(v) for v in (-1, 0, 1, 5, 7)]
    expect([-1, 0, 1, 5, 7].map((v) => h.getISlot(v))).toEqual([0, 0, 1, 4, 4]);
    expect(h.slotInfos()[1]).toEqual({ low: 1, high: 2, center: 1.5, n: 3 });
    expect(() => h.update(flex.histogram([1], { ...options, dataMax: 6 }))).toThrow(/cannot be added/);
  });

  it("refuses ranges and slots that make none", () => {
    expect(() => flex.histogram([2], { dataMin: 0, dataMax: 0 })).toThrow(/from 0 to 0/);
    expect(() => flex.histogram([2], { dataMin: 3, dataMax: 1 })).toThrow(/from 3 to 1/);
    expect(() => new Histogram(0, Number.NaN)).toThrow(/NaN/);
    expect(() => new Histogram(0, 1, 0)).toThrow(/0 slots/);
  });

  it("counts every value once", () => {
    const value = fc.oneof(fc.double(), fc.double({ min: -3, max: 3 }));
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 1, max: 30 }), (values, nSlots) => {
        const h = flex.histogram(values, { dataMin: -2, dataMax: 1.5, nSlots });
        expect(flex.sum(h.slots()) + h.nOutOfSlotRange()).toBe(values.length);
      }),
    );
  });
});
