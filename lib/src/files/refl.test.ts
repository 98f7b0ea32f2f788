import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyColumn } from "../array/anyColumn.js";
import { FlexDouble, FlexInt } from "../array/scalars.js";
import { type ByteSource, BytesSource } from "../bytes/byteSource.js";
import { MessagePackCursor, MessagePackWriter } from "./messagePack.js";
import { readTable } from "./refl.js";
import { reflChunks } from "./reflWrite.js";

const read = (bytes: Uint8Array) => readTable(new BytesSource(bytes, "test"));

/** A file of one column, by hand. */
function file(type: string, rows: number, blob: Uint8Array, version = 1): Uint8Array {
  const out = new MessagePackWriter();
  out.array(3).text("dials::af::reflection_table").uint(version).map(3);
  out.text("identifiers").map(0).text("nrows").uint(rows).text("data").map(1);
  out.text("c").array(2).text(type).array(2).uint(rows).blobHead(blob.length);
  return Uint8Array.from([...out.take(), ...blob]);
}
const load = (bytes: Uint8Array): AnyColumn => read(bytes).columns.get("c")!.load();

/** Objects of libstdc++, as DIALS 3.12 wrote them for ["a", "éb"]: pointer, length, 16 bytes of text. */
const strings = Uint8Array.from([
  ...[0x80, 0x81, 0xa7, 0x27, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x61, 0, ...Buffer.from("abcabcabcabcab")],
  ...[
    0xa0,
    0x81,
    0xa7,
    0x27,
    0,
    0,
    0,
    0,
    3,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0xc3,
    0xa9,
    0x62,
    0,
    ...Buffer.from("bcabcabc\0aaa"),
  ],
]);

describe("readTable", () => {
  it("reads heads only, until a column is asked for", () => {
    const columns: Record<string, AnyColumn> = {
      large: new FlexDouble(new Float64Array(200_000).fill(1.5)),
      small: FlexInt.from(new Array<number>(200_000).fill(3)),
    };
    const bytes = Buffer.concat([
      ...reflChunks({
        nrows: 200_000,
        keys: () => Object.keys(columns),
        columnType: (name) => columns[name]!.type,
        peek: (name) => columns[name]!,
        experimentIdentifiers: () => [],
      }),
    ]);
    let fetched = 0;
    const source: ByteSource = {
      name: "test",
      size: bytes.length,
      read: (at, length) => {
        fetched += length;
        return new Uint8Array(bytes.subarray(at, at + length));
      },
    };
    const table = readTable(source);
    expect(fetched).toBeLessThan(20_000);
    expect((table.columns.get("small")!.load() as FlexInt).at(-1)).toBe(3);
    expect(fetched).toBeLessThan(820_000);
  });

  it("recovers texts of up to 15 bytes, and says when longer ones are lost", () => {
    expect([...load(file("std::string", 2, strings))]).toEqual(["a", "éb"]);
    const longer = strings.slice();
    longer[8] = 16;
    expect(() => load(file("std::string", 2, longer))).toThrow(/row 0 of column "c" is a text of 16 bytes/);
  });

  it("refuses a size_t beyond 32 bits, naming column and row", () => {
    const blob = new Uint8Array(new BigUint64Array([1n, 2n ** 64n - 1n]).buffer);
    expect(() => load(file("std::size_t", 2, blob))).toThrow(
      /row 1 of column "c" \(std::size_t\) is 18446744073709551615/,
    );
  });

  it.each([
    ["an empty file", new Uint8Array(0), /is empty/],
    ["version 3", file("int", 1, new Uint8Array(4), 3), /of version 3, but 1 and 2/],
    ["an unknown type", file("float", 1, new Uint8Array(4)), /unknown type "float"/],
    ["a blob of the wrong size", file("int", 2, new Uint8Array(4)), /2 rows in 4 bytes, but they take 8/],
    ["trailing bytes", Uint8Array.from([...file("int", 1, new Uint8Array(4)), 0]), /1 bytes follow/],
    [
      "HDF5",
      Uint8Array.from([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]),
      /the file cannot be read|HDF5 is not loaded/,
    ],
    ["JSON", Buffer.from('{"a": 1}'), /is a JSON file, not a reflection table/],
    [
      "a pickle of something else",
      Buffer.from("\x80\x02cos\nsystem\nU\x02ls\x85R.", "latin1"),
      /unknown kind "os.system"/,
    ],
    ["a bool that is 2", undefined, /row 0 of column "c" is 2/],
  ])("refuses %s", (_, bytes, message) =>
    expect(() => (bytes ? read(bytes) : load(file("bool", 1, Uint8Array.of(2))))).toThrow(message),
  );

  it("refuses a shoebox larger than the file before taking memory", () => {
    const record = Buffer.alloc(29);
    [0, 0, 30000, 0, 30000, 0, 1000].forEach((value, i) => {
      record.writeInt32LE(value, 4 * i);
    });
    record[28] = 1;
    expect(() => load(file("Shoebox<>", 1, record))).toThrow(
      /row 0 of column "c" needs 10800000000000 bytes of pixels/,
    );
  });
});

describe("MessagePack", () => {
  it("reads numbers and text back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.maxSafeNat(), fc.string({ unit: "grapheme", maxLength: 300 }))),
        (pairs) => {
          const out = new MessagePackWriter().array(pairs.length);
          for (const [n, text] of pairs) out.uint(n).text(text);
          const cursor = new MessagePackCursor(new BytesSource(out.take(), "test"));
          expect(cursor.array("list")).toBe(pairs.length);
          for (const [n, text] of pairs) {
            expect(cursor.uint("n")).toBe(n);
            expect(cursor.text("text")).toBe(text);
          }
          expect(cursor.remaining).toBe(0);
        },
      ),
    );
  });
});
