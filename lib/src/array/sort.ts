import { FlexSizeT, type NumericFlex } from "./scalars.js";
import type { FlexStdString } from "./strings.js";

/** How rows are ordered. */
export interface SortOptions {
  /** Greatest first. Equal rows keep their order all the same. */
  readonly reverse?: boolean;
}

/** Below this many rows a comparing sort is quicker than radix passes. */
const few = 2048;

/**
 * Row numbers in the order of the values: `column.select(sortPermutation(column))` is sorted. Always stable (scitbx's
 * is when asked). NaN counts as greater than any number.
 */
export function sortPermutation(
  values: NumericFlex | FlexStdString,
  { reverse = false }: SortOptions = {},
): FlexSizeT {
  const rows = Uint32Array.from({ length: values.length }, (_, i) => i);
  if (values.type === "std::string") {
    const { data } = values;
    const sign = reverse ? -1 : 1;
    return new FlexSizeT(
      rows.sort((a, b) => (data[a]! < data[b]! ? -sign : data[a]! > data[b]! ? sign : a - b)),
    );
  }
  const words = sortKeys(values, reverse);
  if (rows.length < few) {
    rows.sort((a, b) => {
      for (let w = words.length - 1; w >= 0; w--) {
        const difference = words[w]![a]! - words[w]![b]!;
        if (difference !== 0) return difference;
      }
      return a - b;
    });
    return new FlexSizeT(rows);
  }
  let sorted = rows;
  let spare = new Uint32Array(rows.length);
  for (const word of words)
    for (const shift of [0, 16]) {
      if (!radixPass(word, shift, sorted, spare)) continue;
      [sorted, spare] = [spare, sorted];
    }
  return new FlexSizeT(sorted);
}

/** Unsigned 32-bit words, lowest first, that order as the values do. */
function sortKeys(values: NumericFlex, reverse: boolean): Uint32Array[] {
  const flip = reverse ? 0xffffffff : 0;
  if (values.type === "std::size_t") return [values.data.map((value) => value ^ flip)];
  if (values.type === "int") return [Uint32Array.from(values.data, (value) => value ^ 0x80000000 ^ flip)];
  const n = values.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  const highAt = new Uint8Array(Float64Array.of(-0).buffer)[7] === 0x80 ? 1 : 0;
  for (let i = 0; i < n; i++) {
    const value = values.data[i]!;
    // One zero, and one NaN, of positive sign.
    one[0] = Number.isNaN(value) ? Number.NaN : value + 0;
    const h = Number.isNaN(value) ? 0x7ff80000 : bits[highAt]!;
    // Positive numbers order as their bits once the sign is turned; negative ones the other way round.
    const turn = h >= 0x80000000 ? 0xffffffff : 0;
    high[i] = h ^ (turn === 0 ? 0x80000000 : turn) ^ flip;
    low[i] = (Number.isNaN(value) ? 0 : bits[1 - highAt]! ^ turn) ^ flip;
  }
  return [low, high];
}

/** One stable counting pass over 16 bits of the keys; false when all rows agree in them and nothing was written. */
function radixPass(keys: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const place = new Uint32Array(1 << 16);
  for (let i = 0; i < keys.length; i++) place[(keys[i]! >>> shift) & 0xffff]!++;
  if (place[(keys[0]! >>> shift) & 0xffff] === keys.length) return false;
  for (let digit = 0, sum = 0; digit < place.length; digit++) {
    const count = place[digit]!;
    place[digit] = sum;
    sum += count;
  }
  for (let i = 0; i < from.length; i++) {
    const row = from[i]!;
    to[place[(keys[row]! >>> shift) & 0xffff]!++] = row;
  }
  return true;
}
