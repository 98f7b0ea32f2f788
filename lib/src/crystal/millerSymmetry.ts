import type { ClosedGroup } from "./groupClosure.js";

/** A group's operators laid out for loops over columns of indices. */
export class MillerOperators {
  readonly order: number;
  /** R of each representative, nine numbers. */
  readonly #r: Int32Array;
  /** t of each representative, 24ths. */
  readonly #t: Int32Array;
  readonly #centring: Int32Array;

  constructor({ representatives, centring }: ClosedGroup) {
    this.order = representatives.length;
    this.#r = Int32Array.from(representatives.flatMap((op) => op.r));
    this.#t = Int32Array.from(representatives.flatMap((op) => op.t));
    this.#centring = Int32Array.from(centring.flat());
  }

  /** 1 where structure factors vanish by symmetry: a translation among those that fix h shifts its phase. */
  absent(data: Int32Array): Uint8Array {
    const out = new Uint8Array(data.length / 3);
    const [r, t, centring] = [this.#r, this.#t, this.#centring];
    for (let i = 0, j = 0; j < data.length; i++, j += 3) {
      const h = data[j]!;
      const k = data[j + 1]!;
      const l = data[j + 2]!;
      let absent = 0;
      for (let c = 3; c < centring.length; c += 3)
        if ((h * centring[c]! + k * centring[c + 1]! + l * centring[c + 2]!) % 24 !== 0) absent = 1;
      for (let m = 9, s = 3; m < r.length && !absent; m += 9, s += 3)
        if (
          h * r[m]! + k * r[m + 3]! + l * r[m + 6]! === h &&
          h * r[m + 1]! + k * r[m + 4]! + l * r[m + 7]! === k &&
          h * r[m + 2]! + k * r[m + 5]! + l * r[m + 8]! === l &&
          (h * t[s]! + k * t[s + 1]! + l * t[s + 2]!) % 24 !== 0
        )
          absent = 1;
      out[i] = absent;
    }
    return out;
  }

  /** How many representatives take h to sign·h. */
  taking(data: Int32Array, sign: 1 | -1): Int32Array {
    const out = new Int32Array(data.length / 3);
    const r = this.#r;
    for (let i = 0, j = 0; j < data.length; i++, j += 3) {
      const h = data[j]!;
      const k = data[j + 1]!;
      const l = data[j + 2]!;
      let count = 0;
      for (let m = 0; m < r.length; m += 9)
        if (
          h * r[m]! + k * r[m + 3]! + l * r[m + 6]! === sign * h &&
          h * r[m + 1]! + k * r[m + 4]! + l * r[m + 7]! === sign * k &&
          h * r[m + 2]! + k * r[m + 5]! + l * r[m + 8]! === sign * l
        )
          count++;
      out[i] = count;
    }
    return out;
  }
}
