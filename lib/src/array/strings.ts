import { EwaldError } from "../error.js";
import { ColumnBase, sameLength, sameType, sliceBounds } from "./column.js";
import { FlexBool } from "./scalars.js";

/** Column of text. */
export class FlexStdString extends ColumnBase<string> {
  override readonly type = "std::string";
  /** The strings themselves, not a copy. */
  readonly data: string[];

  constructor(data: string[]) {
    super();
    this.data = data;
  }

  /** A column of these strings: a copy. */
  static from(values: Iterable<string>): FlexStdString {
    return new FlexStdString(Array.from(values, text));
  }

  get length(): number {
    return this.data.length;
  }

  take(indices: Uint32Array): this {
    return this.like(Array.from(indices, (i) => this.data[i]!));
  }

  slice(begin?: number, end?: number): this {
    return this.like(this.data.slice(...sliceBounds(begin, end, this.length)));
  }

  concat(...others: this[]): this {
    for (const other of others) sameType(this.type, other);
    return this.like(this.data.concat(...others.map((other) => other.data)));
  }

  copy(): this {
    return this.like(this.data.slice());
  }

  /** Where equal, to a column or to one string. */
  eq(other: FlexStdString | string): FlexBool {
    if (typeof other === "string") return FlexBool.from(this.data.map((value) => value === other));
    sameLength(this, other, "eq");
    return FlexBool.from(this.data.map((value, i) => value === other.data[i]));
  }

  /** Where not equal. */
  ne(other: FlexStdString | string): FlexBool {
    return this.eq(other).not();
  }

  protected row(i: number): string {
    return this.data[i]!;
  }

  protected setRow(i: number, value: string): void {
    this.data[i] = text(value);
  }

  protected assign(to: Uint32Array, from: this, fromRows: Uint32Array | undefined): void {
    const source = from.data === this.data ? from.data.slice() : from.data;
    for (let k = 0; k < to.length; k++) this.data[to[k]!] = source[fromRows ? fromRows[k]! : k]!;
  }

  private like(data: string[]): this {
    return new FlexStdString(data) as this;
  }
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new EwaldError("wrong-type", `${String(value)} is not text; a std::string column takes strings.`);
}
