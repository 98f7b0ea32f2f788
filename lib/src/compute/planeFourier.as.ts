// Fourier transform of one complex plane in single precision: sixteen lines at once, a number of each in four vectors, by Stockham's
// steps of radix 4, 2, 3 and 5, which need no reordering.

/** Numbers a line may have. */
export const capacity: i32 = 512;

/** f32 [first][second], rows `stride` apart: the real and the imaginary part. */
export const real: usize = memory.data(512 * 512 * 4, 16);
export const imaginary: usize = memory.data(512 * 512 * 4, 16);
/** f32 [second][first]: squares of the moduli of the transform. */
export const power: usize = memory.data(512 * 512 * 4, 16);
/** f32: cos and sin of -2πk/n in turn, k < n. */
export const twiddles: usize = memory.data(512 * 8, 16);
/** u32: the radix of each step, and 0 after the last. */
export const radices: usize = memory.data(16 * 4, 16);

// The plane between its two passes, turned.
const turnedReal: usize = memory.data(512 * 512 * 4, 16);
const turnedImaginary: usize = memory.data(512 * 512 * 4, 16);
// Sixteen lines, before and after a step. Four spare points: lines are turned by fours.
const before: usize = memory.data(2 * 516 * 64, 16);
const after: usize = memory.data(2 * 516 * 64, 16);
const IMAGINARY: usize = 516 * 64;

function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** Stores (re, im) times the twiddle factor k. */
function put(to: usize, re: v128, im: v128, k: i32): void {
  const c = v128.load32_splat(twiddles + ((<usize>k) << 3));
  const s = v128.load32_splat(twiddles + ((<usize>k) << 3), 4);
  v128.store(to, sub(mul(re, c), mul(im, s)));
  v128.store(to + IMAGINARY, add(mul(re, s), mul(im, c)));
}

/**
 * One step: for each of `outer` groups j, butterflies of points outer·inner apart into points `inner` apart, turned by twiddle factors
 * of j·inner.
 */
function step(from: usize, to: usize, radix: i32, outer: i32, inner: i32): void {
  const far = (<usize>(outer * inner)) << 6;
  const near = (<usize>inner) << 6;
  for (let j = 0; j < outer; j++) {
    const t = j * inner;
    let p = from + ((<usize>t) << 6);
    let q = to + ((<usize>(radix * t)) << 6);
    const end = p + near;
    if (radix == 4) for (; p < end; p += 16, q += 16) four(p, far, q, near, t);
    else if (radix == 2) for (; p < end; p += 16, q += 16) two(p, far, q, near, t);
    else if (radix == 3) for (; p < end; p += 16, q += 16) three(p, far, q, near, t);
    else for (; p < end; p += 16, q += 16) five(p, far, q, near, t);
  }
}

function two(p: usize, far: usize, q: usize, near: usize, t: i32): void {
  const ar = v128.load(p);
  const ai = v128.load(p + IMAGINARY);
  const br = v128.load(p + far);
  const bi = v128.load(p + far + IMAGINARY);
  v128.store(q, add(ar, br));
  v128.store(q + IMAGINARY, add(ai, bi));
  put(q + near, sub(ar, br), sub(ai, bi), t);
}

function four(p: usize, far: usize, q: usize, near: usize, t: i32): void {
  const ar = v128.load(p);
  const ai = v128.load(p + IMAGINARY);
  const br = v128.load(p + far);
  const bi = v128.load(p + far + IMAGINARY);
  const cr = v128.load(p + 2 * far);
  const ci = v128.load(p + 2 * far + IMAGINARY);
  const dr = v128.load(p + 3 * far);
  const di = v128.load(p + 3 * far + IMAGINARY);
  const sumR = add(ar, cr);
  const sumI = add(ai, ci);
  const differenceR = sub(ar, cr);
  const differenceI = sub(ai, ci);
  const oddR = add(br, dr);
  const oddI = add(bi, di);
  const turnR = sub(br, dr);
  const turnI = sub(bi, di);
  v128.store(q, add(sumR, oddR));
  v128.store(q + IMAGINARY, add(sumI, oddI));
  put(q + near, add(differenceR, turnI), sub(differenceI, turnR), t);
  put(q + 2 * near, sub(sumR, oddR), sub(sumI, oddI), 2 * t);
  put(q + 3 * near, sub(differenceR, turnI), add(differenceI, turnR), 3 * t);
}

function three(p: usize, far: usize, q: usize, near: usize, t: i32): void {
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.8660254037844386); // sin(2π/3)
  const ar = v128.load(p);
  const ai = v128.load(p + IMAGINARY);
  const br = v128.load(p + far);
  const bi = v128.load(p + far + IMAGINARY);
  const cr = v128.load(p + 2 * far);
  const ci = v128.load(p + 2 * far + IMAGINARY);
  const sumR = add(br, cr);
  const sumI = add(bi, ci);
  const turnR = mul(sine, sub(br, cr));
  const turnI = mul(sine, sub(bi, ci));
  const restR = sub(ar, mul(half, sumR));
  const restI = sub(ai, mul(half, sumI));
  v128.store(q, add(ar, sumR));
  v128.store(q + IMAGINARY, add(ai, sumI));
  put(q + near, add(restR, turnI), sub(restI, turnR), t);
  put(q + 2 * near, sub(restR, turnI), add(restI, turnR), 2 * t);
}

function five(p: usize, far: usize, q: usize, near: usize, t: i32): void {
  const cos1 = f32x4.splat(0.30901699437494745); // cos(2π/5)
  const cos2 = f32x4.splat(-0.8090169943749475); // cos(4π/5)
  const sin1 = f32x4.splat(0.9510565162951535);
  const sin2 = f32x4.splat(0.5877852522924731);
  const ar = v128.load(p);
  const ai = v128.load(p + IMAGINARY);
  const br = v128.load(p + far);
  const bi = v128.load(p + far + IMAGINARY);
  const cr = v128.load(p + 2 * far);
  const ci = v128.load(p + 2 * far + IMAGINARY);
  const dr = v128.load(p + 3 * far);
  const di = v128.load(p + 3 * far + IMAGINARY);
  const er = v128.load(p + 4 * far);
  const ei = v128.load(p + 4 * far + IMAGINARY);
  const outerR = add(br, er);
  const outerI = add(bi, ei);
  const innerR = add(cr, dr);
  const innerI = add(ci, di);
  const outerTurnR = sub(br, er);
  const outerTurnI = sub(bi, ei);
  const innerTurnR = sub(cr, dr);
  const innerTurnI = sub(ci, di);
  const evenR1 = add(ar, add(mul(cos1, outerR), mul(cos2, innerR)));
  const evenI1 = add(ai, add(mul(cos1, outerI), mul(cos2, innerI)));
  const evenR2 = add(ar, add(mul(cos2, outerR), mul(cos1, innerR)));
  const evenI2 = add(ai, add(mul(cos2, outerI), mul(cos1, innerI)));
  const oddR1 = add(mul(sin1, outerTurnR), mul(sin2, innerTurnR));
  const oddI1 = add(mul(sin1, outerTurnI), mul(sin2, innerTurnI));
  const oddR2 = sub(mul(sin2, outerTurnR), mul(sin1, innerTurnR));
  const oddI2 = sub(mul(sin2, outerTurnI), mul(sin1, innerTurnI));
  v128.store(q, add(ar, add(outerR, innerR)));
  v128.store(q + IMAGINARY, add(ai, add(outerI, innerI)));
  put(q + near, add(evenR1, oddI1), sub(evenI1, oddR1), t);
  put(q + 2 * near, add(evenR2, oddI2), sub(evenI2, oddR2), 2 * t);
  put(q + 3 * near, sub(evenR2, oddI2), add(evenI2, oddR2), 3 * t);
  put(q + 4 * near, sub(evenR1, oddI1), add(evenI1, oddR1), 4 * t);
}

/** Transforms the sixteen lines in `before`; where they are then. */
function transformLines(n: i32): usize {
  let from = before;
  let to = after;
  let inner = 1;
  for (let at = radices; load<i32>(at) != 0; at += 4) {
    const radix = load<i32>(at);
    step(from, to, radix, n / (inner * radix), inner);
    inner *= radix;
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

/** Sixteen columns of a plane whose rows are `row` bytes apart, into `before`. */
function take(re: usize, im: usize, n: i32, row: usize): void {
  for (let k = 0, to = before; k < n; k++, to += 64, re += row, im += row)
    for (let v: usize = 0; v < 64; v += 16) {
      v128.store(to + v, v128.load(re + v));
      v128.store(to + v + IMAGINARY, v128.load(im + v));
    }
}

/** Sixteen lines, a point of each beside the others, into sixteen rows. */
function turn(from: usize, n: i32, to: usize, row: usize): void {
  for (let lines: usize = 0; lines < 4; lines++)
    for (let k = 0; k < n; k += 4) {
      const p = from + ((<usize>k) << 6) + (lines << 4);
      const a = v128.load(p);
      const b = v128.load(p, 64);
      const c = v128.load(p, 128);
      const d = v128.load(p, 192);
      const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const q = to + 4 * lines * row + ((<usize>k) << 2);
      v128.store(q, v128.shuffle<i64>(abLow, cdLow, 0, 2));
      v128.store(q + row, v128.shuffle<i64>(abLow, cdLow, 1, 3));
      v128.store(q + 2 * row, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
      v128.store(q + 3 * row, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
    }
}

/** `power` of the n × n plane, whose rows are n rounded up to sixteen numbers apart. */
export function run(n: i32): void {
  const row = (((<usize>n + 15) >> 4) << 4) << 2;
  for (let x: usize = 0; x < row; x += 64) {
    take(real + x, imaginary + x, n, row);
    const lines = transformLines(n);
    const to = (x >> 2) * row;
    turn(lines, n, turnedReal + to, row);
    turn(lines + IMAGINARY, n, turnedImaginary + to, row);
  }
  for (let x: usize = 0; x < row; x += 64) {
    take(turnedReal + x, turnedImaginary + x, n, row);
    let from = transformLines(n);
    for (let k = 0, to = power + x; k < n; k++, from += 64, to += row)
      for (let v: usize = 0; v < 64; v += 16) {
        const re = v128.load(from + v);
        const im = v128.load(from + v + IMAGINARY);
        v128.store(to + v, add(mul(re, re), mul(im, im)));
      }
  }
}
