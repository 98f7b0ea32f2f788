import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import type { FlexBool } from "../array/scalars.js";

/** How the numbers of a tuple are named where a data frame holds one number to a column: `name.x`, `name.y`, … */
export const componentSuffixes = {
  "vec2<double>": ["x", "y"],
  "vec3<double>": ["x", "y", "z"],
  "mat3<double>": ["11", "12", "13", "21", "22", "23", "31", "32", "33"],
  int6: ["x0", "x1", "y0", "y1", "z0", "z1"],
  "cctbx::miller::index<>": ["h", "k", "l"],
} as const satisfies Partial<Record<ColumnType, readonly string[]>>;

export type TupleType = keyof typeof componentSuffixes;

export function isTupleType(type: ColumnType): type is TupleType {
  return Object.hasOwn(componentSuffixes, type);
}

/**
 * Names of a tuple column's components in a data frame. Those of `miller_index` are just h, k and l, unless the
 * table has columns of these names.
 */
export function componentNames(name: string, type: TupleType, taken: (name: string) => boolean): string[] {
  const suffixes: readonly string[] = componentSuffixes[type];
  const bare = name === "miller_index" && !suffixes.some(taken);
  return suffixes.map((suffix) => (bare ? suffix : `${name}.${suffix}`));
}

/** One component of a column of tuples, read where it lies; nothing is copied. */
export class StridedColumn implements Iterable<number> {
  readonly column: AnyColumn;
  readonly length: number;
  readonly #data: Float64Array | Int32Array;
  readonly #stride: number;
  /** Which number of the tuple. */
  readonly component: number;

  constructor(column: AnyColumn & { readonly type: TupleType }, component: number) {
    this.column = column;
    this.length = column.length;
    this.#data = column.data;
    this.#stride = column.stride;
    this.component = component;
  }

  at(i: number): number {
    return this.#data[i * this.#stride + this.component]!;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  /** The numbers in an array of their own. */
  toArray(): Float64Array | Int32Array {
    const out =
      this.#data instanceof Float64Array ? new Float64Array(this.length) : new Int32Array(this.length);
    for (let i = 0, k = this.component; i < out.length; i++, k += this.#stride) out[i] = this.#data[k]!;
    return out;
  }
}

/** A column of truth values as a data frame wants it: true and false, read where the bytes lie. */
export class BooleanColumn implements Iterable<boolean> {
  readonly column: FlexBool;
  readonly length: number;

  constructor(column: FlexBool) {
    this.column = column;
    this.length = column.length;
  }

  at(i: number): boolean {
    return this.column.data[i] === 1;
  }

  *[Symbol.iterator](): IterableIterator<boolean> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  toArray(): boolean[] {
    return Array.from(this);
  }
}

/** What a data frame's column of this name is to hold: the array itself where rows are plain numbers or text. */
export type FrameColumn =
  | Float64Array
  | Int32Array
  | Uint32Array
  | string[]
  | StridedColumn
  | BooleanColumn
  | AnyColumn;

/** A table's column as a data frame's columns, [name, values] each. */
export function frameColumns(
  name: string,
  column: AnyColumn,
  taken: (name: string) => boolean,
): [name: string, values: FrameColumn][] {
  if (column.type === "bool") return [[name, new BooleanColumn(column)]];
  if (column.type === "Shoebox<>") return [[name, column]];
  // An empty array would not tell that it is of text.
  if (column.type === "std::string" && column.length === 0) return [[name, column]];
  if (!isTuple(column)) return [[name, column.data]];
  return componentNames(name, column.type, taken).map((part, j) => [part, new StridedColumn(column, j)]);
}

function isTuple(column: AnyColumn): column is AnyColumn & { readonly type: TupleType } {
  return isTupleType(column.type);
}
