import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pcg32 } from "../array/random.js";
import {
  decodeByteOffset,
  decodeByteOffsetPlain,
  decodeByteOffsetSimd,
  decodeByteOffsetVolatile,
  encodeByteOffset,
  encodeByteOffsetPlain,
  encodeByteOffsetSimd,
} from "./byteOffset.js";

/** Counts as images have them, mostly small, with differences of every width. */
const pixels = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: -2, max: 30 }) },
      { weight: 1, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) },
    ),
    { maxLength: 300 },
  )
  .map((values) => Int32Array.from(values));

/** As toEqual, but quick for long arrays. */
const same = (a: Int32Array | Uint8Array, b: Int32Array | Uint8Array) =>
  a.length === b.length && a.every((value, i) => value === b[i]);

describe("byte-offset compression", () => {
  it("runs in WebAssembly here", () => {
    expect(decodeByteOffsetSimd()).toBeTypeOf("function");
    expect(encodeByteOffsetSimd()).toBeTypeOf("function");
  });

  it("is, by hand, a byte, or an escape and two, four or eight", () => {
    const stream = [5, 0xfe, 0x80, 0x00, 0x01, 0x80, 0x00, 0x80, 0x00, 0x00, 0x01, 0x00];
    const wide = [0x80, 0x00, 0x80, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    const values = [5, 3, 259, 65795];
    const packed = Uint8Array.from([...stream, ...wide]);
    for (const decode of [decodeByteOffset, decodeByteOffsetPlain]) {
      const out = new Int32Array(5);
      expect(decode(packed, out)).toEqual({ pixels: 5, bytes: packed.length });
      // 2³² − 1 more is one less, modulo 2³².
      expect([...out]).toEqual([...values, 65794]);
    }
    expect([...encodeByteOffset(Int32Array.from(values))]).toEqual(stream);
  });

  it("comes back as it was, and agrees with its plain twin", () => {
    fc.assert(
      fc.property(pixels, (values) => {
        const packed = encodeByteOffsetPlain(values);
        expect(encodeByteOffset(values)).toEqual(packed);
        const out = new Int32Array(values.length);
        expect(decodeByteOffset(packed, out)).toEqual({ pixels: values.length, bytes: packed.length });
        expect(out).toEqual(values);
        expect(decodeByteOffsetPlain(packed, out)).toEqual({ pixels: values.length, bytes: packed.length });
        expect(out).toEqual(values);
      }),
    );
  });

  it("stops alike in both, for any bytes and any number of pixels", () => {
    const bytes = fc
      .array(fc.oneof({ weight: 3, arbitrary: fc.nat(255) }, fc.constantFrom(0x80, 0, 0)), { maxLength: 400 })
      .map((values) => Uint8Array.from(values));
    fc.assert(
      fc.property(bytes, fc.nat(420), (packed, count) => {
        const a = new Int32Array(count);
        const b = new Int32Array(count);
        expect(decodeByteOffsetSimd()!(packed, a)).toEqual(decodeByteOffsetPlain(packed, b));
        expect(a).toEqual(b);
      }),
    );
  });

  it("agrees beyond the kernel's buffers, with escapes across their ends", () => {
    const { next } = new Pcg32(7);
    for (const often of [0, 0.001, 0.3, 1]) {
      const values = Int32Array.from({ length: 200_003 }, () =>
        next() < often ? Math.round((next() - 0.5) * 2 ** (32 * next())) : Math.floor(20 * next()),
      );
      const packed = encodeByteOffsetPlain(values);
      expect(same(encodeByteOffset(values), packed)).toBe(true);
      const out = new Int32Array(values.length);
      expect(decodeByteOffset(packed, out)).toEqual({ pixels: values.length, bytes: packed.length });
      expect(same(out, values)).toBe(true);
      const volatile = decodeByteOffsetVolatile(packed, values.length);
      expect([volatile.pixels, volatile.bytes]).toEqual([values.length, packed.length]);
      expect(same(volatile.values, values)).toBe(true);
      for (const cut of [packed.length - 1, 70_000, 65_536, 131_075, 0]) {
        const short = packed.subarray(0, cut);
        expect(decodeByteOffset(short, out)).toEqual(decodeByteOffsetPlain(short, out));
      }
    }
  });
});
