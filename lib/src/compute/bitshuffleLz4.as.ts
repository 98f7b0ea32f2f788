// Blocks of bitshuffle-LZ4 (Masui et al., Astronomy and Computing 12, 181 (2015)): LZ4 gives the bit planes of a block's
// elements, plane 8j + k being bit k of byte j of every element, lowest element in the lowest bit. Sixteen bytes of eight
// planes at a time are 128 elements: their bytes are interleaved, then each 8 × 8 square of bits is transposed.

/** Bytes that `input` takes, and of one unpacked block. */
export const inputCapacity: i32 = 1 << 20;
export const blockCapacity: i32 = 1 << 16;
/** Elements that `output` takes. */
export const outputCapacity: i32 = 1 << 16;

// Copies of 16 bytes may run past the end of what they copy.
export const input: usize = memory.data((1 << 20) + 64, 16);
const block: usize = memory.data((1 << 16) + 64, 16);
export const output: usize = memory.data((1 << 16) * 4 + 64, 16);

/**
 * Unpacks one LZ4 block of `length` bytes at `from` into `block`; false unless it is whole and gives `bytes` bytes.
 */
function unpack(from: usize, length: usize, bytes: usize): bool {
  let p = from;
  const end = from + length;
  let q = block;
  const last = block + bytes;
  while (p < end) {
    const token: u32 = load<u8>(p++);
    let literals: usize = token >> 4;
    if (literals === 15) {
      let more: u32;
      do {
        if (p >= end) return false;
        more = load<u8>(p++);
        literals += more;
      } while (more === 255);
    }
    if (literals > end - p || literals > last - q) return false;
    if (literals <= 16) v128.store(q, v128.load(p));
    else memory.copy(q, p, literals);
    p += literals;
    q += literals;
    if (p === end) return q === last;
    if (end - p < 2) return false;
    const distance: usize = load<u16>(p);
    p += 2;
    let matched: usize = token & 15;
    if (matched === 15) {
      let more: u32;
      do {
        if (p >= end) return false;
        more = load<u8>(p++);
        matched += more;
      } while (more === 255);
    }
    matched += 4;
    if (distance === 0 || distance > q - block || matched > last - q) return false;
    const stop = q + matched;
    let r = q - distance;
    if (distance === 1) memory.fill(q, load<u8>(r), matched);
    else if (distance >= 16) {
      for (; q < stop; q += 16, r += 16) v128.store(q, v128.load(r));
    } else {
      // The first 16 bytes one by one; from then on the pattern lies a multiple of its length, 16 or more, behind.
      for (let i = 0; i < 16; i++) store<u8>(q + i, load<u8>(r + i));
      const behind = distance * ((15 + distance) / distance);
      for (q += 16; q < stop; q += 16) v128.store(q, v128.load(q - behind));
    }
    q = stop;
  }
  return false;
}

/** Transposes both 8 × 8 squares of bits, byte k of a half holding row k. */
function square(x: v128): v128 {
  let t = v128.and(v128.xor(x, i64x2.shr_u(x, 7)), i64x2.splat(0x00aa00aa00aa00aa));
  x = v128.xor(x, v128.xor(t, i64x2.shl(t, 7)));
  t = v128.and(v128.xor(x, i64x2.shr_u(x, 14)), i64x2.splat(0x0000cccc0000cccc));
  x = v128.xor(x, v128.xor(t, i64x2.shl(t, 14)));
  t = v128.and(v128.xor(x, i64x2.shr_u(x, 28)), i64x2.splat(0x00000000f0f0f0f0));
  return v128.xor(x, v128.xor(t, i64x2.shl(t, 28)));
}

function low8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function high8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Bytes j of 128 elements, byte after byte. */
const bytes4: usize = memory.data(128 * 4, 16);

/** Makes bytes j of the 128 elements at byte `at` of the planes from `planes`, `step` bytes apart; false if all are 0. */
function bytesOf(planes: usize, step: usize, to: usize): bool {
  const p0 = v128.load(planes);
  const p1 = v128.load(planes + step);
  const p2 = v128.load(planes + 2 * step);
  const p3 = v128.load(planes + 3 * step);
  const p4 = v128.load(planes + 4 * step);
  const p5 = v128.load(planes + 5 * step);
  const p6 = v128.load(planes + 6 * step);
  const p7 = v128.load(planes + 7 * step);
  const any = v128.or(v128.or(v128.or(p0, p1), v128.or(p2, p3)), v128.or(v128.or(p4, p5), v128.or(p6, p7)));
  if (!v128.any_true(any)) return false;
  const a0 = low8(p0, p1);
  const a1 = high8(p0, p1);
  const a2 = low8(p2, p3);
  const a3 = high8(p2, p3);
  const a4 = low8(p4, p5);
  const a5 = high8(p4, p5);
  const a6 = low8(p6, p7);
  const a7 = high8(p6, p7);
  // Pairs of rows to fours, columns 0–3, 4–7, 8–11, 12–15; then to eights, two columns a vector.
  const b0 = v128.shuffle<i16>(a0, a2, 0, 8, 1, 9, 2, 10, 3, 11);
  const b1 = v128.shuffle<i16>(a0, a2, 4, 12, 5, 13, 6, 14, 7, 15);
  const b2 = v128.shuffle<i16>(a1, a3, 0, 8, 1, 9, 2, 10, 3, 11);
  const b3 = v128.shuffle<i16>(a1, a3, 4, 12, 5, 13, 6, 14, 7, 15);
  const c0 = v128.shuffle<i16>(a4, a6, 0, 8, 1, 9, 2, 10, 3, 11);
  const c1 = v128.shuffle<i16>(a4, a6, 4, 12, 5, 13, 6, 14, 7, 15);
  const c2 = v128.shuffle<i16>(a5, a7, 0, 8, 1, 9, 2, 10, 3, 11);
  const c3 = v128.shuffle<i16>(a5, a7, 4, 12, 5, 13, 6, 14, 7, 15);
  v128.store(to, square(v128.shuffle<i32>(b0, c0, 0, 4, 1, 5)), 0);
  v128.store(to, square(v128.shuffle<i32>(b0, c0, 2, 6, 3, 7)), 16);
  v128.store(to, square(v128.shuffle<i32>(b1, c1, 0, 4, 1, 5)), 32);
  v128.store(to, square(v128.shuffle<i32>(b1, c1, 2, 6, 3, 7)), 48);
  v128.store(to, square(v128.shuffle<i32>(b2, c2, 0, 4, 1, 5)), 64);
  v128.store(to, square(v128.shuffle<i32>(b2, c2, 2, 6, 3, 7)), 80);
  v128.store(to, square(v128.shuffle<i32>(b3, c3, 0, 4, 1, 5)), 96);
  v128.store(to, square(v128.shuffle<i32>(b3, c3, 2, 6, 3, 7)), 112);
  return true;
}

/** Puts the elements of an unpacked block to `out` as 32-bit numbers, those of less bits with their sign if `signed`. */
function elements(count: usize, size: usize, signed: bool, out: usize): void {
  const step = count >> 3;
  const whole = step & ~15;
  const zero = i32x4.splat(0);
  let q = out;
  for (let at: usize = 0; at < whole; at += 16, q += 512) {
    let top: i32 = -1;
    for (let j: usize = 0; j < size; j++) {
      const to = bytes4 + (j << 7);
      if (!bytesOf(block + at + 8 * j * step, step, to)) continue;
      for (let below = top + 1; below < (j as i32); below++)
        memory.fill(bytes4 + ((<usize>below) << 7), 0, 128);
      top = j as i32;
    }
    if (top < 0) {
      memory.fill(q, 0, 512);
      continue;
    }
    const narrow = signed && size < 4;
    if (narrow && size === 2 && top === 0) memory.fill(bytes4 + 128, 0, 128);
    for (let i: usize = 0; i < 128; i += 16) {
      const b0 = v128.load(bytes4 + i);
      const to = q + (i << 2);
      if (size === 1 || (top === 0 && !narrow)) {
        const lo = narrow ? i16x8.extend_low_i8x16_s(b0) : i16x8.extend_low_i8x16_u(b0);
        const hi = narrow ? i16x8.extend_high_i8x16_s(b0) : i16x8.extend_high_i8x16_u(b0);
        v128.store(to, narrow ? i32x4.extend_low_i16x8_s(lo) : i32x4.extend_low_i16x8_u(lo));
        v128.store(to, narrow ? i32x4.extend_high_i16x8_s(lo) : i32x4.extend_high_i16x8_u(lo), 16);
        v128.store(to, narrow ? i32x4.extend_low_i16x8_s(hi) : i32x4.extend_low_i16x8_u(hi), 32);
        v128.store(to, narrow ? i32x4.extend_high_i16x8_s(hi) : i32x4.extend_high_i16x8_u(hi), 48);
        continue;
      }
      const b1 = v128.load(bytes4 + i, 128);
      const lo = low8(b0, b1);
      const hi = high8(b0, b1);
      if (size === 2) {
        v128.store(to, narrow ? i32x4.extend_low_i16x8_s(lo) : i32x4.extend_low_i16x8_u(lo));
        v128.store(to, narrow ? i32x4.extend_high_i16x8_s(lo) : i32x4.extend_high_i16x8_u(lo), 16);
        v128.store(to, narrow ? i32x4.extend_low_i16x8_s(hi) : i32x4.extend_low_i16x8_u(hi), 32);
        v128.store(to, narrow ? i32x4.extend_high_i16x8_s(hi) : i32x4.extend_high_i16x8_u(hi), 48);
        continue;
      }
      let upLo = zero;
      let upHi = zero;
      if (top > 1) {
        const b2 = v128.load(bytes4 + i, 256);
        const b3 = top > 2 ? v128.load(bytes4 + i, 384) : zero;
        upLo = low8(b2, b3);
        upHi = high8(b2, b3);
      }
      v128.store(to, v128.shuffle<i16>(lo, upLo, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to, v128.shuffle<i16>(lo, upLo, 4, 12, 5, 13, 6, 14, 7, 15), 16);
      v128.store(to, v128.shuffle<i16>(hi, upHi, 0, 8, 1, 9, 2, 10, 3, 11), 32);
      v128.store(to, v128.shuffle<i16>(hi, upHi, 4, 12, 5, 13, 6, 14, 7, 15), 48);
    }
  }
  // What is left of the planes, bit by bit.
  const shift = signed ? 32 - ((size as i32) << 3) : 0;
  for (let i = whole << 3; i < count; i++, q += 4) {
    let value: i32 = 0;
    for (let bit: usize = 0; bit < size << 3; bit++)
      value |= ((load<u8>(block + bit * step + (i >> 3)) >> ((i & 7) as u8)) & 1) << (bit as i32);
    store<i32>(q, (value << shift) >> shift);
  }
}

/** Of the first `count` numbers in `output`, makes `gap` −1 and the one below it −2. */
export function mark(count: i32, gap: i32): void {
  const first = i32x4.splat(gap);
  const second = i32x4.splat(gap - 1);
  const one = i32x4.splat(-1);
  const two = i32x4.splat(-2);
  for (let q = output, end = output + ((<usize>count) << 2); q < end; q += 16) {
    const v = v128.load(q);
    v128.store(q, v128.bitselect(one, v128.bitselect(two, v, i32x4.eq(v, second)), i32x4.eq(v, first)));
  }
}

/**
 * Unpacks `blocks` blocks of `count` elements (a multiple of 8) of `size` bytes (1, 2, 4), which lie in `input` one after
 * the other, each with its length before it (32 bits, big-endian), to 32-bit numbers in `output`; false if one is damaged.
 */
export function decode(length: i32, blocks: i32, count: i32, size: i32, signed: bool): bool {
  let p = input;
  const end = input + <usize>length;
  let q = output;
  for (let i = 0; i < blocks; i++) {
    if (end - p < 4) return false;
    const packed: usize = bswap<u32>(load<u32>(p));
    p += 4;
    if (packed > end - p) return false;
    if (!unpack(p, packed, <usize>(count * size))) return false;
    p += packed;
    elements(<usize>count, <usize>size, signed, q);
    q += (<usize>count) << 2;
  }
  return p === end;
}
