// Passes over the good pixels of an image that lie in shells (shellPixels.ts says what they do), a stretch of pixels at a time.

/** Pixels one call can take. */
export const capacity: i32 = 1 << 14;
/** Most shells, and most slots of all of them. */
export const maxShells: i32 = 1 << 12;
export const maxSlots: i32 = 1 << 18;

/** f64 or i32. */
export const values: usize = memory.data((1 << 14) * 8, 16);
export const mask: usize = memory.data(1 << 14, 16);
/** u16. */
export const shells: usize = memory.data((1 << 14) * 2, 16);
/** For each shell three f64: where its slots begin, how many to a unit, its threshold. */
export const table: usize = memory.data((1 << 12) * 24, 16);
/** For each slot: pixels counted (u32), value of the first of them (f64), whether there are others (u8), whether it is wanted (u8). */
export const counts: usize = memory.data((1 << 18) * 4, 16);
export const firsts: usize = memory.data((1 << 18) * 8, 16);
export const mixed: usize = memory.data(1 << 18, 16);
export const wanted: usize = memory.data(1 << 18, 16);
/** u32: places of what was found, from `first` on, or its slots; f64: its values. */
export const places: usize = memory.data((1 << 14) * 4, 16);
export const found: usize = memory.data((1 << 14) * 8, 16);

function valueAt<T>(i: usize): f64 {
  return <f64>load<T>(values + i * sizeof<T>());
}

function slotOf(i: usize, value: f64, size: i32, last: f64): usize {
  const shell = <usize>load<u16>(shells + (i << 1));
  const row = table + shell * 24;
  const slot = (value - load<f64>(row)) * load<f64>(row, 8);
  return shell * size + <usize>(<u32>Math.max(Math.min(slot, last), 0));
}

function countAll<T>(n: usize, size: i32): void {
  const last = <f64>(size - 1);
  for (let i: usize = 0; i < n; i++) {
    if (!load<u8>(mask + i)) continue;
    const value = valueAt<T>(i);
    const slot = slotOf(i, value, size, last);
    const n = load<u32>(counts + (slot << 2));
    store<u32>(counts + (slot << 2), n + 1);
    if (n == 0) store<f64>(firsts + (slot << 3), value);
    else store<u8>(mixed + slot, load<u8>(mixed + slot) | <u8>(load<f64>(firsts + (slot << 3)) != value));
  }
}

function findWanted<T>(n: usize, size: i32): i32 {
  const last = <f64>(size - 1);
  let k: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const value = valueAt<T>(i);
    const slot = slotOf(i, value, size, last);
    // written at any rate, kept when wanted: which it is cannot be foreseen
    store<u32>(places + (k << 2), <u32>slot);
    store<f64>(found + (k << 3), value);
    k += load<u8>(mask + i) ? <usize>load<u8>(wanted + slot) : 0;
  }
  return <i32>k;
}

function findAbove<T>(n: usize, first: u32): usize {
  let to = places;
  for (let i: usize = 0; i < n; i++) {
    const row = table + <usize>load<u16>(shells + (i << 1)) * 24;
    if (valueAt<T>(i) > load<f64>(row, 16) && load<u8>(mask + i)) {
      store<u32>(to, first + <u32>i);
      to += 4;
    }
  }
  return (to - places) >> 2;
}

function judgeAll<T>(n: usize, lowest: f64, highest: f64): void {
  for (let i: usize = 0; i < n; i++) {
    const value = valueAt<T>(i);
    const good = <u8>(load<u8>(mask + i) != 0) & <u8>(value >= lowest) & <u8>(value <= highest);
    store<u8>(mask + i, good);
  }
}

/** Leaves 1 in `mask` where it was not 0 and the value is within, 0 elsewhere. */
export function judge(n: i32, whole: bool, lowest: f64, highest: f64): void {
  if (whole) judgeAll<i32>(n, lowest, highest);
  else judgeAll<f64>(n, lowest, highest);
}

/** Counts the first n pixels into slots, `size` to a shell. `whole`: values are i32. */
export function count(n: i32, whole: bool, size: i32): void {
  if (whole) countAll<i32>(n, size);
  else countAll<f64>(n, size);
}

/** Leaves slots (in `places`) and values (in `found`) of pixels whose slot is wanted; returns how many. */
export function find(n: i32, whole: bool, size: i32): i32 {
  return whole ? findWanted<i32>(n, size) : findWanted<f64>(n, size);
}

/** Leaves the places of pixels above the threshold of their shell; returns how many. */
export function above(n: i32, whole: bool, first: u32): i32 {
  return <i32>(whole ? findAbove<i32>(n, first) : findAbove<f64>(n, first));
}
