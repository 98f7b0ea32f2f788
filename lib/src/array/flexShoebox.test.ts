import { describe, expect, it } from "vitest";
import { flex } from "./flex.js";
import { FlexShoebox } from "./flexShoebox.js";
import { MaskCode } from "./maskCode.js";
import { Shoebox } from "./shoebox.js";
import { ShoeboxPools } from "./shoeboxPools.js";

const codes = [0, 1, 2, 4, 5, 3, 7, 16, 21, 8, 32, 6];
const counts = Float32Array.from(codes, (_, i) => i + 1);
const backgrounds = Float32Array.from(codes, (_, i) => 10 * i);
const one = () =>
  Shoebox.of(1, [0, 3, 0, 2, 0, 2], counts.slice(), Uint8Array.from(codes), backgrounds.slice());
const absent = () => new Shoebox(2, [0, 3, 0, 2, 0, 2]);

describe("Shoebox", () => {
  it("counts, sums and flattens as DIALS 3.12", () => {
    // s = Shoebox(1,(0,3,0,2,0,2)); s.allocate(); data[i]=i+1, mask[i]=codes[i], background[i]=10*i
    // [s.count_mask_values(c) for c in (1,2,4,5,6,3,0)]; s.summed_intensity(); s.flatten(); s.data, s.mask
    const s = one();
    expect([1, 2, 4, 5, 6, 3, 0].map((code) => s.countMaskValues(code))).toEqual([5, 4, 5, 3, 2, 2, 12]);
    expect(s.summedIntensity()).toEqual({
      value: -159,
      variance: 339,
      background: 180,
      backgroundVariance: 180,
      success: false,
    });
    const flat = s.flatten();
    expect([...flat.data]).toEqual([8, 10, 12, 14, 16, 18]);
    expect([...flat.mask]).toEqual([7, 17, 23, 12, 37, 7]);
    expect([...flat.background]).toEqual([60, 80, 100, 120, 140, 160]);
    expect([flat.flat, flat.shape, flat.bbox, flat.isConsistent()]).toEqual([
      true,
      [1, 2, 3],
      [0, 3, 0, 2, 0, 2],
      true,
    ]);
    expect(() => flex.shoebox([flat])).toThrow(/flattened/);
  });

  it("gives the variance DIALS gives when background pixels were used", () => {
    // data 10 20 5, background 2 3 1, mask 5 5 m: value, variance of summed_intensity() for m = 19 and for m = 3
    const sum = (last: number) =>
      Shoebox.of(
        0,
        [0, 3, 0, 1, 0, 1],
        Float32Array.of(10, 20, 5),
        Uint8Array.of(5, 5, last),
        Float32Array.of(2, 3, 1),
      ).summedIntensity();
    expect(sum(19)).toMatchObject({ value: 25, variance: 40, background: 5, backgroundVariance: 15 });
    expect(sum(3)).toMatchObject({ value: 25, variance: 30, background: 5, backgroundVariance: 5 });
  });

  it("projects along each axis", () => {
    const s = one();
    expect(s.project("z")).toEqual({ values: Float64Array.of(8, 10, 12, 14, 16, 18), shape: [2, 3] });
    expect(s.project("y")).toEqual({ values: Float64Array.of(5, 7, 9, 17, 19, 21), shape: [2, 3] });
    expect(s.project("x")).toEqual({ values: Float64Array.of(6, 15, 24, 33), shape: [2, 2] });
    expect([...s.project("z", MaskCode.Foreground).values]).toEqual([7, 0, 9, 4, 5, 12]);
    expect([...absent().project("z").values]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("refuses boxes inside out and arrays that do not fit", () => {
    expect(() => new Shoebox(0, [0, -3, 0, 2, 0, 2])).toThrow(/0 -3 0 2 0 2/);
    expect(() => Shoebox.of(0, [0, 3, 0, 2, 0, 2], new Float32Array(11), new Uint8Array(11))).toThrow(
      /12 pixels/,
    );
  });
});

describe("FlexShoebox", () => {
  const column = () => flex.shoebox([one(), absent(), new Shoebox(0, [0, 0, 0, 2, 0, 2]), one()]);

  it("tells rows without arrays", () => {
    const c = column();
    expect([...c.isAllocated().data]).toEqual([1, 0, 0, 1]);
    expect([...c.isConsistent().data]).toEqual([1, 0, 0, 1]);
    expect([...c.countMaskValues(4)]).toEqual([5, 0, 0, 5]);
    expect([...c.panels()]).toEqual([1, 2, 0, 1]);
    expect([...c.boundingBoxes().at(2)]).toEqual([0, 0, 0, 2, 0, 2]);
    expect([...c.summedIntensity().value]).toEqual([-159, 0, 0, -159]);
    expect(c.at(1).data.length).toBe(0);
  });

  it("counts pixels of its own rows only", () => {
    const c = column().slice(2);
    const h = c.histogram({ dataMin: 0, dataMax: 6, nSlots: 6 });
    expect([[...h.slots()], h.nOutOfSlotRange()]).toEqual([[0, 1, 1, 1, 1, 2], 6]);
    const foreground = c.histogram({ dataMin: 0, dataMax: 12, nSlots: 12 }, { mask: MaskCode.Foreground });
    expect([...foreground.slots()]).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1]);
    expect([c.histogram({ nSlots: 3 }).dataMin, c.histogram({ nSlots: 3 }).dataMax]).toEqual([1, 12]);
  });

  it("shares pixels when selected, and has its own when compacted", () => {
    const c = column();
    const selected = c.select([3]);
    const compact = selected.compact();
    expect(compact.pools.pixels).toBe(12);
    selected.at(0).data[0] = 99;
    expect([c.at(3).data[0], c.at(0).data[0], compact.at(0).data[0]]).toEqual([99, 1, 1]);
    expect(c.concat(selected).pools).toBe(c.pools);
  });

  it("decodes each pool only when read, once", () => {
    const read: string[] = [];
    const noted = <A>(name: string, array: A): A => {
      read.push(name);
      return array;
    };
    const source = {
      pixels: 4,
      data: () => noted("data", new Float32Array(4)),
      mask: () => noted("mask", Uint8Array.of(5, 5, 1, 4)),
      background: () => noted("background", new Float32Array(3)),
    };
    const c = new FlexShoebox({
      panel: Uint32Array.of(0),
      bbox: Int32Array.of(0, 4, 0, 1, 0, 1),
      start: Float64Array.of(0),
      pools: source,
    });
    const joined = c.concat(c.slice(0), column());
    expect(read).toEqual([]);
    expect([...joined.countMaskValues(5)]).toEqual([2, 2, 3, 0, 0, 3]);
    expect([...c.countMaskValues(4)]).toEqual([3]);
    expect(read).toEqual(["mask"]);
    expect(() => c.at(0).background).toThrow(/4 pixels got a background array of 3/);
  });

  it("refuses rows whose pixels are not there", () => {
    const pools = ShoeboxPools.of(new Float32Array(4), new Uint8Array(4));
    const rows = (start: number, bbox = [0, 4, 0, 1, 0, 1]) =>
      new FlexShoebox({
        panel: Uint32Array.of(0),
        bbox: Int32Array.from(bbox),
        start: Float64Array.of(start),
        pools,
      });
    expect(rows(0).length).toBe(1);
    expect(() => rows(1)).toThrow(/Row 0 needs 4 pixels from 1/);
    expect(() => rows(-2)).toThrow(/from -2/);
    expect(() => rows(Number.NaN)).toThrow(/from NaN/);
    expect(() => rows(0, [0, 4, 1, 0, 0, 1])).toThrow(/row 0/);
    expect(() => ShoeboxPools.of(new Float32Array(4), new Uint8Array(3))).toThrow(/mask array of 3/);
  });
});
