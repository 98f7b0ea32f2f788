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
/** For each slot, u32: pixels counted; whether its pixels are wanted. */
export const counts: usize = memory.data((1 << 18) * 4, 16);
export const wanted: usize = memory.data(1 << 18, 16);
/** u32: places of what was found, from `first` on. */
export const places: usize = memory.data((1 << 14) * 4, 16);

// @ts-ignore: a decorator
@inline
function valueAt(i: usize, whole: bool): f64 {
  return whole ? <f64>load<i32>(values + (i << 2)) : load<f64>(values + (i << 3));
}

// @ts-ignore: a decorator
@inline
function slotOf(i: usize, whole: bool, size: i32, last: f64): usize {
  const shell = <usize>load<u16>(shells + (i << 1));
  const row = table + shell * 24;
  const slot = (valueAt(i, whole) - load<f64>(row)) * load<f64>(row, 8);
  return shell * size + <usize>(<u32>Math.max(Math.min(slot, last), 0));
}

// @ts-ignore: a decorator
@inline
function countAll(n: usize, whole: bool, size: i32): void {
  const last = <f64>(size - 1);
  for (let i: usize = 0; i < n; i++) {
    if (!load<u8>(mask + i)) continue;
    const at = counts + (slotOf(i, whole, size, last) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

// @ts-ignore: a decorator
@inline
function findWanted(n: usize, whole: bool, size: i32, first: u32): usize {
  const last = <f64>(size - 1);
  let to = places;
  for (let i: usize = 0; i < n; i++) {
    // written at any rate, kept when wanted: which it is cannot be foreseen
    store<u32>(to, first + <u32>i);
    const keep = load<u8>(mask + i) ? load<u8>(wanted + slotOf(i, whole, size, last)) : 0;
    to += (<usize>keep) << 2;
  }
  return (to - places) >> 2;
}

// @ts-ignore: a decorator
@inline
function findAbove(n: usize, whole: bool, first: u32): usize {
  let to = places;
  for (let i: usize = 0; i < n; i++) {
    const row = table + (<usize>load<u16>(shells + (i << 1))) * 24;
    if (valueAt(i, whole) > load<f64>(row, 16) && load<u8>(mask + i)) {
      store<u32>(to, first + <u32>i);
      to += 4;
    }
  }
  return (to - places) >> 2;
}

/** Counts the first n pixels into slots, `size` to a shell. `whole`: values are i32. */
export function count(n: i32, whole: bool, size: i32): void {
  if (whole) countAll(n, true, size);
  else countAll(n, false, size);
}

/** Leaves the places of pixels whose slot is wanted; returns how many. */
export function find(n: i32, whole: bool, size: i32, first: u32): i32 {
  return <i32>(whole ? findWanted(n, true, size, first) : findWanted(n, false, size, first));
}

/** Leaves the places of pixels above the threshold of their shell; returns how many. */
export function above(n: i32, whole: bool, first: u32): i32 {
  return <i32>(whole ? findAbove(n, true, first) : findAbove(n, false, first));
}
