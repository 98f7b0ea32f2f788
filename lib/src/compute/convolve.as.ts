// One row of a convolution: eight pixels at once, so that their sums, each of which must be added up in order, do not wait for each
// other.

/** Pixels of a row one call can take. */
export const capacity: i32 = 1 << 14;
/** Rows and columns the kernel may have. */
export const maxSize: i32 = 7;

/** f64: the kernel, row by row. */
export const weights: usize = memory.data(7 * 7 * 8, 16);
/** u32: for each row of the kernel which of `rows` lies under it. */
export const under: usize = memory.data(8 * 4, 16);
/** f64: rows of the image, each (1 << 14) + 16 apart, with half a kernel before and behind. */
export const rows: usize = memory.data(7 * ((1 << 14) + 16) * 8, 16);
/** f64. 8 spare: the last pixels are done by eights. */
export const row: usize = memory.data(((1 << 14) + 8) * 8, 16);

/** Fills `row` with n pixels under a kernel of size × size. */
export function run(n: i32, size: i32): void {
  const stride: usize = ((1 << 14) + 16) * 8;
  for (let x: usize = 0, end = (<usize>n) << 3; x < end; x += 64) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let weight = weights;
    for (let j = 0; j < size; j++) {
      let p = rows + <usize>load<u32>(under + ((<usize>j) << 2)) * stride + x;
      for (const last = p + ((<usize>size) << 3); p < last; p += 8, weight += 8) {
        const w = v128.load64_splat(weight);
        a = f64x2.add(a, f64x2.mul(v128.load(p), w));
        b = f64x2.add(b, f64x2.mul(v128.load(p, 16), w));
        c = f64x2.add(c, f64x2.mul(v128.load(p, 32), w));
        d = f64x2.add(d, f64x2.mul(v128.load(p, 48), w));
      }
    }
    v128.store(row + x, a);
    v128.store(row + x, b, 16);
    v128.store(row + x, c, 32);
    v128.store(row + x, d, 48);
  }
}
