import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexStdString } from "../array/strings.js";
import { FlexMat3Double, FlexVec2Double, FlexVec3Double } from "../array/vectors.js";
import { badFile, quoted } from "../bytes/badFile.js";
import { EwaldError } from "../error.js";
import { Base256Reader } from "./base256.js";
import { readPickledShoeboxes } from "./flexPickleShoeboxes.js";
import {
  decodePickle,
  latin1,
  PickleDict,
  type PickleGlobal,
  PickleObject,
  type PickleValue,
} from "./pickle.js";

const dialsFlex = "dials_array_family_flex_ext";
const scitbxFlex = "scitbx_array_family_flex_ext";
const cctbxFlex = "cctbx_array_family_flex_ext";

interface FlexClass {
  readonly type: ColumnType;
  /** Fewest bytes an element takes. */
  readonly least: number;
  /** Decodes the elements; the reader stands behind the count. */
  read(reader: Base256Reader, count: number): AnyColumn;
}

/** The flex classes of a pickle ("module name"), what columns they become and how their elements lie. */
const flexClasses: Readonly<Record<string, FlexClass>> = {
  [`${scitbxFlex} bool`]: { type: "bool", least: 1, read: readBools },
  [`${scitbxFlex} int`]: { type: "int", least: 1, read: (r, n) => new FlexInt(ints(r, n)) },
  [`${scitbxFlex} size_t`]: { type: "std::size_t", least: 1, read: readSizes },
  [`${scitbxFlex} double`]: { type: "double", least: 1, read: (r, n) => new FlexDouble(doubles(r, n)) },
  [`${scitbxFlex} vec2_double`]: {
    type: "vec2<double>",
    least: 2,
    read: (r, n) => new FlexVec2Double(doubles(r, 2 * n)),
  },
  [`${scitbxFlex} vec3_double`]: {
    type: "vec3<double>",
    least: 3,
    read: (r, n) => new FlexVec3Double(doubles(r, 3 * n)),
  },
  [`${scitbxFlex} mat3_double`]: {
    type: "mat3<double>",
    least: 9,
    read: (r, n) => new FlexMat3Double(doubles(r, 9 * n)),
  },
  [`${scitbxFlex} std_string`]: { type: "std::string", least: 1, read: readStrings },
  [`${dialsFlex} int6`]: { type: "int6", least: 6, read: (r, n) => new FlexInt6(ints(r, 6 * n)) },
  [`${cctbxFlex} miller_index`]: {
    type: "cctbx::miller::index<>",
    least: 3,
    read: (r, n) => new FlexMillerIndex(ints(r, 3 * n)),
  },
  // Seven numbers of the box and three arrays of 4 each.
  [`${dialsFlex} shoebox`]: { type: "Shoebox<>", least: 19, read: readPickledShoeboxes },
};

/** Every name a pickle of DIALS tables, masks and lookup maps may hold. */
export const knownGlobals: ReadonlySet<string> = new Set([
  ...Object.keys(flexClasses),
  `${dialsFlex} reflection_table`,
  `${scitbxFlex} grid`,
  "_codecs encode",
]);

/** A pickled flex array, its elements not decoded yet. */
export interface PickledArray {
  readonly type: ColumnType;
  /** Lengths, slowest first. */
  readonly shape: readonly number[];
  readonly length: number;
  load(): AnyColumn;
}

/** A pickled reflection table, its columns not decoded yet. */
export interface PickledTable {
  readonly rows: number;
  readonly identifiers: Map<number, string>;
  readonly columns: Map<string, PickledArray>;
}

/** Decodes a pickled `flex.reflection_table` of any protocol. `name` is for error messages. */
export function readPickledTable(bytes: Uint8Array, name: string): PickledTable {
  const table = decodePickle(bytes, name, knownGlobals);
  if (!(table instanceof PickleObject) || table.of.name !== "reflection_table")
    throw new EwaldError("bad-format", `${name}: the pickle holds ${kind(table)}, not a reflection table.`);
  const state = table.state;
  if (!Array.isArray(state)) throw incomplete(name);
  const version = state[0];
  if (version !== 1 && version !== 2)
    throw new EwaldError(
      "unsupported",
      `${name}: the pickled reflection table is of version ${kind(version)}, but 1 and 2 are known.`,
    );
  const [identifiers, rows, count, data] =
    version === 1 ? [new PickleDict(), ...state.slice(1)] : state.slice(1);
  if (!(identifiers instanceof PickleDict) || !(data instanceof PickleDict)) throw incomplete(name);
  if (typeof rows !== "number" || !(rows >= 0) || data.entries.length !== count) throw incomplete(name);
  const columns = new Map<string, PickledArray>();
  for (const [key, value] of data.entries) {
    const column = asText(key, name);
    const array = pickledArray(value, `${name}: column ${quoted(column)}`);
    if (array.length !== rows)
      throw new EwaldError(
        "bad-format",
        `${name}: column ${quoted(column)} has ${array.length} rows, but the table ${rows}.`,
      );
    columns.set(column, array);
  }
  const ids = new Map<number, string>();
  for (const [id, text] of identifiers.entries) {
    if (typeof id !== "number" || !(id >= 0)) throw incomplete(name);
    ids.set(id, asText(text, name));
  }
  return { rows, identifiers: ids, columns };
}

/** Describes a pickled flex array, checking all but its elements. `name` names it in error messages. */
export function pickledArray(value: PickleValue | undefined, name: string): PickledArray {
  if (!(value instanceof PickleObject)) throw notArray(name, value);
  const flex = flexClasses[globalName(value.of)];
  if (!flex || !Array.isArray(value.state)) throw notArray(name, value);
  const [grid, bytes] = value.state;
  const shape = gridShape(grid, name);
  if (!(bytes instanceof Uint8Array)) throw notArray(name, value);
  const length = shape.reduce((product, n) => product * n, 1);
  const begin = (): [Base256Reader, number] => {
    const reader = new Base256Reader(bytes, `${name}, packed values`);
    if (flex.type === "Shoebox<>") checkShoeboxVersion(reader, name);
    const count = reader.count(flex.least);
    if (count !== length)
      throw badFile(
        `${name}, packed values`,
        0,
        `${count} values are announced, but the array has ${length}`,
      );
    return [reader, count];
  };
  begin();
  return {
    type: flex.type,
    shape,
    length,
    load: () => {
      const [reader, count] = begin();
      const column = flex.read(reader, count);
      reader.end();
      return column;
    },
  };
}

function checkShoeboxVersion(reader: Base256Reader, name: string): void {
  const version = reader.uint();
  if (version !== 1 && version !== 2)
    throw new EwaldError("unsupported", `${name}: shoeboxes of version ${version}, but 1 and 2 are known.`);
}

/** Lengths of a flex.grid: last − origin. */
function gridShape(grid: PickleValue | undefined, name: string): number[] {
  const bad = () => new EwaldError("bad-format", `${name}: the pickled array has no valid grid of lengths.`);
  if (!(grid instanceof PickleObject) || grid.of.name !== "grid" || !Array.isArray(grid.args)) throw bad();
  const [origin, last] = grid.args;
  if (!Array.isArray(origin) || !Array.isArray(last) || origin.length !== last.length || last.length > 10)
    throw bad();
  return last.map((end, i) => {
    const length = Number(end) - Number(origin[i]);
    if (typeof end !== "number" || !Number.isSafeInteger(length) || length < 0) throw bad();
    return length;
  });
}

function globalName(global: PickleGlobal): string {
  return `${global.module} ${global.name}`;
}

function asText(value: PickleValue, name: string): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return latin1(value);
  throw new EwaldError("bad-format", `${name}: a name in the pickled table is ${kind(value)}, not text.`);
}

/** A pickled value in words. */
export function kind(value: PickleValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "None";
  if (value instanceof PickleObject) return `a ${value.of.name}`;
  if (value instanceof Uint8Array) return `a byte string of ${value.length}`;
  if (Array.isArray(value)) return `a sequence of ${value.length}`;
  if (value instanceof PickleDict) return "a dictionary";
  return typeof value === "object" ? "a class" : quoted(String(value));
}

const incomplete = (name: string) =>
  new EwaldError("bad-format", `${name}: the pickled reflection table lacks some of its parts.`);

const notArray = (name: string, value: PickleValue | undefined) =>
  new EwaldError("bad-format", `${name}: a flex array is expected, but the pickle holds ${kind(value)}.`);

function readBools(reader: Base256Reader, count: number): FlexBool {
  const text = reader.raw(count);
  const data = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    data[i] = text[i]! - 0x30;
    if (data[i]! > 1)
      throw reader.bad(`value ${i} of a bool array is the character ${text[i]}, not "0" or "1"`);
  }
  return new FlexBool(data);
}

function ints(reader: Base256Reader, count: number): Int32Array {
  const data = new Int32Array(count);
  for (let i = 0; i < count; i++) data[i] = reader.int();
  return data;
}

function doubles(reader: Base256Reader, count: number): Float64Array {
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = reader.double();
  return data;
}

function readSizes(reader: Base256Reader, count: number): FlexSizeT {
  const data = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const value = reader.uint();
    if (value >= 2 ** 32)
      throw new EwaldError(
        "unsupported",
        `${reader.name}: row ${i} (std::size_t) is ${value}, but the largest that can be held is 2^32-1 = 4294967295.`,
      );
    data[i] = value;
  }
  return new FlexSizeT(data);
}

const utf8 = new TextDecoder("utf-8");

function readStrings(reader: Base256Reader, count: number): FlexStdString {
  const data: string[] = [];
  for (let i = 0; i < count; i++) data.push(utf8.decode(reader.raw(reader.uint())));
  return new FlexStdString(data);
}
