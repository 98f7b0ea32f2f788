// Strong pixels of an image of whole counts (strongPixels.ts says which they are). Sums over windows of small counts run along in 32 bits,
// four columns at once: number and sum of counts share one word, their squares have another. In single precision these tell which
// windows surely are not dispersed; the few others are settled in double precision, from the same sums where they are whole, or anew
// where a window holds a count too large for them. Dispersed pixels are bits of a map; all that follows looks at those that are set.

/** Memory from here on holds image, maps and rows, laid out by `reserve`. */
const start: usize = (__heap_base + 63) & ~63;
export let values: usize = 0;
export let mask: usize = 0;
export let list: usize = 0;

let slow: i32 = 0;
let fast: i32 = 0;
let ky: i32 = 0;
let kx: i32 = 0;
/** Bytes of a row of a map, 64 pixels to a word. */
let mapRow: usize = 0;
let dispersedMap: usize = 0;
let erodedMap: usize = 0;
let insideMap: usize = 0;
/** The last 2·ky + 1 rows of words; of each column the sums of them; running sums along those of words, of squares. */
let ring: usize = 0;
let ringRow: usize = 0;
let columnWords: usize = 0;
let columnSquares: usize = 0;
let words: usize = 0;
let squares: usize = 0;
/** i32 for four columns: the last row whose windows there hold a count that is not in the sums. */
let unsure: usize = 0;
/** Sums of columns in double precision: number, counts, squares. */
let exact: usize = 0;
let exactRow: usize = 0;
let end: usize = 0;

let lowest: i32 = 0;
let highest: i32 = 0;
let countedTo: i32 = 0;
let minLocal: f64 = 0;
let sigmaBackground: f64 = 0;
let sigmaStrong: f64 = 0;
let gain: f64 = 0;
let threshold: f64 = 0;
let extended: bool = false;
/** Bits of a word below the number. */
let shift: i32 = 0;

let used: usize = 0;
function take(bytes: usize): usize {
  const at = used;
  used = (used + bytes + 63) & ~63;
  return at;
}

/** Makes room for an image; false when there is no memory for it. */
export function reserve(height: i32, width: i32, halfHeight: i32, halfWidth: i32): bool {
  slow = height;
  fast = width;
  ky = halfHeight;
  kx = halfWidth;
  const size = <usize>slow * <usize>fast;
  used = start;
  values = take((size << 2) + 64);
  mask = take(size + 64);
  mapRow = (<usize>(fast + 63) >> 6) << 3;
  dispersedMap = take(mapRow * slow);
  erodedMap = take(mapRow * slow);
  insideMap = take(mapRow * slow);
  const row = (<usize>fast + 79) & ~63;
  ringRow = row << 2;
  ring = take(ringRow * (2 * ky + 1));
  columnWords = take(row << 2);
  columnSquares = take(row << 2);
  const before = (((<usize>(kx + 1)) << 2) + 63) & ~63;
  words = take(before + ((row + 2 * kx) << 2)) + before;
  squares = take(before + ((row + 2 * kx) << 2)) + before;
  unsure = take(row);
  exactRow = (<usize>(fast + 2 * kx + 8)) << 3;
  exact = take(3 * exactRow);
  end = list = used;
  return grow(end);
}

function grow(to: usize): bool {
  const needed = <i32>((to + 0xffff) >> 16) - memory.size();
  return needed <= 0 || memory.grow(needed) >= 0;
}

// prettier-ignore
/** Lists the strong pixels at `list`; their number, or −1 when there is no memory for it. `cap`: largest count of the running sums. */
export function run(
  lowestTrusted: i32,
  highestTrusted: i32,
  local: f64,
  background: f64,
  strong: f64,
  gainOrZero: f64,
  above: f64,
  isExtended: bool,
  cap: i32,
  wordShift: i32,
  boundAtZero: f32,
  boundSlope: f32,
): i32 {
  lowest = lowestTrusted;
  highest = highestTrusted;
  countedTo = min(highest, (1 << 24) - 1);
  minLocal = local;
  sigmaBackground = background;
  sigmaStrong = strong;
  gain = gainOrZero;
  threshold = above;
  extended = isExtended;
  shift = wordShift;
  memory.fill(dispersedMap, 0, mapRow * slow);
  memory.fill(ring, 0, ringRow * (2 * ky + 1));
  memory.fill(columnWords, 0, ringRow);
  memory.fill(columnSquares, 0, ringRow);
  memory.fill(unsure, 0xff, ringRow >> 2);
  memory.fill(words - ((<usize>(kx + 1)) << 2), 0, (<usize>(kx + 1)) << 2);
  memory.fill(squares - ((<usize>(kx + 1)) << 2), 0, (<usize>(kx + 1)) << 2);
  let slot = ring;
  for (let row = 0; row < slow + ky; row++) {
    if (row < slow) addRow(row, slot, max(lowest, 0), min(highest, cap));
    else dropRow(slot);
    slot += ringRow;
    if (slot == ring + ringRow * (2 * ky + 1)) slot = ring;
    if (row >= ky) testRow(row - ky, boundAtZero, boundSlope);
  }
  if (extended) {
    erode(min(ky, kx) - 1);
    memory.fill(dispersedMap, 0, mapRow * slow);
    for (let row = 0; row < slow; row++) strongOfRow(row);
  }
  return listAll();
}

/** Running sums along a row of sums of columns, and what stands in their place beyond the last column. */
function addRow(row: i32, slot: usize, low: i32, high: i32): void {
  const zero = i32x4.splat(0);
  const lows = i32x4.splat(low);
  const range = i32x4.splat(high - low);
  const one = i32x4.splat(1 << shift);
  const lowHalf = i32x4.splat(0xffff);
  const isEmpty = high < low;
  let sumWords = zero;
  let sumSquares = zero;
  let from = values + ((<usize>row * <usize>fast) << 2);
  let good = mask + <usize>row * <usize>fast;
  let o: usize = 0;
  const full = (<usize>fast & ~3) << 2;
  const lanes = fast & 3;
  const tail = i32x4.gt_s(i32x4.splat(lanes), i32x4(0, 1, 2, 3));
  for (let part = 0; part < 2; part++) {
    const stop = part == 0 ? full : full + (lanes > 0 ? 16 : 0);
    const within = part == 0 ? i32x4.splat(-1) : tail;
    for (; o < stop; o += 16, from += 16, good += 4) {
      const v = v128.load(from);
      const spread = i8x16.shuffle(
        v128.load32_zero(good),
        zero,
        0,
        16,
        16,
        16,
        1,
        16,
        16,
        16,
        2,
        16,
        16,
        16,
        3,
        16,
        16,
        16,
      );
      const isGood = v128.and(i32x4.gt_s(spread, zero), within);
      const isUsable = v128.and(i32x4.le_u(i32x4.sub(v, lows), range), isGood);
      if (v128.any_true(v128.andnot(isGood, isUsable)) || isEmpty) noteUnsure(row, <i32>(o >> 2), high);
      const word = v128.and(isUsable, v128.or(v, one));
      const old = v128.load(slot + o);
      v128.store(slot + o, word);
      const newWords = i32x4.add(v128.load(columnWords + o), i32x4.sub(word, old));
      v128.store(columnWords + o, newWords);
      const square = i32x4.dot_i16x8_s(word, v128.and(word, lowHalf));
      const oldSquare = i32x4.dot_i16x8_s(old, v128.and(old, lowHalf));
      const newSquares = i32x4.add(v128.load(columnSquares + o), i32x4.sub(square, oldSquare));
      v128.store(columnSquares + o, newSquares);
      sumWords = i32x4.add(prefix(newWords), sumWords);
      sumSquares = i32x4.add(prefix(newSquares), sumSquares);
      v128.store(words + o, sumWords);
      v128.store(squares + o, sumSquares);
      sumWords = i32x4.shuffle(sumWords, sumWords, 3, 3, 3, 3);
      sumSquares = i32x4.shuffle(sumSquares, sumSquares, 3, 3, 3, 3);
    }
  }
  beyond(o, sumWords, sumSquares);
}

/** As `addRow` of a row of bad pixels. */
function dropRow(slot: usize): void {
  const lowHalf = i32x4.splat(0xffff);
  let sumWords = i32x4.splat(0);
  let sumSquares = sumWords;
  const stop = (<usize>(fast + 3) & ~3) << 2;
  let o: usize = 0;
  for (; o < stop; o += 16) {
    const old = v128.load(slot + o);
    const newWords = i32x4.sub(v128.load(columnWords + o), old);
    v128.store(columnWords + o, newWords);
    const oldSquare = i32x4.dot_i16x8_s(old, v128.and(old, lowHalf));
    const newSquares = i32x4.sub(v128.load(columnSquares + o), oldSquare);
    v128.store(columnSquares + o, newSquares);
    sumWords = i32x4.add(prefix(newWords), sumWords);
    sumSquares = i32x4.add(prefix(newSquares), sumSquares);
    v128.store(words + o, sumWords);
    v128.store(squares + o, sumSquares);
    sumWords = i32x4.shuffle(sumWords, sumWords, 3, 3, 3, 3);
    sumSquares = i32x4.shuffle(sumSquares, sumSquares, 3, 3, 3, 3);
  }
  beyond(o, sumWords, sumSquares);
}

// Zeros are taken from the end of the first operand, so that each shift is one instruction.
function prefix(v: v128): v128 {
  const zero = i32x4.splat(0);
  const pairs = i32x4.add(
    v,
    i8x16.shuffle(zero, v, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27),
  );
  return i32x4.add(
    pairs,
    i8x16.shuffle(zero, pairs, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
  );
}

function beyond(o: usize, sumWords: v128, sumSquares: v128): void {
  const stop = (<usize>((fast + 15) & ~15) + kx) << 2;
  for (; o < stop; o += 16) {
    v128.store(words + o, sumWords);
    v128.store(squares + o, sumSquares);
  }
}

function isGoodAt(k: usize): bool {
  const v = load<i32>(values + (k << 2));
  return load<u8>(mask + k) != 0 && v >= lowest && v <= highest;
}

/** Of the four pixels from column i on some are good, but not in the running sums. */
function noteUnsure(row: i32, i: i32, high: i32): void {
  for (const to = min(i + 4, fast); i < to; i++) {
    const k = <usize>row * <usize>fast + i;
    if (!isGoodAt(k)) continue;
    const v = load<i32>(values + (k << 2));
    if (v >= 0 && v <= high) continue;
    for (let g = max(i - kx, 0) >> 2, last = min(i + kx, fast - 1) >> 2; g <= last; g++)
      store<i32>(unsure + ((<usize>g) << 2), row + ky);
  }
}

function mayBeDispersed(
  o: usize,
  right: usize,
  left: usize,
  below: v128,
  atZero: v128,
  slope: v128,
  generous: v128,
): v128 {
  const word = i32x4.sub(v128.load(words + o + right), v128.load(words + o - left));
  const y = f32x4.convert_i32x4_s(i32x4.sub(v128.load(squares + o + right), v128.load(squares + o - left)));
  const n = f32x4.convert_i32x4_s(i32x4.shr_u(word, shift));
  const x = f32x4.convert_i32x4_s(v128.and(word, below));
  const bound = f32x4.mul(x, f32x4.add(f32x4.add(x, atZero), f32x4.mul(n, slope)));
  return f32x4.gt(f32x4.mul(f32x4.mul(n, generous), y), bound);
}

/** Finds the dispersed pixels of a row (extended), or its strong pixels. */
function testRow(row: i32, boundAtZero: f32, boundSlope: f32): void {
  const right = (<usize>kx) << 2;
  const left = (<usize>(kx + 1)) << 2;
  const below = i32x4.splat((1 << shift) - 1);
  const atZero = f32x4.splat(boundAtZero);
  const slope = f32x4.splat(boundSlope);
  const generous = f32x4.splat(1 + 1 / <f32>(1 << 20));
  const here = i32x4.splat(row);
  const stop = (<usize>((fast + 15) & ~15)) << 2;
  for (let o: usize = 0; o < stop; o += 64) {
    const a = mayBeDispersed(o, right, left, below, atZero, slope, generous);
    const b = mayBeDispersed(o + 16, right, left, below, atZero, slope, generous);
    const c = mayBeDispersed(o + 32, right, left, below, atZero, slope, generous);
    const d = mayBeDispersed(o + 48, right, left, below, atZero, slope, generous);
    const isUnsure = i32x4.ge_s(v128.load(unsure + (o >> 2)), here);
    if (v128.any_true(v128.or(v128.or(v128.or(a, b), v128.or(c, d)), isUnsure))) {
      const bits =
        i32x4.bitmask(a) | (i32x4.bitmask(b) << 4) | (i32x4.bitmask(c) << 8) | (i32x4.bitmask(d) << 12);
      settle(row, <i32>(o >> 2), bits, i32x4.bitmask(isUnsure));
    }
  }
}

/** Settles sixteen pixels from column i on: those of `bits` by the running sums, whole fours of `fours` anew. */
function settle(row: i32, i: i32, bits: i32, fours: i32): void {
  let anew = (fours & 1) | ((fours & 2) << 3) | ((fours & 4) << 6) | ((fours & 8) << 9);
  anew *= 15;
  const within = fast - i >= 16 ? 0xffff : (1 << (fast - i)) - 1;
  bits &= within & ~anew;
  anew &= within;
  let found = 0;
  const k = <usize>row * <usize>fast + i;
  while (bits) {
    const lane = ctz(bits);
    bits &= bits - 1;
    if (!isGoodAt(k + lane)) continue;
    const o = (<usize>(i + lane)) << 2;
    const right = o + ((<usize>kx) << 2);
    const left = o - ((<usize>(kx + 1)) << 2);
    const word = load<i32>(words + right) - load<i32>(words + left);
    const y = load<i32>(squares + right) - load<i32>(squares + left);
    if (isWanted(k + lane, <f64>(word >>> shift), <f64>(word & ((1 << shift) - 1)), <f64>y))
      found |= 1 << lane;
  }
  if (anew) found |= settleAnew(row, i, anew);
  store<u16>(dispersedMap + mapRow * row + (<usize>i >> 3), <u16>found);
}

/** Whether a good pixel's window is dispersed and, unless extended, it is high above its mean. */
function isWanted(k: usize, n: f64, x: f64, y: f64): bool {
  if (n < minLocal || x < 0) return false;
  const spread = sigmaBackground * Math.sqrt(2 * (n - 1));
  if (gain == 0) {
    if (!(n * y - x * x - x * (n - 1) > x * sigmaBackground * Math.sqrt(2 * (n - 1)))) return false;
  } else if (!(n * y - x * x > gain * x * (n - 1 + spread))) return false;
  if (extended) return true;
  const v = <f64>load<i32>(values + (k << 2));
  if (!(v > threshold)) return false;
  return n * v - x > sigmaStrong * Math.sqrt(gain == 0 ? x * n : gain * x * n);
}

/** Sums of the columns from `a` to before `b` over rows around `row`; extended later: without what is inside. */
function sumColumns(row: i32, half: i32, a: i32, b: i32, outside: bool): void {
  const counts = exact;
  const sums = exact + exactRow;
  const squared = exact + 2 * exactRow;
  memory.fill(counts, 0, (<usize>(b - a)) << 3);
  memory.fill(sums, 0, (<usize>(b - a)) << 3);
  memory.fill(squared, 0, (<usize>(b - a)) << 3);
  for (let j = max(row - half, 0), last = min(row + half, slow - 1); j <= last; j++) {
    const k = <usize>j * <usize>fast;
    const inside = insideMap + mapRow * j;
    for (let i = a; i < b; i++) {
      const v = load<i32>(values + ((k + i) << 2));
      if (load<u8>(mask + k + i) == 0 || v < lowest || v > countedTo) continue;
      if (outside && (load<u8>(inside + (<usize>i >> 3)) >> (<u8>i & 7)) & 1) continue;
      const o = (<usize>(i - a)) << 3;
      const x = <f64>v;
      store<f64>(counts + o, load<f64>(counts + o) + 1);
      store<f64>(sums + o, load<f64>(sums + o) + x);
      if (!outside) store<f64>(squared + o, load<f64>(squared + o) + x * x);
    }
  }
}

function settleAnew(row: i32, i: i32, bits: i32): i32 {
  const first = ctz(bits);
  const past = 32 - clz(bits);
  const a = max(i + first - kx, 0);
  sumColumns(row, ky, a, min(i + past + kx, fast), false);
  let found = 0;
  for (let lane = first; lane < past; lane++) {
    const k = <usize>row * <usize>fast + i + lane;
    if (!((bits >> lane) & 1) || !isGoodAt(k)) continue;
    let n: f64 = 0,
      x: f64 = 0,
      y: f64 = 0;
    for (let column = max(i + lane - kx, 0), last = min(i + lane + kx, fast - 1); column <= last; column++) {
      const o = (<usize>(column - a)) << 3;
      n += load<f64>(exact + o);
      x += load<f64>(exact + exactRow + o);
      y += load<f64>(exact + 2 * exactRow + o);
    }
    if (isWanted(k, n, x, y)) found |= 1 << lane;
  }
  return found;
}

/** insideMap: where all of dispersedMap within `reach` is set, as far as it lies in the image. */
function erode(reach: i32): void {
  const last = mapRow - 8;
  const beyondImage: u64 = fast & 63 ? ~(((<u64>1) << (fast & 63)) - 1) : 0;
  for (let row = 0; row < slow; row++) {
    const at = dispersedMap + mapRow * row;
    const to = erodedMap + mapRow * row;
    for (let o: usize = 0; o <= last; o += 8) {
      let all = load<u64>(at + o);
      if (all && reach) {
        const here = o == last ? all | beyondImage : all;
        const before = o == 0 ? ~(<u64>0) : load<u64>(at + o - 8);
        let after = o == last ? ~(<u64>0) : load<u64>(at + o + 8);
        if (o + 8 == last) after |= beyondImage;
        for (let s: u64 = 1; s <= <u64>reach; s++)
          all &= ((here << s) | (before >> (64 - s))) & ((here >> s) | (after << (64 - s)));
      }
      store<u64>(to + o, all);
    }
  }
  for (let row = 0; row < slow; row++) {
    const to = insideMap + mapRow * row;
    for (let o: usize = 0; o <= last; o += 8) {
      let all = load<u64>(erodedMap + mapRow * row + o);
      for (let j = max(row - reach, 0), stop = min(row + reach, slow - 1); all && j <= stop; j++)
        all &= load<u64>(erodedMap + mapRow * j + o);
      store<u64>(to + o, all);
    }
  }
}

/** Of the pixels of a row inside dispersed regions, those high above the background around them. */
function strongOfRow(row: i32): void {
  const inside = insideMap + mapRow * row;
  const to = dispersedMap + mapRow * row;
  for (let o: usize = 0; o < mapRow; o += 8) {
    let bits = load<u64>(inside + o);
    let found: u64 = 0;
    while (bits) {
      // A run of set bits at a time.
      const first = ctz(bits);
      const rest = ~(bits >> first);
      const length = rest ? ctz(rest) : 64;
      const run: u64 = (length == 64 ? ~(<u64>0) : ((<u64>1) << length) - 1) << first;
      bits &= ~run;
      found |= strongOfRun(row, ((<i32>o) << 3) + <i32>first, <i32>length) << first;
    }
    store<u64>(to + o, found);
  }
}

function strongOfRun(row: i32, i: i32, length: i32): u64 {
  const half = kx + 2;
  const a = max(i - half, 0);
  const at = values + ((<usize>row * <usize>fast + i) << 2);
  let isSummed = false;
  let found: u64 = 0;
  for (let lane = 0; lane < length; lane++) {
    const v = <f64>load<i32>(at + ((<usize>lane) << 2));
    if (!(v > threshold)) continue;
    if (!isSummed) sumColumns(row, ky + 2, a, min(i + length + half, fast), true);
    isSummed = true;
    let n: f64 = 0,
      x: f64 = 0;
    for (
      let column = max(i + lane - half, 0), last = min(i + lane + half, fast - 1);
      column <= last;
      column++
    ) {
      const o = (<usize>(column - a)) << 3;
      n += load<f64>(exact + o);
      x += load<f64>(exact + exactRow + o);
    }
    const mean = n >= 2 ? x / n : 0;
    if (x >= 0 && v >= mean + sigmaStrong * Math.sqrt(gain == 0 ? mean : gain * mean))
      found |= (<u64>1) << lane;
  }
  return found;
}

function listAll(): i32 {
  const stop = dispersedMap + mapRow * slow;
  let count = 0;
  for (let at = dispersedMap; at < stop; at += 8) count += <i32>popcnt(load<u64>(at));
  if (!grow(list + ((<usize>count) << 2))) return -1;
  let to = list;
  for (let row = 0, at = dispersedMap; row < slow; row++)
    for (let i = 0; i < fast; i += 64, at += 8)
      for (let bits = load<u64>(at); bits; bits &= bits - 1, to += 4)
        store<i32>(to, row * fast + i + <i32>ctz(bits));
  return count;
}
