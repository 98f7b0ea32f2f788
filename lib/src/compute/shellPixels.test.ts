import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ShellPasses,
  type ShellPixels,
  type ShellSlots,
  shellPassesPlain,
  shellPassesWasm,
} from "./shellPixels.js";

const kernel = () => shellPassesWasm()!;

/** What `collect` leaves of slots that begin one after the other in the pool. */
function collected(passes: ShellPasses, pixels: ShellPixels, slots: ShellSlots, wanted: Uint8Array) {
  const { counts } = shellPassesPlain.histogram(pixels, slots);
  let sum = 0;
  const next = counts.map((n, slot) => {
    sum += wanted[slot] ? n : 0;
    return sum - (wanted[slot] ? n : 0);
  });
  const pool = new Float64Array(sum);
  passes.collect(pixels, slots, wanted, next, pool);
  return { pool, next };
}

describe("passes over pixels in shells", () => {
  it("run in WebAssembly here", () => {
    expect(shellPassesWasm()).toBeTypeOf("object");
  });

  it("by hand", () => {
    const pixels: ShellPixels = {
      values: Int32Array.of(5, 6, 5, 9, -3, 100, 7, 2),
      mask: Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 1),
      shells: Uint16Array.of(0, 0, 0, 0, 1, 1, 1, 1),
    };
    // shell 0: up to 5, 5 – 7, from 7 on
    const slots: ShellSlots = { size: 3, starts: Float64Array.of(3, 0), perUnit: Float64Array.of(0.5, 0.5) };
    for (const passes of [kernel(), shellPassesPlain]) {
      const { counts, firsts, mixed } = passes.histogram(pixels, slots);
      expect([...counts]).toEqual([0, 3, 1, 1, 1, 1]);
      expect([...firsts]).toEqual([0, 5, 9, -3, 2, 100]);
      expect([...mixed]).toEqual([0, 1, 0, 0, 0, 0]);
      const { pool, next } = collected(passes, pixels, slots, Uint8Array.of(0, 1, 0, 0, 0, 1));
      expect([...pool]).toEqual([5, 6, 5, 100]);
      expect([next[1], next[5]]).toEqual([3, 4]);
      expect([...passes.above(pixels, Float64Array.of(5, 2))]).toEqual([1, 3, 5]);
    }
  });

  it("agree with their plain twins, whatever the values", () => {
    const whole = fc.integer({ min: -50, max: 50 });
    const real = fc.double({ min: -1e3, max: 1e3 });
    const length = 300;
    const array = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: length, maxLength: length });
    const values = fc.oneof(
      array(fc.oneof(whole, fc.constantFrom(-(2 ** 31), 2 ** 31 - 1))).map((v) => Int32Array.from(v)),
      array(fc.oneof(whole, real, fc.constantFrom(Infinity, -Infinity))).map((v) => Float64Array.from(v)),
    );
    const shells = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(values, shells, fc.integer({ min: 3, max: 40 }), fc.nat(2 ** 31), (v, n, size, seed) => {
        const noise = (i: number) => (Math.imul(i + seed, 2654435761) >>> 9) / 2 ** 23;
        const pixels: ShellPixels = {
          values: v,
          mask: Uint8Array.from(v, (_, i) => (noise(i) > 0.2 ? 1 : 0)),
          shells: Uint16Array.from(v, (_, i) => Math.floor(noise(i + length) * n)),
        };
        const slots: ShellSlots = {
          size,
          starts: Float64Array.from({ length: n }, (_, i) => 60 * noise(i + 7) - 50),
          perUnit: Float64Array.from({ length: n }, (_, i) => 2 ** (8 * noise(i + 77) - 4)),
        };
        const wanted = Uint8Array.from({ length: n * size }, (_, i) => (noise(i + 777) > 0.5 ? 1 : 0));
        const [a, b] = [new Uint8Array(length), new Uint8Array(length).fill(7)];
        kernel().judge(pixels, [-20, size], a);
        shellPassesPlain.judge(pixels, [-20, size], b);
        expect(a).toEqual(b);
        expect(kernel().histogram(pixels, slots)).toEqual(shellPassesPlain.histogram(pixels, slots));
        expect(collected(kernel(), pixels, slots, wanted)).toEqual(
          collected(shellPassesPlain, pixels, slots, wanted),
        );
        expect(kernel().above(pixels, slots.starts)).toEqual(shellPassesPlain.above(pixels, slots.starts));
      }),
    );
  });

  it("agree over more pixels than the kernel holds at once, and with more shells than it takes", () => {
    for (const shells of [11, 5000]) {
      const values = Float64Array.from({ length: 40_001 }, (_, i) => (i * i) % 1013);
      const of = (i: number) => (7919 * i) % shells;
      const pixels: ShellPixels = {
        values,
        mask: Uint8Array.from(values, (_, i) => (i % 5 ? 1 : 0)),
        shells: Uint16Array.from(values, (_, i) => of(i)),
      };
      const starts = Float64Array.from({ length: shells }, (_, i) => i % 900);
      const slots: ShellSlots = { size: 8, starts, perUnit: starts.map(() => 0.25) };
      const wanted = Uint8Array.from({ length: 8 * shells }, (_, i) => i & 1);
      expect(kernel().histogram(pixels, slots)).toEqual(shellPassesPlain.histogram(pixels, slots));
      expect(collected(kernel(), pixels, slots, wanted)).toEqual(
        collected(shellPassesPlain, pixels, slots, wanted),
      );
      expect(kernel().above(pixels, starts)).toEqual(shellPassesPlain.above(pixels, starts));
    }
  });
});
