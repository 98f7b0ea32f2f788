import * as aq from "arquero";
import { describe, expect, it } from "vitest";
import { FlexShoebox } from "../array/flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexSizeT } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import { ReflectionTable } from "./reflectionTable.js";

const table = () =>
  new ReflectionTable(
    {
      d: FlexDouble.from([1, Number.NaN]),
      flags: FlexSizeT.from([2 ** 32 - 1, 0]),
      miller_index: FlexMillerIndex.from([
        [1, 2, 3],
        [-1, 0, 0],
      ]),
      entering: FlexBool.from([false, true]),
      shoebox: FlexShoebox.unallocated(
        FlexSizeT.from([0, 0]),
        FlexInt6.from([
          [0, 1, 0, 1, 0, 1],
          [0, 1, 0, 1, 0, 1],
        ]),
      ),
    },
    { identifiers: { 0: "one", 7: 'with "quotes"' } },
  );

describe("Arrow", () => {
  it("holds what Arquero reads, without shoeboxes", () => {
    const frame = aq.fromArrow(table().toArrowIPC());
    expect(frame.columnNames()).toEqual(["d", "entering", "flags", "h", "k", "l"]);
    expect(frame.objects()).toEqual([
      { d: 1, entering: false, flags: 2 ** 32 - 1, h: 1, k: 2, l: 3 },
      { d: Number.NaN, entering: true, flags: 0, h: -1, k: 0, l: 0 },
    ]);
    expect(ReflectionTable.fromArquero(frame).columnType("miller_index")).toBe("cctbx::miller::index<>");
    expect(() => table().toArrowIPC({ columns: ["shoebox"] })).toThrow(/shoeboxes/);
  });

  it("gives identifiers and types back, and empty tables", () => {
    const back = ReflectionTable.fromArrowIPC(table().toArrowIPC({ columns: ["d", "miller_index"] }));
    expect([...back.experimentIdentifiers()]).toEqual([
      [0, "one"],
      [7, 'with "quotes"'],
    ]);
    expect(back.keys()).toEqual(["d", "miller_index"]);
    const empty = ReflectionTable.fromArrowIPC(table().select([]).toArrowIPC());
    expect([empty.nrows, empty.columnType("flags"), empty.columnType("entering")]).toEqual([
      0,
      "std::size_t",
      "bool",
    ]);
    expect(ReflectionTable.fromArrowIPC(new ReflectionTable().toArrowIPC()).keys()).toEqual([]);
  });

  it("that is not Arrow, or damaged, is an error in words", () => {
    expect(() => ReflectionTable.fromArrowIPC(new TextEncoder().encode("not an Arrow file"))).toThrow(
      EwaldError,
    );
    const good = table().toArrowIPC();
    for (let length = 0; length < good.length; length++)
      try {
        // Cut right after the schema, or at the end mark, it is a whole stream.
        expect(ReflectionTable.fromArrowIPC(good.slice(0, length)).keys()).toEqual(
          length > 0 ? ["d", "entering", "flags", "miller_index"] : [],
        );
      } catch (error) {
        if (!(error instanceof EwaldError)) throw error;
        expect(error.code).toBe("bad-format");
      }
  });
});
