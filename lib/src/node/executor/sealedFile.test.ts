import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EwaldError } from "../../error.js";
import { errorOf, errorRecord } from "./errorRecord.js";
import { readSealed, sealedKind, writeSealed } from "./sealedFile.js";
import { bytesValue, valueBytes } from "./valueBytes.js";

let folder = "";
const file = () => join(folder, "file");
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ewald-sealed-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("a sealed file gives back what was written, and any other is not believed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (bytes, at, flip) => {
        await writeSealed(file(), bytes, "error");
        expect(await readSealed(file())).toEqual({ kind: "error", content: bytes });
        const whole = readFileSync(file());
        truncateSync(file(), at % whole.length);
        expect(await sealedKind(file())).toBeUndefined();
        await expect(readSealed(file())).rejects.toMatchObject({ code: "bad-format" });
        if (bytes.length === 0) return;
        const place = 24 + (at % bytes.length);
        whole[place]! ^= flip;
        writeFileSync(file(), whole);
        await expect(readSealed(file())).rejects.toThrow(/CRC-32/);
      },
    ),
    { numRuns: 30 },
  );
  await expect(readSealed(join(folder, "none"))).rejects.toMatchObject({ code: "file-not-found" });
  await expect(writeSealed(join(folder, "no/file"), new Uint8Array(1))).rejects.toThrow(
    /cannot be written \(ENOENT\)/,
  );
});

it("values are structured clones, every array with a buffer of its own", () => {
  const shared = new Int16Array(new SharedArrayBuffer(8), 2, 2);
  shared.set([-3, 4]);
  const value = {
    views: [
      Uint8Array.of(1, 2),
      new Float64Array(Float64Array.of(0, 1.5, -0).buffer, 8),
      new BigInt64Array(2),
      new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2),
      new Uint8ClampedArray(0),
    ],
    more: new Map<unknown, unknown>([[1, new Set(["a", undefined, null, Number.NaN, 2n ** 70n])]]),
    when: new Date(0),
  };
  const back = bytesValue(valueBytes(value)) as typeof value;
  expect(back).toEqual(value);
  expect(Object.is((back.views[1] as Float64Array)[1], -0)).toBe(true);
  for (const { buffer, byteLength } of back.views) expect(buffer.byteLength).toBe(byteLength);
  expect(bytesValue(valueBytes(shared))).toEqual(Int16Array.of(-3, 4));
  expect(bytesValue(valueBytes(Buffer.from("hi")))).toEqual(Uint8Array.of(104, 105));
  expect(() => valueBytes({ f: () => 1 })).toThrow(/could not be cloned/);
});

it("large arrays are kept apart", () => {
  const large = Uint32Array.from({ length: 20_000 }, (_, i) => i);
  const kept: Uint8Array[] = [];
  const bytes = valueBytes({ large, small: large.subarray(0, 3) }, (part) => kept.push(part) - 1);
  expect(kept.map(({ length }) => length)).toEqual([80_000]);
  expect(bytes.length).toBeLessThan(200);
  expect(bytesValue(bytes, (part) => kept[part]!)).toEqual({ large, small: Uint32Array.of(0, 1, 2) });
});

it("errors keep their class, code and place", () => {
  const error = errorOf(errorRecord(new EwaldError("bad-format", "Bad.")));
  expect(error).toMatchObject({ name: "EwaldError", code: "bad-format", message: "Bad." });
  expect(error.cause).toContain("sealedFile.test");
  expect(errorOf(errorRecord(new TypeError("x")))).toMatchObject({ name: "Error", message: "TypeError: x" });
  expect(errorOf(errorRecord("thrown"))).toMatchObject({ message: "Error: thrown" });
});
