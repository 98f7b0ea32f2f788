import { EwaldError } from "ewald";

/** A flex column: its numbers are the typed array `data`. */
export interface ColumnLike {
  readonly data: ArrayLike<number>;
}
/** An Arquero or Arrow column: read one value at a time. */
export interface AtLike {
  readonly length: number;
  at(index: number): unknown;
}
/** Whatever holds a list of numbers: a typed or plain array, a flex or Arquero column, an iterable. */
export type Numbers = ArrayLike<number> | ColumnLike | AtLike | Iterable<number>;

/** The numbers of `source`, without copying when they are an array already. */
export function toNumbers(source: Numbers, what: string): ArrayLike<number> {
  if (ArrayBuffer.isView(source) || Array.isArray(source)) return checked(source as ArrayLike<number>, what);
  if (typeof source === "object" && source !== null) {
    if ("data" in source && (ArrayBuffer.isView(source.data) || Array.isArray(source.data))) {
      return fromColumn(source as ColumnLike & { length?: unknown; size?: unknown }, what);
    }
    if (Symbol.iterator in source) return checked(Array.from(source as Iterable<number>), what);
    if ("length" in source && "at" in source && typeof source.at === "function") {
      return Float64Array.from({ length: source.length }, (_, i) => Number((source as AtLike).at(i)));
    }
    if ("length" in source && typeof source.length === "number")
      return Array.from(source as ArrayLike<number>);
  }
  throw new EwaldError(
    "wrong-type",
    `${what}: expected a list of numbers, got ${describe(source)}; give an array or a column.`,
  );
}

/** As `toNumbers`, but as Float64Array. */
export function toFloat64(source: Numbers, what: string): Float64Array {
  const numbers = toNumbers(source, what);
  return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
}

function fromColumn(
  column: ColumnLike & { length?: unknown; size?: unknown },
  what: string,
): ArrayLike<number> {
  const rows = typeof column.length === "number" ? column.length : column.size;
  if (typeof rows === "number" && rows !== column.data.length) {
    const each = column.data.length / rows;
    throw new EwaldError(
      "wrong-type",
      `${what}: the column has ${each} numbers per row; plot one part of it (.x, .y or .z).`,
    );
  }
  return checked(column.data, what);
}

function checked(list: ArrayLike<number>, what: string): ArrayLike<number> {
  if (list.length > 0 && typeof list[0] !== "number") {
    throw new EwaldError(
      "wrong-type",
      `${what}: expected numbers, but the first value is ${describe(list[0])}.`,
    );
  }
  return list;
}

const describe = (value: unknown): string =>
  value === null
    ? "null"
    : typeof value === "object"
      ? (value.constructor?.name ?? "an object")
      : `${typeof value} ${String(value)}`;
