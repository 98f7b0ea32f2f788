import { EwaldError } from "../error.js";
import { sameLength, trueRows } from "./column.js";
import {
  type ArithmeticName,
  arithmetic,
  type ComparisonName,
  comparison,
  type IntegerArithmeticName,
  integerArithmetic,
  type Numbers,
} from "./elementwise.js";
import { checkInt, checkSizeT, TypedColumn } from "./typedColumn.js";

/** Any column of plain numbers. */
export type NumericFlex = FlexDouble | FlexInt | FlexSizeT;

/**
 * What the three columns of numbers share. `Same` is the class itself; `Also` are the columns it takes in besides
 * its own kind and doubles. With a FlexDouble on either side the result is a FlexDouble; whole numbers stay whole,
 * and their quotient is cut towards zero, as in DIALS.
 */
abstract class NumericColumn<D extends Numbers, Same, Also = never> extends TypedColumn<D, number> {
  declare abstract readonly type: "double" | "int" | "std::size_t";

  constructor(data: D) {
    super(data, 1);
  }

  protected row(i: number): number {
    return this.data[i]!;
  }

  /** Sum, row by row, with a column or a number. */
  add(other: FlexDouble): FlexDouble;
  add(other: Same | Also | number): Same;
  add(other: NumericFlex | Same | Also | number): FlexDouble | Same {
    return this.calculate("add", other);
  }

  /** Difference, row by row. */
  sub(other: FlexDouble): FlexDouble;
  sub(other: Same | Also | number): Same;
  sub(other: NumericFlex | Same | Also | number): FlexDouble | Same {
    return this.calculate("sub", other);
  }

  /** Product, row by row. */
  mul(other: FlexDouble): FlexDouble;
  mul(other: Same | Also | number): Same;
  mul(other: NumericFlex | Same | Also | number): FlexDouble | Same {
    return this.calculate("mul", other);
  }

  /** Quotient, row by row. Whole numbers divide as in C++: cut towards zero; by zero is an error. */
  div(other: FlexDouble): FlexDouble;
  div(other: Same | Also | number): Same;
  div(other: NumericFlex | Same | Also | number): FlexDouble | Same {
    return this.calculate("div", other);
  }

  /** Power, row by row; always doubles. */
  pow(exponent: NumericFlex | number): FlexDouble {
    return this.doubles("pow", exponent);
  }

  /** Where greater. */
  gt(other: NumericFlex | number): FlexBool {
    return this.compare("gt", other);
  }

  /** Where greater or equal. */
  ge(other: NumericFlex | number): FlexBool {
    return this.compare("ge", other);
  }

  /** Where less. */
  lt(other: NumericFlex | number): FlexBool {
    return this.compare("lt", other);
  }

  /** Where less or equal. */
  le(other: NumericFlex | number): FlexBool {
    return this.compare("le", other);
  }

  /** Where equal. */
  eq(other: NumericFlex | number): FlexBool {
    return this.compare("eq", other);
  }

  /** Where not equal. */
  ne(other: NumericFlex | number): FlexBool {
    return this.compare("ne", other);
  }

  /** These numbers as doubles: a copy. */
  asDouble(): FlexDouble {
    return new FlexDouble(Float64Array.from(this.data));
  }

  /** These numbers as 32-bit integers, fractions cut off: a copy. Throws for a number beyond them, or NaN. */
  asInt(): FlexInt {
    return new FlexInt(Int32Array.from(this.data as Float64Array, (value) => checkInt(Math.trunc(value))));
  }

  /** These numbers as unsigned 32-bit integers, fractions cut off: a copy. Throws for a number beyond them, or NaN. */
  asSizeT(): FlexSizeT {
    return new FlexSizeT(
      Uint32Array.from(this.data as Float64Array, (value) => checkSizeT(Math.trunc(value))),
    );
  }

  /** Range of results, for whole numbers. */
  protected abstract readonly range: readonly [least: number, most: number] | undefined;

  private doubles(name: ArithmeticName, other: NumericFlex | number): FlexDouble {
    const [b, step] = this.operand(name, other);
    const out = new Float64Array(this.length);
    arithmetic[name](out, this.data, b, step);
    return new FlexDouble(out);
  }

  private calculate(name: IntegerArithmeticName, given: unknown): FlexDouble | Same {
    const other = given as NumericFlex | number;
    if (this.range === undefined || (typeof other !== "number" && other.type === "double"))
      return this.doubles(name, other);
    if (typeof other === "number" ? !Number.isInteger(other) : other.type !== this.type)
      throw new EwaldError(
        "wrong-type",
        `${name} of a column of type ${this.type} and ${typeof other === "number" ? other : `a column of type ${other.type}`} ` +
          "has no whole-number result; convert with asDouble() first.",
      );
    const [b, step] = this.operand(name, other);
    const out = this.like(this.data.slice() as D);
    const [least, most] = this.range;
    const bad = integerArithmetic[name](out.data, this.data, b, step, least, most);
    if (bad >= 0)
      throw new EwaldError(
        "out-of-range",
        `${name} of ${this.data[bad]} and ${b[bad * step]} in row ${bad} does not fit a column of type ${this.type}; ` +
          "convert with asDouble() first.",
      );
    return out as unknown as Same;
  }

  private compare(name: ComparisonName, other: NumericFlex | number): FlexBool {
    const [b, step] = this.operand(name, other);
    const out = new Uint8Array(this.length);
    comparison[name](out, this.data, b, step);
    return new FlexBool(out);
  }

  private operand(name: string, other: NumericFlex | number): [Numbers, 0 | 1] {
    if (typeof other === "number") return [Float64Array.of(other), 0];
    sameLength(this, other, name);
    return [other.data, 1];
  }
}

/** Column of double-precision numbers. */
export class FlexDouble extends NumericColumn<Float64Array, FlexDouble, FlexInt | FlexSizeT> {
  override readonly type = "double";
  protected override readonly range = undefined;

  /** A column of these numbers: a copy. */
  static from(values: Iterable<number>): FlexDouble {
    return new FlexDouble(Float64Array.from(values));
  }

  /** The numbers with their signs turned. */
  neg(): FlexDouble {
    return this.mul(-1);
  }

  /** Nearest whole numbers, halves away from zero. Throws for a number beyond 32 bits, or NaN. */
  iround(): FlexInt {
    return new FlexInt(
      Int32Array.from(this.data, (value) => checkInt(value < 0 ? -Math.round(-value) : Math.round(value))),
    );
  }

  protected setRow(i: number, value: number): void {
    if (typeof value !== "number") throw new EwaldError("wrong-type", `${String(value)} is not a number.`);
    this.data[i] = value;
  }
}

/** Column of 32-bit signed integers. Results beyond 32 bits are errors (DIALS wraps them round). */
export class FlexInt extends NumericColumn<Int32Array, FlexInt> {
  override readonly type = "int";
  protected override readonly range = [-(2 ** 31), 2 ** 31 - 1] as const;

  /** A column of these integers: a copy. Throws for a fraction or a number beyond 32 bits. */
  static from(values: Iterable<number>): FlexInt {
    return new FlexInt(Int32Array.from(values, (value) => checkInt(value)));
  }

  /** The numbers with their signs turned. */
  neg(): FlexInt {
    return this.mul(-1);
  }

  protected setRow(i: number, value: number): void {
    this.data[i] = checkInt(value);
  }
}

/**
 * Column of unsigned integers. DIALS' are of 64 bits; these hold 0 … 2³²−1, and anything beyond is an error
 * (DIALS wraps round).
 */
export class FlexSizeT extends NumericColumn<Uint32Array, FlexSizeT> {
  override readonly type = "std::size_t";
  protected override readonly range = [0, 2 ** 32 - 1] as const;

  /** A column of these integers: a copy. Throws for a negative number, a fraction or one above 2³²−1. */
  static from(values: Iterable<number>): FlexSizeT {
    return new FlexSizeT(Uint32Array.from(values, (value) => checkSizeT(value)));
  }

  protected setRow(i: number, value: number): void {
    this.data[i] = checkSizeT(value);
  }
}

/** Column of truth values, a byte each, 0 or 1. */
export class FlexBool extends TypedColumn<Uint8Array, boolean> {
  override readonly type = "bool";

  /** Keeps the array, which must hold 0 and 1 only; `FlexBool.from` checks. */
  constructor(data: Uint8Array) {
    super(data, 1);
  }

  /** A column of these truth values: a copy. Numbers must be 0 or 1. */
  static from(values: Iterable<boolean | number>): FlexBool {
    return new FlexBool(Uint8Array.from(values as Iterable<number>, (value) => truth(value)));
  }

  /** Where both hold. */
  and(other: FlexBool): FlexBool {
    return this.combine(other, "and", (a, b) => a & b);
  }

  /** Where at least one holds. */
  or(other: FlexBool): FlexBool {
    return this.combine(other, "or", (a, b) => a | b);
  }

  /** Where exactly one holds. */
  xor(other: FlexBool): FlexBool {
    return this.combine(other, "xor", (a, b) => a ^ b);
  }

  /** Where this does not hold. */
  not(): FlexBool {
    return new FlexBool(this.data.map((value) => value ^ 1));
  }

  /** Where both are the same. */
  eq(other: FlexBool | boolean): FlexBool {
    if (typeof other === "boolean") return other ? this.copy() : this.not();
    return this.combine(other, "eq", (a, b) => a ^ b ^ 1);
  }

  /** Where they differ. */
  ne(other: FlexBool | boolean): FlexBool {
    return this.eq(other).not();
  }

  /** How many rows are `value`. */
  count(value = true): number {
    let count = 0;
    for (let i = 0; i < this.length; i++) count += this.data[i]!;
    return value ? count : this.length - count;
  }

  /** Numbers of the rows that are `value`, rising. */
  iselection(value = true): FlexSizeT {
    return new FlexSizeT(trueRows(value ? this.data : this.not().data));
  }

  /** Whether every row holds (so of no rows: true). */
  allTrue(): boolean {
    return this.data.indexOf(0) < 0;
  }

  /** Whether any row holds. */
  anyTrue(): boolean {
    return this.data.indexOf(1) >= 0;
  }

  /** 1 where true, 0 elsewhere. */
  asInt(): FlexInt {
    return new FlexInt(Int32Array.from(this.data));
  }

  /** 1 where true, 0 elsewhere. */
  asDouble(): FlexDouble {
    return new FlexDouble(Float64Array.from(this.data));
  }

  protected row(i: number): boolean {
    return this.data[i] === 1;
  }

  protected setRow(i: number, value: boolean): void {
    this.data[i] = truth(value);
  }

  private combine(other: FlexBool, name: string, op: (a: number, b: number) => number): FlexBool {
    sameLength(this, other, name);
    const out = new Uint8Array(this.length);
    for (let i = 0; i < out.length; i++) out[i] = op(this.data[i]!, other.data[i]!);
    return new FlexBool(out);
  }
}

function truth(value: unknown): 0 | 1 {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw new EwaldError(
    "wrong-type",
    `${String(value)} is not a truth value; a bool column takes true, false, 1 and 0.`,
  );
}
