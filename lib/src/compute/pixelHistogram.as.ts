// Histogram of float pixels with scitbx's slots. Slot numbers are worked out in doubles, as scitbx does, so that a
// pixel at a slot's edge lands where its division puts it; all else four pixels at once. Each of the four has its own
// histogram, so that neighbours of equal value do not wait for each other's stores.
// Slot n collects what is out of range, slot n + 1 what is masked.

/** Pixels one call can take. */
export const capacity: i32 = 1 << 16;
/** Largest number of slots. */
export const maxSlots: i32 = (1 << 16) - 2;

export const data: usize = memory.data((1 << 16) * 4, 16);
export const mask: usize = memory.data(1 << 16, 16);
/** Four histograms of 2^16 u32 each. */
export const slots: usize = memory.data((1 << 16) * 4 * 4, 16);

/** Empties the histograms of n slots. */
export function begin(n: u32): void {
  for (let lane: usize = 0; lane < 4; lane++) memory.fill(slots + (lane << 18), 0, (<usize>n + 2) << 2);
}

/**
 * Adds those of the first `count` pixels of `data` whose byte of `mask` holds every bit of `code`: with code 0, all.
 * Slot i of n is [dataMin + i·slotWidth, …); in range is [low, high]. `unit` says that slotWidth is 1 and dataMin a
 * whole number of 0 … 2^23: then the slot is floor(pixel) − dataMin, exact in single precision.
 */
export function add(
  count: i32,
  code: u32,
  n: u32,
  unit: bool,
  dataMin: f64,
  slotWidth: f64,
  low: f32,
  high: f32,
): void {
  const least = f64x2.splat(dataMin);
  const leastUnit = f32x4.splat(dataMin as f32);
  const width = f64x2.splat(slotWidth);
  const below = f32x4.splat(low);
  const above = f32x4.splat(high);
  const zero = f32x4.splat(0);
  const last = f32x4.splat((n - 1) as f32);
  const outside = f32x4.splat(n as f32);
  const masked = f32x4.splat((n + 1) as f32);
  const wanted = i32x4.splat(code);
  // Adding 2^23 leaves a whole number below it in the low bits of the float, under the bits 0x4B000000.
  const shift = f32x4.splat(8388608);
  const base = (slots as i32) - 0x2c000000;
  const bases = i32x4.add(i32x4.splat(base), i32x4(0, 1 << 18, 2 << 18, 3 << 18));
  let q = mask;
  let p = data;
  // What fills up the last vector is NaN, counted as out of range or masked, and taken back from there.
  const spare = -count & 3;
  for (let i = 0; i < spare; i++) {
    const at = count + i;
    store<f32>(data + ((<usize>at) << 2), NaN);
    store<u8>(mask + <usize>at, 0);
    const counted = slots + ((at & 3) << 18) + ((<usize>(code ? n + 1 : n)) << 2);
    store<u32>(counted, load<u32>(counted) - 1);
  }
  for (const end = data + ((<usize>(count + spare)) << 2); p < end; p += 16, q += 4) {
    const v = v128.load(p);
    let slot: v128;
    if (unit) slot = f32x4.sub(f32x4.floor(v), leastUnit);
    else {
      const a = f64x2.promote_low_f32x4(v);
      const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
      slot = v128.shuffle<i64>(
        f32x4.demote_f64x2_zero(f64x2.floor(f64x2.div(f64x2.sub(a, least), width))),
        f32x4.demote_f64x2_zero(f64x2.floor(f64x2.div(f64x2.sub(b, least), width))),
        0,
        2,
      );
    }
    const within = v128.and(f32x4.ge(v, below), f32x4.le(v, above));
    slot = v128.bitselect(f32x4.pmin(f32x4.pmax(slot, zero), last), outside, within);
    if (code) {
      const m = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(q)));
      slot = v128.bitselect(slot, masked, i32x4.eq(v128.and(m, wanted), wanted));
    }
    const at = i32x4.add(i32x4.shl(f32x4.add(slot, shift), 2), bases);
    const a0 = i32x4.extract_lane(at, 0) as usize;
    store<u32>(a0, load<u32>(a0) + 1);
    const a1 = i32x4.extract_lane(at, 1) as usize;
    store<u32>(a1, load<u32>(a1) + 1);
    const a2 = i32x4.extract_lane(at, 2) as usize;
    store<u32>(a2, load<u32>(a2) + 1);
    const a3 = i32x4.extract_lane(at, 3) as usize;
    store<u32>(a3, load<u32>(a3) + 1);
  }
}
