import { FlexDouble } from "../array/scalars.js";

/** A function of a number, as methods here take it: of one, of a column, of a typed array; the answer is of the same kind. */
export interface OverValues {
  (x: number): number;
  (x: FlexDouble): FlexDouble;
  (x: Float64Array): Float64Array;
}

/** What {@link OverValues} takes. */
export type Values = number | FlexDouble | Float64Array;

/** `f` of a number, or of each number of a column. */
export const overValues = (f: (x: number) => number): OverValues =>
  ((x: Values) => {
    if (typeof x === "number") return f(x);
    const data = x instanceof FlexDouble ? x.data : x;
    const found = new Float64Array(data.length);
    for (let i = 0; i < found.length; i++) found[i] = f(data[i]!);
    return x instanceof FlexDouble ? new FlexDouble(found) : found;
  }) as OverValues;
