import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeBitshuffleLz4Plain,
  decodeBitshuffleLz4Simd,
  decodeLz4,
  type PackedElements,
  unpackLz4,
} from "./bitshuffleLz4.js";

/** LZ4 by the format's description, greedily: matches of four bytes and more, at any distance down to 1. */
function packLz4(source: Uint8Array): Uint8Array {
  const out: number[] = [];
  const last = new Map<number, number>();
  const length = (n: number) => {
    for (; n >= 255; n -= 255) out.push(255);
    out.push(n);
  };
  const sequence = (from: number, to: number, distance: number, matched: number) => {
    const literals = to - from;
    out.push((Math.min(15, literals) << 4) | (matched ? Math.min(15, matched - 4) : 0));
    if (literals >= 15) length(literals - 15);
    for (let i = from; i < to; i++) out.push(source[i]!);
    if (!matched) return;
    out.push(distance & 255, distance >> 8);
    if (matched >= 19) length(matched - 19);
  };
  let from = 0;
  let at = 0;
  while (at + 12 < source.length) {
    const key = source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
    const before = last.get(key);
    last.set(key, at);
    if (before === undefined || at - before > 65535) {
      at++;
      continue;
    }
    let matched = 4;
    while (at + matched < source.length - 5 && source[before + matched] === source[at + matched]) matched++;
    sequence(from, at, at - before, matched);
    at += matched;
    from = at;
  }
  sequence(from, source.length, 0, 0);
  return Uint8Array.from(out);
}

/** A chunk as bitshuffle with LZ4 writes it, from its definition: bit by bit. */
function pack(values: readonly number[], size: 1 | 2 | 4, block: number): Uint8Array<ArrayBuffer> {
  const out = [new Uint8Array(12)];
  const head = new DataView(out[0]!.buffer);
  head.setUint32(4, values.length * size);
  head.setUint32(8, block * size);
  const whole = values.length - (values.length % 8);
  for (let from = 0; from < whole; from += block) {
    const count = Math.min(block, whole - from);
    const planes = new Uint8Array(count * size);
    for (let i = 0; i < count; i++)
      for (let bit = 0; bit < 8 * size; bit++)
        planes[bit * (count / 8) + (i >> 3)]! |= ((values[from + i]! >> bit) & 1) << (i & 7);
    const packed = packLz4(planes);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, packed.length);
    out.push(length, packed);
  }
  for (const value of values.slice(whole))
    out.push(Uint8Array.from({ length: size }, (_, j) => value >> (8 * j)));
  return Uint8Array.from(Buffer.concat(out));
}

const kinds: PackedElements[] = [
  { size: 1, signed: false },
  { size: 1, signed: true },
  { size: 2, signed: false },
  { size: 2, signed: true },
  { size: 4, signed: false },
];
const bounds = ({ size, signed }: PackedElements): [number, number] =>
  size === 4
    ? [-(2 ** 31), 2 ** 31 - 1]
    : signed
      ? [-(2 ** (8 * size - 1)), 2 ** (8 * size - 1) - 1]
      : [0, 2 ** (8 * size) - 1];

/** Pixels as detectors have them: mostly small, a few large, some rows of one value. */
const pixels = (kind: PackedElements) => {
  const [min, max] = bounds(kind);
  const small = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min, max })), {
    maxLength: 700,
  });
  const rows = fc
    .array(fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: 900 })), { maxLength: 8 })
    .map((runs) => runs.flatMap(([value, n]) => Array.from({ length: n }, () => value)));
  return fc.tuple(small, rows).map(([a, b]) => [...a, ...b]);
};

describe("decodeBitshuffleLz4", () => {
  const simd = decodeBitshuffleLz4Simd()!;

  it("runs in WebAssembly here", () => {
    expect(simd).toBeTypeOf("function");
  });

  it.each(kinds)("gives back what was packed, both ways: %o", (kind) => {
    fc.assert(
      fc.property(pixels(kind), fc.constantFrom(8, 64, 136, 1024, 4096), (values, block) => {
        const chunk = pack(values, kind.size, block);
        for (const decode of [simd, decodeBitshuffleLz4Plain]) {
          const out = new Int32Array(values.length);
          expect(decode(chunk, kind, out)).toBe(true);
          expect([...out]).toEqual(values);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("takes more blocks than the kernel holds at once, and larger ones", () => {
    const values = Array.from({ length: 700_003 }, (_, i) => (i * 7919) % 977);
    const kind = { size: 2, signed: false } as const;
    for (const block of [4096, 65536]) {
      const out = new Int32Array(values.length);
      expect(simd(pack(values, 2, block), kind, out)).toBe(true);
      expect(out.every((value, i) => value === values[i])).toBe(true);
    }
  });

  it("refuses damaged chunks, both ways alike", () => {
    const values = Array.from({ length: 1500 }, (_, i) => (i * 31) % 300);
    const kind = { size: 2, signed: false } as const;
    const chunk = pack(values, 2, 512);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(chunk.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(chunk.length),
        fc.boolean(),
        (changes, end, cut) => {
          const damaged = cut ? chunk.slice(0, end) : chunk.slice();
          for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
          const [a, b] = [new Int32Array(values.length), new Int32Array(values.length)];
          const good = decodeBitshuffleLz4Plain(damaged, kind, a);
          expect(simd(damaged, kind, b)).toBe(good);
          if (good) expect(b).toEqual(a);
        },
      ),
      { numRuns: 400, seed: 2 },
    );
  });

  it("marks gaps and bad pixels", () => {
    const values = [
      65535,
      3,
      65534,
      65533,
      ...Array.from({ length: 300 }, (_, i) => 65535 - (i % 4)),
      65534,
      65535,
    ];
    const marked = values.map((value) => (value === 65535 ? -1 : value === 65534 ? -2 : value));
    for (const decode of [simd, decodeBitshuffleLz4Plain]) {
      const out = new Int32Array(values.length);
      expect(decode(pack(values, 2, 128), { size: 2, signed: false, gap: 65535 }, out)).toBe(true);
      expect([...out]).toEqual(marked);
    }
  });

  it("refuses a chunk of another length", () => {
    const chunk = pack([1, 2, 3, 4, 5, 6, 7, 8], 2, 8);
    expect(simd(chunk, { size: 2, signed: false }, new Int32Array(9))).toBe(false);
    expect(simd(chunk, { size: 4, signed: false }, new Int32Array(8))).toBe(false);
  });
});

describe("LZ4", () => {
  it("gives back what was packed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2000 }), (bytes) => {
        const source = Uint8Array.from(bytes);
        const packed = packLz4(source);
        const out = new Uint8Array(source.length);
        expect(unpackLz4(packed, 0, packed.length, out, 0, out.length)).toBe(true);
        expect(out).toEqual(source);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it("reads blocks of the HDF5 filter, packed and as they are", () => {
    const first = Uint8Array.from({ length: 100 }, (_, i) => i % 3);
    const packed = packLz4(first);
    const chunk = new Uint8Array(12 + 4 + packed.length + 4 + 20);
    const head = new DataView(chunk.buffer);
    head.setUint32(4, 120);
    head.setUint32(8, 100);
    head.setUint32(12, packed.length);
    chunk.set(packed, 16);
    head.setUint32(16 + packed.length, 20);
    chunk.fill(9, 20 + packed.length);
    const out = new Uint8Array(120);
    expect(decodeLz4(chunk, out)).toBe(true);
    expect([...out]).toEqual([...first, ...Array.from({ length: 20 }, () => 9)]);
    expect(decodeLz4(chunk.subarray(0, -1), out)).toBe(false);
  });
});
