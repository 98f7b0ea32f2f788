import { FlexBool, type FlexSizeT } from "../array/scalars.js";
import { EwaldError } from "../error.js";

export interface FlagOptions {
  /** Whether every bit must be set (the default), or any. */
  readonly all?: boolean;
}

/** Where every bit of `flag` is set, or any: (flags & flag) == flag, or ≠ 0. */
export function testFlags(flags: FlexSizeT, flag: number, { all = true }: FlagOptions = {}): FlexBool {
  const bits = checked(flag) | 0;
  const { data } = flags;
  const out = new Uint8Array(data.length);
  if (all) for (let i = 0; i < out.length; i++) out[i] = (data[i]! & bits) === bits ? 1 : 0;
  else for (let i = 0; i < out.length; i++) out[i] = (data[i]! & bits) !== 0 ? 1 : 0;
  return new FlexBool(out);
}

/** Sets the bits of `flag` in these rows, in place. */
export function withFlags({ data }: FlexSizeT, rows: Uint32Array, flag: number): void {
  const bits = checked(flag);
  for (const i of rows) data[i]! |= bits;
}

/** Clears the bits of `flag` in these rows, in place. */
export function withoutFlags({ data }: FlexSizeT, rows: Uint32Array, flag: number): void {
  const bits = ~checked(flag);
  for (const i of rows) data[i]! &= bits;
}

function checked(flag: number): number {
  if (Number.isInteger(flag) && flag >= 0 && flag < 2 ** 32) return flag;
  throw new EwaldError(
    "bad-argument",
    `${String(flag)} is not a flag; flags are sums of Flag values, such as Flag.indexed | Flag.strong.`,
  );
}
