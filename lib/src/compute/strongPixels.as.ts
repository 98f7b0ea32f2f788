// Strong pixels (strongPixels.ts says which they are). Sums over windows of small whole counts run along in 32 bits, four columns at once:
// number and sum of counts share one word, their squares have another. In single precision these tell which windows surely are not
// dispersed; the few others are settled in double precision, from the same sums where they are whole, or anew where a window holds a count
// too large for them. Dispersed pixels are bits of a map; all that follows looks at those that are set. Of counts that are not whole there
// is a second plane, scaled and rounded down: its sums tell the same, with what rounding may hide added; all others are settled anew.

/** Memory from here on holds rows of the image, maps and sums, laid out by `reserve`. */
const start: usize = (__heap_base + 127) & ~63;
/** An image is gone through in tiles whose rows of words stay near the processor. */
const tileHeight = 64;
const tileWidth = 256;
/** Rows that can be given at once: so few that they stay near the processor too. */
export let bandHeight: i32 = 0;
/** Where the next rows are to be put: counts (`reals`, f64, when they are not whole), mask. */
export let nextValues: usize = 0;
export let nextMask: usize = 0;
export let nextReals: usize = 0;
export let list: usize = 0;

/** Rows `base` to before `given` are here. */
let valueBand: usize = 0;
let maskBand: usize = 0;
let realBand: usize = 0;
let base: i32 = 0;
let given: i32 = 0;
/** Where row 0 would be. `values` are made from `reals` when counts are not whole. */
let values: usize = 0;
let mask: usize = 0;
let reals: usize = 0;
/** What is done: rows to before these. */
let tested: i32 = 0;
let eroded: i32 = 0;
let settled: i32 = 0;
let judged: i32 = 0;

let slow: i32 = 0;
let fast: i32 = 0;
let ky: i32 = 0;
let kx: i32 = 0;
/** Bytes of a row of a map, 64 pixels to a word. */
let mapRow: usize = 0;
let dispersedMap: usize = 0;
let erodedMap: usize = 0;
let insideMap: usize = 0;
/** Largest half of a window. */
const mostHalf = 64;
/** Bytes of a row of words of a tile: no power of two, which would crowd the same places of the cache. */
const ringRow: usize = 2240;
/** The last 2·ky + 1 rows of words; of each column the sums of them; running sums along those of words, of squares. */
const ring: usize = memory.data((2 * 64 + 1) * 2240, 64);
const columnWords: usize = memory.data(2240, 64);
const columnSquares: usize = memory.data(2240, 64);
/** Room for zeros before the first column. */
const before: usize = (mostHalf + 1) << 2;
const words: usize = memory.data(2240 + 320, 64) + before;
const squares: usize = memory.data(2240 + 320, 64) + before;
/** i32 for four columns: the last row whose windows there hold a count that is not in the sums. */
const unsure: usize = memory.data(512, 64);
/** Sums of columns in double precision: number, counts, squares. */
const exactRow: usize = 1664;
const exact: usize = memory.data(3 * 1664, 64);
let end: usize = 0;

let isReal: bool = false;
let lowestReal: f64 = 0;
let highestReal: f64 = 0;
let scale: f64 = 1;
let seed: i32 = 0;
let lowest: i32 = 0;
let highest: i32 = 0;
let minLocal: f64 = 0;
let sigmaBackground: f64 = 0;
let sigmaStrong: f64 = 0;
let gain: f64 = 0;
let threshold: f64 = 0;
let extended: bool = false;
/** Largest count of the running sums. */
let cap: i32 = 0;
/** Bits of a word below the number. */
let shift: i32 = 0;
let atZero: f32 = 0;
let slope: f32 = 0;

let used: usize = 0;
function take(bytes: usize): usize {
  const at = used;
  used = (used + bytes + 63) & ~63;
  return at;
}

/** Makes room for an image; false when there is no memory for it. */
export function reserve(height: i32, width: i32, halfHeight: i32, halfWidth: i32, real: bool): bool {
  slow = height;
  fast = width;
  ky = halfHeight;
  kx = halfWidth;
  isReal = real;
  bandHeight = min(max((1 << 18) / fast, 16), tileHeight);
  const size = <usize>(bandHeight + 4 * ky + 8) * <usize>fast;
  used = start;
  valueBand = take((size << 2) + 64);
  maskBand = take(size + 64);
  realBand = take(real ? (size << 3) + 64 : 0);
  mapRow = (<usize>(fast + 63) >> 6) << 3;
  dispersedMap = take(mapRow * slow);
  erodedMap = take(mapRow * slow);
  insideMap = take(mapRow * slow);
  end = list = used;
  return grow(end);
}

function grow(to: usize): bool {
  const needed = <i32>((to + 0xffff) >> 16) - memory.size();
  return needed <= 0 || memory.grow(needed) >= 0;
}

// prettier-ignore
/**
 * Begins an image. `scale`: what counts that are not whole are multiplied by for the following. `largest` of the running sums;
 * `seed`: a dispersed window holds a count that is as large or below 0; `boundAtZero` + n·`boundSlope`: not above the bound of
 * variance / mean, times n − 1.
 */
export function begin(
  lowestTrusted: f64,
  highestTrusted: f64,
  scaleOfReals: f64,
  local: f64,
  background: f64,
  strong: f64,
  gainOrZero: f64,
  above: f64,
  isExtended: bool,
  largest: i32,
  wordShift: i32,
  seedCount: i32,
  boundAtZero: f32,
  boundSlope: f32,
): void {
  lowestReal = lowestTrusted;
  highestReal = highestTrusted;
  scale = scaleOfReals;
  lowest = isReal ? i32.MIN_VALUE : <i32>lowestTrusted;
  highest = isReal ? i32.MAX_VALUE : <i32>highestTrusted;
  cap = min(highest, largest);
  minLocal = local;
  sigmaBackground = background;
  sigmaStrong = strong;
  gain = gainOrZero;
  threshold = above;
  extended = isExtended;
  shift = wordShift;
  seed = seedCount;
  atZero = boundAtZero;
  slope = boundSlope;
  memory.fill(dispersedMap, 0, mapRow * slow);
  memory.fill(words - before, 0, before);
  memory.fill(squares - before, 0, before);
  base = given = tested = eroded = settled = judged = 0;
  makeRoom();
}

/** Puts the rows that are still needed first. */
function makeRoom(): void {
  const from = max(min(tested - ky, extended ? judged - ky - 2 : tested), 0);
  const skipped = <usize>(from - base) * <usize>fast;
  const kept = <usize>(given - from) * <usize>fast;
  memory.copy(valueBand, valueBand + (skipped << 2), kept << 2);
  memory.copy(maskBand, maskBand + skipped, kept);
  if (isReal) memory.copy(realBand, realBand + (skipped << 3), kept << 3);
  base = from;
  const left = <usize>base * <usize>fast;
  values = valueBand - (left << 2);
  mask = maskBand - left;
  reals = realBand - (left << 3);
  nextValues = valueBand + (kept << 2);
  nextMask = maskBand + kept;
  nextReals = realBand + (kept << 3);
}

/** Goes on with so many more rows, which have been put where they belong. */
export function advance(rows: i32): void {
  if (isReal) scaleDown(<usize>rows * <usize>fast);
  given += rows;
  const isLast = given == slow;
  const stop = isLast ? slow : max(given - ky, tested);
  for (let row = tested; row < stop; row += tileHeight)
    for (let column = 0; column < fast; column += tileWidth) {
      const bottom = min(row + tileHeight, stop);
      const right = min(column + tileWidth, fast);
      // Without seeds to go by, everywhere.
      if (seed > 0) testTile(row, bottom, column, right);
      else testBlock(row, bottom, column, right);
    }
  tested = stop;
  if (extended) {
    const reach = min(ky, kx) - 1;
    for (; eroded < tested; eroded++) erodeAlong(eroded, reach);
    for (const to = isLast ? slow : tested - reach; settled < to; settled++) erodeDown(settled, reach);
    for (const to = isLast ? slow : settled - ky - 2; judged < to; judged++) strongOfRow(judged);
  }
  if (!isLast) makeRoom();
}

/** Makes values of the next `size` reals, and their mask tell which are good. */
function scaleDown(size: usize): void {
  const lows = f64x2.splat(lowestReal);
  const highs = f64x2.splat(highestReal);
  const scales = f64x2.splat(scale);
  for (let k: usize = 0; k < size; k += 2) {
    const v = v128.load(nextReals + (k << 3));
    const isGood = i64x2.bitmask(v128.and(f64x2.ge(v, lows), f64x2.le(v, highs)));
    const whole = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.mul(v, scales)));
    v128.store64_lane(nextValues + (k << 2), whole, 0);
    store<u8>(nextMask + k, load<u8>(nextMask + k) != 0 ? isGood & 1 : 0);
    store<u8>(nextMask + k + 1, load<u8>(nextMask + k + 1) != 0 ? isGood >> 1 : 0);
  }
}

/** Finds the dispersed pixels (extended), or the strong ones, of a tile: looks only where a seed is in the window. */
function testTile(top: i32, bottom: i32, left: i32, right: i32): void {
  const a = max(left - kx, 0);
  const b = min(right + kx, fast);
  // The rectangle of all seeds, to sixteen columns.
  let firstColumn = b;
  let pastColumn = a;
  let row = max(top - ky, 0);
  const past = min(bottom + ky, slow);
  let firstRow = past;
  for (; row < past && (firstColumn > a || pastColumn < b); row++) {
    const k = <usize>row * <usize>fast;
    let i = a;
    while (i < firstColumn && !isSeeded(k + i)) i += 16;
    if (i < firstColumn) {
      firstColumn = i;
      firstRow = min(firstRow, row);
    } else if (firstRow == past) continue;
    for (i = b - 16; i + 16 > pastColumn && !isSeeded(k + i); ) i -= 16;
    pastColumn = max(pastColumn, i + 16);
  }
  if (firstRow == past) return;
  // A seed seen from the left only lies beyond the tile.
  pastColumn = max(pastColumn, firstColumn + 1);
  let lastRow = past - 1;
  for (; lastRow > firstRow; lastRow--) {
    const k = <usize>lastRow * <usize>fast;
    let i = firstColumn;
    while (i < pastColumn && !isSeeded(k + i)) i += 16;
    if (i < pastColumn) break;
  }
  const from = max(top, firstRow - ky);
  const to = min(bottom, lastRow + ky + 1);
  const first = max(left, (firstColumn - kx) & ~15);
  const end = min(right, pastColumn + kx);
  if (!areFew(firstRow, lastRow, firstColumn, pastColumn, ((to - from) * (end - first)) >> 9))
    return testBlock(from, to, first, end);
  // Few seeds in a large rectangle: its halves may be nearly empty.
  if (to - from > (end - first) >> 1) {
    const middle = (from + to) >> 1;
    testTile(from, middle, first, end);
    testTile(middle, to, first, end);
  } else {
    const middle = (((first + end) >> 1) + 15) & ~15;
    testTile(from, to, first, middle);
    testTile(from, to, middle, end);
  }
}

/** Whether at most `most` sixteens of pixels hold seeds. */
function areFew(firstRow: i32, lastRow: i32, firstColumn: i32, pastColumn: i32, most: i32): bool {
  // A rectangle as small is not worth halving.
  if (most < 3) return false;
  let count = 0;
  for (let row = firstRow; row <= lastRow; row++) {
    const k = <usize>row * <usize>fast;
    for (let i = firstColumn; i < pastColumn; i += 16) if (isSeeded(k + i) && ++count > most) return false;
  }
  return true;
}

/** Whether there is a seed among the sixteen pixels from k on. */
function isSeeded(k: usize): bool {
  const at = values + (k << 2);
  const small = i32x4.splat(seed - 1);
  const isSmall = v128.and(
    v128.and(i32x4.le_u(v128.load(at), small), i32x4.le_u(v128.load(at, 16), small)),
    v128.and(i32x4.le_u(v128.load(at, 32), small), i32x4.le_u(v128.load(at, 48), small)),
  );
  return !i32x4.all_true(isSmall) && holdsGood(k, small);
}

/** Whether a good pixel among the sixteen from k on is below 0 or above what all of `small` are. */
function holdsGood(k: usize, small: v128): bool {
  const at = values + (k << 2);
  const words = i16x8.narrow_i32x4_s(isOther(at, small), isOther(at + 16, small));
  const more = i16x8.narrow_i32x4_s(isOther(at + 32, small), isOther(at + 48, small));
  const isBad = i8x16.eq(v128.load(mask + k), i8x16.splat(0));
  return v128.any_true(v128.andnot(i8x16.narrow_i16x8_s(words, more), isBad));
}

function isOther(at: usize, small: v128): v128 {
  const v = v128.load(at);
  const inRange = i32x4.le_u(i32x4.sub(v, i32x4.splat(lowest)), i32x4.splat(highest - lowest));
  return v128.andnot(inRange, i32x4.le_u(v, small));
}

/** The rows from `top` to before `bottom`, the columns from `left`, which is a multiple of 16, to before `right`. */
function testBlock(top: i32, bottom: i32, left: i32, right: i32): void {
  const a = max(left - kx, 0);
  const b = min(right + kx, fast);
  const slots = ring + ringRow * (2 * ky + 1);
  // All of it is 16 columns too long, for the last load.
  const used = (<usize>(b - a + 16)) << 2;
  memory.fill(columnWords, 0, used);
  memory.fill(columnSquares, 0, used);
  memory.fill(unsure, 0xff, <usize>(right - left + 31) & ~15);
  for (let slot = ring; slot < slots; slot += ringRow) memory.fill(slot, 0, used);
  let slot = ring;
  const first = max(top - ky, 0);
  for (let row = first; row < bottom + ky; row++) {
    if (row < slow) addRow(row, slot, a, b, left, right);
    else dropRow(slot, a, b, right);
    slot += ringRow;
    if (slot == slots) slot = ring;
    if (row - ky >= top) testRow(row - ky, a, left, right);
  }
}

/** Running sums along a row of sums of columns from `a` to before `b`, and what stands in their place beyond the last column. */
function addRow(row: i32, slot: usize, a: i32, b: i32, left: i32, right: i32): void {
  const zero = i32x4.splat(0);
  const lows = i32x4.splat(max(lowest, 0));
  const range = i32x4.splat(cap - max(lowest, 0));
  const one = i32x4.splat(1 << shift);
  const lowHalf = i32x4.splat(0xffff);
  let sumWords = zero;
  let sumSquares = zero;
  let others = zero;
  const k = <usize>row * <usize>fast + a;
  let from = values + (k << 2);
  let good = mask + k;
  let o: usize = 0;
  const full = (<usize>(b - a) & ~3) << 2;
  const lanes = (b - a) & 3;
  const tail = i32x4.gt_s(i32x4.splat(lanes), i32x4(0, 1, 2, 3));
  for (let part = 0; part < 2; part++) {
    const stop = part == 0 ? full : full + (lanes > 0 ? 16 : 0);
    const within = part == 0 ? i32x4.splat(-1) : tail;
    for (; o < stop; o += 16, from += 16, good += 4) {
      const v = v128.load(from);
      const spread = spreadBytes(good);
      const isGood = v128.and(i32x4.gt_s(spread, zero), within);
      const isUsable = v128.and(i32x4.le_u(i32x4.sub(v, lows), range), isGood);
      others = v128.or(others, v128.andnot(isGood, isUsable));
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
  if (v128.any_true(others)) noteUnsure(row, a, b, left, right);
  beyond(o, a, right, sumWords, sumSquares);
}

/** As `addRow` of a row of bad pixels. */
function dropRow(slot: usize, a: i32, b: i32, right: i32): void {
  const lowHalf = i32x4.splat(0xffff);
  let sumWords = i32x4.splat(0);
  let sumSquares = sumWords;
  const stop = (<usize>(b - a + 3) & ~3) << 2;
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
  beyond(o, a, right, sumWords, sumSquares);
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

/** Fills up to where the windows of whole sixteens of columns end. */
function beyond(o: usize, a: i32, right: i32, sumWords: v128, sumSquares: v128): void {
  const stop = (<usize>(((right + 15) & ~15) + kx - a)) << 2;
  for (; o < stop; o += 16) {
    v128.store(words + o, sumWords);
    v128.store(squares + o, sumSquares);
  }
}

function valueAt(k: usize): f64 {
  return isReal ? load<f64>(reals + (k << 3)) : <f64>load<i32>(values + (k << 2));
}

function isGoodAt(k: usize): bool {
  const v = load<i32>(values + (k << 2));
  return load<u8>(mask + k) != 0 && v >= lowest && v <= highest;
}

/** Notes which windows hold good pixels that are not in the running sums. */
function noteUnsure(row: i32, a: i32, b: i32, left: i32, right: i32): void {
  const k = <usize>row * <usize>fast;
  const largest = i32x4.splat(cap);
  for (let i = a; i < b; i += 16) {
    // Nearly always there is none: bad pixels by their value alone.
    if (!holdsGood(k + i, largest)) continue;
    for (let j = i, past = min(i + 16, b); j < past; j++) {
      const v = load<i32>(values + ((k + j) << 2));
      if (!isGoodAt(k + j) || (v >= 0 && v <= cap)) continue;
      for (let g = max(j - kx - left, 0) >> 2, last = (min(j + kx, right - 1) - left) >> 2; g <= last; g++)
        store<i32>(unsure + ((<usize>g) << 2), row + ky);
    }
  }
}

/**
 * Finds the dispersed pixels of a row (extended), or its strong ones. Numbers stay where they stand in the words: they are 2^shift
 * times too large.
 */
function testRow(row: i32, a: i32, left: i32, right: i32): void {
  const plus = (<usize>kx) << 2;
  const minus = (<usize>(kx + 1)) << 2;
  const below = i32x4.splat((1 << shift) - 1);
  const unit: f32 = <f32>1 / <f32>(1 << shift);
  const atZeros = f32x4.splat(atZero);
  const slopes = f32x4.splat(slope * unit);
  const generous = f32x4.splat((<f32>1 + <f32>1 / <f32>(1 << 20)) * unit);
  const here = i32x4.splat(row);
  const real = isReal;
  for (let i = left; i < right; i += 16) {
    let bits = 0;
    // A loop, for a function would be called.
    for (let lanes = 0, o = (<usize>(i - a)) << 2; lanes < 16; lanes += 4, o += 16) {
      const word = i32x4.sub(v128.load(words + (o + plus)), v128.load(words + (o - minus)));
      const square = i32x4.sub(v128.load(squares + (o + plus)), v128.load(squares + (o - minus)));
      const n = f32x4.convert_i32x4_s(v128.andnot(word, below));
      const x = f32x4.convert_i32x4_s(v128.and(word, below));
      const bound = f32x4.add(atZeros, f32x4.mul(n, slopes));
      const ny = f32x4.mul(n, f32x4.mul(f32x4.convert_i32x4_s(square), generous));
      const isLarge = real
        ? mayBeHidden(f32x4.mul(n, f32x4.splat(unit)), x, ny, bound)
        : f32x4.gt(ny, f32x4.mul(x, f32x4.add(x, bound)));
      bits |= i32x4.bitmask(isLarge) << lanes;
    }
    const fours = i32x4.bitmask(i32x4.ge_s(v128.load(unsure + <usize>(i - left)), here));
    if (bits | fours) settle(row, i, a, min(right - i, 16), bits, fours);
  }
}

/**
 * Whether windows may be dispersed when parts of counts may have been rounded off: √(n·y − x²) is √n times the length of the deviations from the mean. Those
 * of what was rounded off are at most ½ each and add at most n/2 to it; x was not smaller before.
 */
function mayBeHidden(n: v128, x: v128, ny: v128, bound: v128): v128 {
  const spread = f32x4.max(f32x4.sub(ny, f32x4.mul(x, x)), f32x4.splat(0));
  const more = f32x4.mul(n, f32x4.add(f32x4.sqrt(spread), f32x4.mul(n, f32x4.splat(0.25))));
  const most = f32x4.mul(f32x4.add(spread, more), f32x4.splat(<f32>1 + <f32>1 / <f32>(1 << 20)));
  return f32x4.gt(most, f32x4.mul(x, bound));
}

/** Settles `size` pixels from column i on: those of `bits` by the running sums, whole fours of `fours` anew. */
function settle(row: i32, i: i32, a: i32, size: i32, bits: i32, fours: i32): void {
  let anew = (fours & 1) | ((fours & 2) << 3) | ((fours & 4) << 6) | ((fours & 8) << 9);
  anew *= 15;
  const within = (1 << size) - 1;
  if (isReal) anew |= bits;
  bits &= within & ~anew;
  anew &= within;
  let found = 0;
  const k = <usize>row * <usize>fast + i;
  while (bits) {
    const lane = ctz(bits);
    bits &= bits - 1;
    if (!isGoodAt(k + lane)) continue;
    const o = (<usize>(i + lane - a)) << 2;
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
  const v = valueAt(k);
  if (!(v > threshold)) return false;
  return n * v - x > sigmaStrong * Math.sqrt(gain == 0 ? x * n : gain * x * n);
}

/**
 * Number and sum of counts of the columns from `a` to before `b` over rows around `row`, without what is inside, four at once: for
 * counts of which no column overflows.
 */
function sumSmallColumns(row: i32, half: i32, a: i32, b: i32): void {
  const first = max(row - half, 0);
  const last = min(row + half, slow - 1);
  const zero = i32x4.splat(0);
  const lows = i32x4.splat(lowest);
  const range = i32x4.splat(min(highest, (1 << 24) - 1) - lowest);
  const lanes = i32x4(1, 2, 4, 8);
  for (let i = a; i < b; i += 4) {
    let n = zero;
    let x = zero;
    for (let j = first; j <= last; j++) {
      const k = <usize>j * <usize>fast + i;
      const v = v128.load(values + (k << 2));
      const isGood = i32x4.gt_s(spreadBytes(mask + k), zero);
      // The bits may lie in two bytes, of which the second may be those of the next row: not looked at then.
      const bits = <i32>load<u16>(insideMap + mapRow * j + (<usize>i >> 3)) >> (i & 7);
      const isOutside = i32x4.eq(v128.and(i32x4.splat(bits), lanes), zero);
      const counted = v128.and(v128.and(i32x4.le_u(i32x4.sub(v, lows), range), isGood), isOutside);
      n = i32x4.sub(n, counted);
      x = i32x4.add(x, v128.and(v, counted));
    }
    const o = (<usize>(i - a)) << 3;
    v128.store(exact + o, f64x2.convert_low_i32x4_s(n));
    v128.store(exact + o, f64x2.convert_low_i32x4_s(i32x4.shuffle(n, n, 2, 3, 2, 3)), 16);
    v128.store(exact + exactRow + o, f64x2.convert_low_i32x4_s(x));
    v128.store(exact + exactRow + o, f64x2.convert_low_i32x4_s(i32x4.shuffle(x, x, 2, 3, 2, 3)), 16);
  }
}

/** Four bytes as four words. */
function spreadBytes(at: usize): v128 {
  const zero = i32x4.splat(0);
  // prettier-ignore
  return i8x16.shuffle(
    v128.load32_zero(at),
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
}

/** Sums of the columns from `a` to before `b` over rows around `row`, two at once; `outside`: without what is inside. */
function sumColumns(row: i32, half: i32, a: i32, b: i32, outside: bool): void {
  const first = max(row - half, 0);
  const last = min(row + half, slow - 1);
  const zero = i64x2.splat(0);
  const one = f64x2.splat(1);
  const lows = f64x2.splat(isReal ? -Infinity : <f64>lowest);
  const highs = f64x2.splat(isReal ? Infinity : <f64>highest);
  const tooBig = f64x2.splat(16777216);
  const lanes = i64x2(1, 2);
  for (let i = a; i < b; i += 2) {
    let n = zero;
    let x = zero;
    let y = zero;
    for (let j = first; j <= last; j++) {
      const k = <usize>j * <usize>fast + i;
      const v = isReal
        ? v128.load(reals + (k << 3))
        : f64x2.convert_low_i32x4_s(v128.load64_zero(values + (k << 2)));
      const m = v128.load16_splat(mask + k);
      const isMasked = i64x2.eq(
        i8x16.shuffle(m, zero, 0, 16, 16, 16, 16, 16, 16, 16, 1, 16, 16, 16, 16, 16, 16, 16),
        zero,
      );
      const inRange = v128.and(v128.and(f64x2.ge(v, lows), f64x2.le(v, highs)), f64x2.lt(v, tooBig));
      let counted = v128.andnot(inRange, isMasked);
      if (outside) {
        const bits = <u64>load<u16>(insideMap + mapRow * j + (<usize>i >> 3)) >> (i & 7);
        counted = v128.and(counted, i64x2.eq(v128.and(i64x2.splat(bits), lanes), zero));
      }
      const u = v128.and(v, counted);
      n = f64x2.add(n, v128.and(one, counted));
      x = f64x2.add(x, u);
      y = f64x2.add(y, f64x2.mul(u, u));
    }
    const o = (<usize>(i - a)) << 3;
    v128.store(exact + o, n);
    v128.store(exact + exactRow + o, x);
    v128.store(exact + 2 * exactRow + o, y);
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

/** Clears the bits of a row of dispersedMap that have a bit not set within `reach` in the row, as far as it lies in the image. */
function erodeAlong(row: i32, reach: i32): void {
  const last = mapRow - 8;
  const beyondImage: u64 = fast & 63 ? ~(((<u64>1) << (fast & 63)) - 1) : 0;
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

/** The same down the columns: insideMap of a row. */
function erodeDown(row: i32, reach: i32): void {
  const to = insideMap + mapRow * row;
  for (let o: usize = 0; o < mapRow; o += 8) {
    let all = load<u64>(erodedMap + mapRow * row + o);
    for (let j = max(row - reach, 0), stop = min(row + reach, slow - 1); all && j <= stop; j++)
      all &= load<u64>(erodedMap + mapRow * j + o);
    store<u64>(to + o, all);
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
  const k = <usize>row * <usize>fast + i;
  let isSummed = false;
  let found: u64 = 0;
  for (let lane = 0; lane < length; lane++) {
    const v = valueAt(k + lane);
    if (!(v > threshold)) continue;
    if (!isSummed) {
      const b = min(i + length + half, fast);
      if (isReal || lowest < -(1 << 24) || ky > 28) sumColumns(row, ky + 2, a, b, true);
      else sumSmallColumns(row, ky + 2, a, b);
    }
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

/** Lists the strong pixels at `list`; their number, or −1 when there is no memory for it. */
export function finish(): i32 {
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
