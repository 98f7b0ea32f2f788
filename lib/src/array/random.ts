/** The high 32 bits of the 64-bit product of two 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  return (a1 * b1 + Math.floor(middle / 65536) + ((middle & 0xffff) + a0 * b1) / 65536) >>> 0;
}

const multiplierHigh = 0x5851f42d;
const multiplierLow = 0x4c957f2d;

/**
 * PCG32 (XSH RR 64/32; O'Neill 2014, HMC-CS-2014-0905): 64 bits of state, 2⁶³ independent streams, the same
 * numbers on every machine. Its `next` is a `source` for d3-random.
 */
export class Pcg32 {
  #high = 0;
  #low = 0;
  readonly #incrementHigh: number;
  readonly #incrementLow: number;

  /** `seed` and `stream` are whole numbers below 2⁵³. */
  constructor(seed: number, stream = 0) {
    const streamLow = stream >>> 0;
    const streamHigh = Math.floor(stream / 2 ** 32) >>> 0;
    this.#incrementHigh = ((streamHigh << 1) | (streamLow >>> 31)) >>> 0;
    this.#incrementLow = ((streamLow << 1) | 1) >>> 0;
    this.nextUint32();
    this.#add(Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0);
    this.nextUint32();
  }

  #add(high: number, low: number): void {
    const sum = this.#low + low;
    this.#low = sum >>> 0;
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  }

  /** The next whole number, 0 … 2³² − 1. */
  nextUint32(): number {
    const high = this.#high;
    const low = this.#low;
    this.#high =
      (multiplyHigh(low, multiplierLow) + Math.imul(high, multiplierLow) + Math.imul(low, multiplierHigh)) >>>
      0;
    this.#low = Math.imul(low, multiplierLow) >>> 0;
    this.#add(this.#incrementHigh, this.#incrementLow);
    // ((state >> 18) ^ state) >> 27, its low 32 bits, then turned right by the top five bits of state.
    const mixedHigh = (high ^ (high >>> 18)) >>> 0;
    const mixedLow = (low ^ ((low >>> 18) | (high << 14))) >>> 0;
    const shifted = ((mixedLow >>> 27) | (mixedHigh << 5)) >>> 0;
    const turn = high >>> 27;
    return ((shifted >>> turn) | (shifted << (-turn & 31))) >>> 0;
  }

  /** The next number, uniform in [0, 1), 53 random bits. */
  readonly next = (): number => {
    const high = this.nextUint32() >>> 5;
    return (high * 67108864 + (this.nextUint32() >>> 6)) / 9007199254740992;
  };
}

/** Scrambles 32 bits so that every input bit moves every output bit (the finaliser of MurmurHash3, Appleby). */
export function scramble(bits: number): number {
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * One 32-bit key of several whole numbers. Randomness tied to a place (this pixel of this image) instead of to the
 * order of calls gives the same photons to whoever asks: a shoebox now, a whole image later.
 */
export function keyOf(...parts: readonly number[]): number {
  let key = 0x9e3779b9;
  for (const part of parts) key = scramble(Math.imul(key, 0x01000193) ^ scramble((part | 0) + 0x7f4a7c15));
  return key;
}
