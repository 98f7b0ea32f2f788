// d of the pixels of one row of a plane (resolutionPlane.ts says how), two at once. Roots and the division are what takes the
// time; what stands around them is as little as can be, and what stays the same in a step is kept out of its loop.

/** Pixels one call can take. */
export const capacity: i32 = 1 << 14;
/** Numbers of the table of the parallax. */
export const tableSize: i32 = 1 << 16;

// 1 spare: a row of odd length is filled by pairs.
export const row: usize = memory.data(((1 << 14) + 2) * 8, 16);
export const table: usize = memory.data((1 << 16) * 8, 16);

// prettier-ignore
/** Without parallax: u = u0 + uFast·i, v² the same for all, w = w0 + wFast·i. */
export function flat(n: i32, scale: f64, u0: f64, uFast: f64, v: f64, w0: f64, wFast: f64): void {
  const us = f64x2.splat(u0),
    uf = f64x2.splat(uFast);
  const ws = f64x2.splat(w0),
    wf = f64x2.splat(wFast);
  const v2 = f64x2.splat(v * v);
  const two = f64x2.splat(2),
    scales = f64x2.splat(scale);
  let index = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  for (let to = row, end = row + ((<usize>n) << 3); to < end; to += 16) {
    const u = f64x2.add(us, f64x2.mul(uf, index));
    const w = f64x2.add(ws, f64x2.mul(wf, index));
    index = f64x2.add(index, two);
    const u2 = f64x2.add(f64x2.mul(u, u), v2);
    const r = f64x2.sqrt(f64x2.add(u2, f64x2.mul(w, w)));
    const d = f64x2.sqrt(f64x2.div(f64x2.mul(r, f64x2.add(r, w)), u2));
    v128.store(to, f64x2.mul(scales, d));
  }
}

// prettier-ignore
/** With parallax: s(t)·(u0 + uFast·i) + uFoot and so on, t = (x0 + xStep·i)² + rest. */
export function curved(
  n: i32,
  scale: f64,
  u0: f64,
  uFast: f64,
  uFoot: f64,
  v0: f64,
  vFoot: f64,
  w0: f64,
  wFast: f64,
  wFoot: f64,
  x0: f64,
  xStep: f64,
  rest: f64,
): void {
  const us = f64x2.splat(u0),
    uf = f64x2.splat(uFast),
    uo = f64x2.splat(uFoot);
  const vs = f64x2.splat(v0),
    vo = f64x2.splat(vFoot);
  const ws = f64x2.splat(w0),
    wf = f64x2.splat(wFast),
    wo = f64x2.splat(wFoot);
  const xs = f64x2.splat(x0),
    xf = f64x2.splat(xStep),
    rests = f64x2.splat(rest);
  const two = f64x2.splat(2),
    scales = f64x2.splat(scale);
  let index = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  let x = f64x2.add(xs, f64x2.mul(xf, index));
  let t = f64x2.add(f64x2.mul(x, x), rests);
  const end = row + ((<usize>n) << 3);
  for (let to = row; to < end; ) {
    // The step of the first pixel serves both: the polynomials are good a little beyond their step.
    const low = Math.floor(f64x2.extract_lane(t, 0)),
      high = low + 1;
    const middle = f64x2.splat(low + 0.5);
    const p = table + 48 * <usize>(<i32>low);
    const c0 = v128.load64_splat(p),
      c1 = v128.load64_splat(p, 8);
    const c2 = v128.load64_splat(p, 16),
      c3 = v128.load64_splat(p, 24);
    const c4 = v128.load64_splat(p, 32),
      c5 = v128.load64_splat(p, 40);
    let first: f64;
    do {
      const at = f64x2.sub(t, middle);
      const at2 = f64x2.mul(at, at);
      const upper = f64x2.add(
        f64x2.add(c2, f64x2.mul(at, c3)),
        f64x2.mul(at2, f64x2.add(c4, f64x2.mul(at, c5))),
      );
      const shrink = f64x2.add(f64x2.add(c0, f64x2.mul(at, c1)), f64x2.mul(at2, upper));
      const u = f64x2.add(f64x2.mul(shrink, f64x2.add(us, f64x2.mul(uf, index))), uo);
      const v = f64x2.add(f64x2.mul(shrink, vs), vo);
      const w = f64x2.add(f64x2.mul(shrink, f64x2.add(ws, f64x2.mul(wf, index))), wo);
      const u2 = f64x2.add(f64x2.mul(u, u), f64x2.mul(v, v));
      const r = f64x2.sqrt(f64x2.add(u2, f64x2.mul(w, w)));
      const d = f64x2.sqrt(f64x2.div(f64x2.mul(r, f64x2.add(r, w)), u2));
      v128.store(to, f64x2.mul(scales, d));
      index = f64x2.add(index, two);
      x = f64x2.add(xs, f64x2.mul(xf, index));
      t = f64x2.add(f64x2.mul(x, x), rests);
      first = f64x2.extract_lane(t, 0);
      to += 16;
    } while (first < high && first >= low && to < end);
  }
}
