// d of the pixels of one row of a plane (resolutionPlane.ts says how), two at once.

/** Pixels one call can take. */
export const capacity: i32 = 1 << 14;
/** Numbers of the table of the parallax. */
export const tableSize: i32 = 1 << 16;

// 1 spare: a row of odd length is filled by pairs.
export const row: usize = memory.data(((1 << 14) + 2) * 8, 16);
export const table: usize = memory.data((1 << 16) * 8, 16);

// prettier-ignore
export function run(
  n: i32,
  scale: f64,
  x0: f64,
  width: f64,
  u0: f64,
  uFast: f64,
  uFoot: f64,
  v0: f64,
  vFast: f64,
  vFoot: f64,
  w0: f64,
  wFast: f64,
  wFoot: f64,
  r2: f64,
  start: f64,
  perStep: f64,
): void {
  const us = f64x2.splat(u0),
    uf = f64x2.splat(uFast),
    uo = f64x2.splat(uFoot);
  const vs = f64x2.splat(v0),
    vf = f64x2.splat(vFast),
    vo = f64x2.splat(vFoot);
  const ws = f64x2.splat(w0),
    wf = f64x2.splat(wFast),
    wo = f64x2.splat(wFoot);
  const two = f64x2.splat(2),
    scales = f64x2.splat(scale),
    widths = f64x2.splat(width);
  const r2s = f64x2.splat(r2),
    starts = f64x2.splat(start),
    steps = f64x2.splat(perStep);
  const firsts = f64x2.splat(x0),
    half = f64x2.splat(0.5),
    whole = f64x2.splat(6755399441055744);
  let index = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  for (let i = 0, to = row; i < n; i += 2, to += 16) {
    const x = f64x2.add(index, firsts);
    index = f64x2.add(index, two);
    let a = f64x2.add(us, f64x2.mul(uf, x));
    let b = f64x2.add(vs, f64x2.mul(vf, x));
    let c = f64x2.add(ws, f64x2.mul(wf, x));
    if (perStep != 0) {
      const mm = f64x2.mul(x, widths);
      const t = f64x2.mul(f64x2.sub(f64x2.add(f64x2.mul(mm, mm), r2s), starts), steps);
      // The step of the first pixel serves both: one pixel is a small part of what the cubics are good for.
      // Rounded to a whole number by adding 1.5·2⁵², which leaves it in the low bits: much faster than conversion.
      const cell = f64x2.extract_lane(t, 0) - 0.5 + 6755399441055744;
      const at = f64x2.sub(t, f64x2.splat(cell - 6755399441055744));
      const p = table + ((<usize>(reinterpret<i64>(cell) as i32)) << 5);
      const c0 = v128.load64_splat(p),
        c1 = v128.load64_splat(p, 8);
      const c2 = v128.load64_splat(p, 16),
        c3 = v128.load64_splat(p, 24);
      const shrink = f64x2.add(
        c0,
        f64x2.mul(at, f64x2.add(c1, f64x2.mul(at, f64x2.add(c2, f64x2.mul(at, c3))))),
      );
      a = f64x2.mul(shrink, a);
      b = f64x2.mul(shrink, b);
      c = f64x2.mul(shrink, c);
    }
    const u = f64x2.add(a, uo);
    const v = f64x2.add(b, vo);
    const w = f64x2.add(c, wo);
    const u2 = f64x2.add(f64x2.mul(u, u), f64x2.mul(v, v));
    const r = f64x2.sqrt(f64x2.add(u2, f64x2.mul(w, w)));
    const d = f64x2.sqrt(f64x2.div(f64x2.mul(r, f64x2.add(r, w)), f64x2.mul(two, u2)));
    v128.store(to, f64x2.mul(scales, d));
  }
}
