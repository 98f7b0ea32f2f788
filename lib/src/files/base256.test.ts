import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Base256Reader } from "./base256.js";

const reader = (...bytes: number[]) => new Base256Reader(Uint8Array.from(bytes), "test");

// Bytes as cctbx writes them (flex arrays pickled with Debian's cctbx).
describe("Base256Reader", () => {
  it.each([
    [0, [0]],
    [1, [2, 1]],
    [256, [3, 0, 1]],
  ])("reads the unsigned %d", (value, bytes) => expect(reader(...bytes).uint()).toBe(value));

  it.each([
    [-300, [0x83, 0x2c, 1]],
    [-(2 ** 31), [0x85, 0, 0, 0, 0x80]],
  ])("reads the integer %d", (value, bytes) => expect(reader(...bytes).int()).toBe(value));

  it.each([
    [0, [0]],
    [0.1, [8, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xd0, 0x82, 3]],
    [-3.25, [0x82, 0xd0, 2, 2]],
  ])("reads the double %d", (value, bytes) => expect(reader(...bytes).double()).toBe(value));

  it("reads as 0 what cctbx makes of NaN", () => {
    expect(reader(9, 0, 0, 0, 0, 0, 0, 0, 0, 0).double()).toBe(0);
  });

  it("reads every finite double back", () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        const bytes = encodeDouble(value);
        const r = reader(...bytes);
        expect(r.double()).toBe(value + 0);
        r.end();
        const skipped = reader(...bytes);
        skipped.skipDoubles(1);
        skipped.end();
      }),
    );
  });

  it.each([
    ["a header without its bytes", [5, 1], (r: Base256Reader) => r.uint()],
    ["a count beyond the bytes", [3, 0, 1, 0, 0], (r: Base256Reader) => r.count(1)],
    ["a negative count", [0x82, 1], (r: Base256Reader) => r.uint()],
    ["an integer beyond 32 bits", [6, 0, 0, 0, 0, 1], (r: Base256Reader) => r.int()],
    ["an exponent beyond doubles", [2, 0x80, 3, 0, 8], (r: Base256Reader) => r.double()],
    ["nothing", [], (r: Base256Reader) => r.double()],
    ["a skip beyond the end", [2], (r: Base256Reader) => r.skipInts(1)],
  ] as [string, number[], (r: Base256Reader) => unknown][])("refuses %s", (_, bytes, read) =>
    expect(() => read(reader(...bytes))).toThrow(/^test: at byte \d+, .*\.$/),
  );
});

/** frexp by repeated doubling, then digits: the encoder's definition, written plainly. */
function encodeDouble(value: number): number[] {
  if (value === 0) return [0];
  let mantissa = Math.abs(value);
  let exponent = 0;
  while (mantissa >= 1) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < 0.5) {
    mantissa *= 2;
    exponent--;
  }
  const digits: number[] = [];
  while (mantissa > 0) {
    mantissa *= 256;
    digits.push(Math.floor(mantissa));
    mantissa -= Math.floor(mantissa);
  }
  return [digits.length + 1 + (value < 0 ? 0x80 : 0), ...digits, ...encodeInt(exponent)];
}

function encodeInt(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  return value === 0 ? [0] : [bytes.length + 1 + (value < 0 ? 0x80 : 0), ...bytes];
}
