// CBF's byte-offset compression, both ways, a piece of the stream at a time. Decoding adds up sixteen differences at once; at
// an escape the pixels before it are kept and the wide difference is read by itself. Encoding packs sixteen small ones at once.

/** Bytes of the stream one call can take. */
export const capacity: i32 = 1 << 16;
/** Pixels one call can take. */
export const maxPixels: i32 = 1 << 16;

// 16 spare bytes: the last load may reach past the piece. Encoding writes here: up to 15 bytes a pixel.
export const packed: usize = memory.data((1 << 16) * 15 + 16, 16);
// 16 spare pixels: the last store may reach past the piece.
export const pixels: usize = memory.data((1 << 16) * 4 + 64, 16);

/** What the last call did. */
export let bytesDone: i32 = 0;
export let pixelsDone: i32 = 0;
export let last: i32 = 0;

/** Where whole images can be decoded to: all memory from here on, as far as `reserve` made it. */
export const image: usize = (__heap_base + 15) & ~15;

/** Makes room for an image of `count` pixels at `image`; false when there is no memory for it. */
export function reserve(count: i32): bool {
  const needed = <i32>((image + ((<usize>count) << 2) + 64 + 0xffff) >> 16) - memory.size();
  return needed <= 0 || memory.grow(needed) >= 0;
}

/**
 * Decodes to `target` until `wanted` pixels are made or the `size` bytes hold no further whole difference. `start` is the value of the
 * pixel before.
 */
export function decode(size: i32, wanted: i32, start: i32, target: usize): void {
  const escape = i8x16.splat(-128);
  const zero = i32x4.splat(0);
  // The value so far, in every lane.
  let base = i32x4.splat(start);
  let p = packed;
  const end = packed + <usize>size;
  let q = target;
  const full = target + ((<usize>wanted) << 2);
  while (q < full) {
    if (p + 16 <= end && q + 64 <= full) {
      const b = v128.load(p);
      // Running sums of eight in 16 bits (at most 16 · 128), then widened. Shifts take their zeros from the end of `zero`, so
      // that each is one instruction.
      let low = i16x8.extend_low_i8x16_s(b);
      let high = i16x8.extend_high_i8x16_s(b);
      low = i16x8.add(
        low,
        i8x16.shuffle(zero, low, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
      );
      high = i16x8.add(
        high,
        i8x16.shuffle(zero, high, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
      );
      low = i16x8.add(
        low,
        i8x16.shuffle(zero, low, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27),
      );
      high = i16x8.add(
        high,
        i8x16.shuffle(zero, high, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27),
      );
      low = i16x8.add(
        low,
        i8x16.shuffle(zero, low, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
      );
      high = i16x8.add(
        high,
        i8x16.shuffle(zero, high, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
      );
      high = i16x8.add(
        high,
        i8x16.shuffle(low, low, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15),
      );
      const lastFour = i32x4.add(base, i32x4.extend_high_i16x8_s(high));
      v128.store(q, i32x4.add(base, i32x4.extend_low_i16x8_s(low)));
      v128.store(q, i32x4.add(base, i32x4.extend_high_i16x8_s(low)), 16);
      v128.store(q, i32x4.add(base, i32x4.extend_low_i16x8_s(high)), 32);
      v128.store(q, lastFour, 48);
      const escapes = i8x16.bitmask(i8x16.eq(b, escape));
      if (escapes == 0) {
        base = v128.shuffle<i32>(lastFour, lastFour, 3, 3, 3, 3);
        p += 16;
        q += 64;
        continue;
      }
      const before = <usize>ctz(escapes);
      if (before > 0) base = v128.load32_splat(q + (before << 2) - 4);
      p += before;
      q += before << 2;
    } else if (p >= end) break;
    let difference = <i32>load<i8>(p);
    if (difference != -128) p += 1;
    else {
      if (p + 3 > end) break;
      difference = <i32>load<i16>(p, 1);
      if (difference != -32768) p += 3;
      else {
        if (p + 7 > end) break;
        difference = load<i32>(p, 3);
        if (difference != i32.MIN_VALUE) p += 7;
        else {
          if (p + 15 > end) break;
          difference = <i32>load<i64>(p, 7);
          p += 15;
        }
      }
    }
    base = i32x4.add(base, i32x4.splat(difference));
    store<i32>(q, i32x4.extract_lane(base, 0));
    q += 4;
  }
  bytesDone = <i32>(p - packed);
  pixelsDone = <i32>((q - target) >> 2);
  last = i32x4.extract_lane(base, 0);
}

/** Encodes `count` pixels, the one before being `start`; returns the bytes written. */
export function encode(count: i32, start: i32): i32 {
  let value = start;
  let q = pixels;
  const end = pixels + ((<usize>count) << 2);
  let p = packed;
  const least = i32x4.splat(-127);
  const most = i32x4.splat(127);
  while (q < end) {
    if (q + 64 <= end) {
      const a = v128.load(q);
      const b = v128.load(q, 16);
      const c = v128.load(q, 32);
      const d = v128.load(q, 48);
      const before = i32x4.splat(value);
      const da = i32x4.sub(a, v128.shuffle<i32>(before, a, 0, 4, 5, 6));
      const db = i32x4.sub(b, v128.shuffle<i32>(a, b, 3, 4, 5, 6));
      const dc = i32x4.sub(c, v128.shuffle<i32>(b, c, 3, 4, 5, 6));
      const dd = i32x4.sub(d, v128.shuffle<i32>(c, d, 3, 4, 5, 6));
      const smallest = i32x4.min_s(i32x4.min_s(da, db), i32x4.min_s(dc, dd));
      const largest = i32x4.max_s(i32x4.max_s(da, db), i32x4.max_s(dc, dd));
      const outside = v128.or(i32x4.lt_s(smallest, least), i32x4.gt_s(largest, most));
      if (!v128.any_true(outside)) {
        v128.store(p, i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(da, db), i16x8.narrow_i32x4_s(dc, dd)));
        value = i32x4.extract_lane(d, 3);
        p += 16;
        q += 64;
        continue;
      }
    }
    // Sixteen pixels one by one, then another try.
    const stop = min(end, q + 64);
    for (; q < stop; q += 4) {
      const pixel = load<i32>(q);
      const difference = <i64>pixel - <i64>value;
      value = pixel;
      if (difference >= -127 && difference <= 127) {
        store<i8>(p, <i8>difference);
        p += 1;
        continue;
      }
      store<u8>(p, 0x80);
      if (difference >= -32767 && difference <= 32767) {
        store<i16>(p, <i16>difference, 1);
        p += 3;
        continue;
      }
      store<u16>(p, 0x8000, 1);
      if (difference >= -2147483647 && difference <= 2147483647) {
        store<i32>(p, <i32>difference, 3);
        p += 7;
        continue;
      }
      store<u32>(p, 0x80000000, 3);
      store<i64>(p, difference, 7);
      p += 15;
    }
  }
  return <i32>(p - packed);
}
