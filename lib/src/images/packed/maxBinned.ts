import type { RawPanel } from "../../models/imageAccess.js";

/** Each bin of `binning` × `binning` pixels the greatest of them; those at the ends may have fewer. Not a number counts as lowest. */
export function maxBinned({ shape: [slow, fast], values }: RawPanel, binning: number): RawPanel {
  const shape = [Math.ceil(slow / binning), Math.ceil(fast / binning)] as const;
  const Kind = values.constructor as Int32ArrayConstructor;
  const lowest = values instanceof Int32Array ? -(2 ** 31) : Number.NEGATIVE_INFINITY;
  const out = new Kind(shape[0] * shape[1]).fill(lowest);
  const whole = Math.floor(fast / binning);
  for (let y = 0; y < slow; y++) {
    const to = Math.floor(y / binning) * shape[1];
    let at = y * fast;
    for (let x = 0; x < whole; x++) {
      let most = out[to + x]!;
      for (let i = 0; i < binning; i++, at++) {
        const value = values[at]!;
        if (value > most) most = value;
      }
      out[to + x] = most;
    }
    for (let x = whole * binning; x < fast; x++, at++)
      if (values[at]! > out[to + whole]!) out[to + whole] = values[at]!;
  }
  return { shape, values: out };
}
