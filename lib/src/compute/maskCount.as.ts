// Counts, row by row, the bytes that hold every bit of a code. The rows lie packed in `pixels`, one after another;
// sixteen bytes are compared at once, and the comparison's sign bits counted.

/** Bytes one call can take. */
export const capacity: i32 = 1 << 20;
/** Rows one call can take. */
export const maxRows: i32 = 1 << 14;

// 16 spare bytes: the last load of a row may reach past it.
export const pixels: usize = memory.data((1 << 20) + 16, 16);
/** u32: pixels of each row. Replaced by the counts. */
export const rows: usize = memory.data((1 << 14) * 4, 16);

export function run(n: i32, code: u32): void {
  const wanted = i8x16.splat(code as i8);
  let p = pixels;
  for (let row = rows, end = rows + ((<usize>n) << 2); row < end; row += 4) {
    const size = load<u32>(row) as usize;
    const last = p + size;
    let count: u32 = 0;
    for (const whole = p + (size & ~15); p < whole; p += 16)
      count += popcnt(i8x16.bitmask(i8x16.eq(v128.and(v128.load(p), wanted), wanted)));
    const rest = (last - p) as u32;
    if (rest)
      count += popcnt(i8x16.bitmask(i8x16.eq(v128.and(v128.load(p), wanted), wanted)) & ((1 << rest) - 1));
    p = last;
    store<u32>(row, count);
  }
}
