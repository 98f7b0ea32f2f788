import { grown, noLink, PixelChains } from "./pixelChains.js";

/** Numbers a spot has, side by side in a line of the processor's cache. */
export const spotRecord = {
  stride: 16,
  /** Slot of the spot it went into; its own when it is a spot. */
  parent: 0,
  /** Strong pixels, kept or not. */
  size: 1,
  /** Array index and place of the first pixel by frame, slow, fast. */
  firstFrame: 2,
  firstPlace: 3,
  /** Array index of the last pixel. */
  lastFrame: 4,
  x0: 5,
  x1: 6,
  y0: 7,
  y1: 8,
  /** Last link of its chain of pixels; {@link noLink} once there are too many to keep. */
  last: 9,
} as const;
const { stride, parent, size, firstFrame, firstPlace, lastFrame, x0, x1, y0, y1, last } = spotRecord;

/** Sizes are not counted beyond this. */
const countless = 0x7fffffff;

/**
 * Spots that may still grow, as disjoint sets of pixels (union by size with halved paths; Tarjan 1975, J. ACM 22, 215).
 * Slots given back are used again.
 */
export class GrowingSpots {
  readonly chains = new PixelChains();
  /** A record for every slot: see {@link spotRecord}. Another, longer array once spots are opened beyond its end. */
  records = new Int32Array(0);
  /** Slots in use, spots and those that went into others; behind them the free ones. */
  #slots = new Int32Array(0);
  #inUse = 0;
  readonly #most: number;

  /** Spots of more than `most` pixels keep none of them. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The spot that a slot has become part of. */
  find(slot: number): number {
    const records = this.records;
    let at = slot;
    let up = records[at * stride + parent]!;
    while (up !== at) {
      const above = records[up * stride + parent]!;
      records[at * stride + parent] = above;
      at = above;
      up = records[at * stride + parent]!;
    }
    return at;
  }

  /** A spot without pixels, the first of which will be this one. */
  open(frame: number, place: number, x: number, y: number): number {
    if (this.#inUse === this.#slots.length) this.#lengthen();
    const slot = this.#slots[this.#inUse++]!;
    const at = slot * stride;
    const records = this.records;
    records[at + parent] = slot;
    records[at + size] = 0;
    records[at + firstFrame] = frame;
    records[at + firstPlace] = place;
    records[at + x0] = x;
    records[at + x1] = x;
    records[at + y0] = y;
    records[at + y1] = y;
    records[at + last] = noLink;
    return slot;
  }

  /** Puts pixels [from, to) of an image into a spot: a run along x from (x, y) at `place`. */
  grow(
    spot: number,
    frame: number,
    place: number,
    x: number,
    y: number,
    values: Float32Array,
    from: number,
    to: number,
  ): void {
    const at = spot * stride;
    const records = this.records;
    const end = x + to - from;
    records[at + lastFrame] = frame;
    if (x < records[at + x0]!) records[at + x0] = x;
    if (end > records[at + x1]!) records[at + x1] = end;
    if (y < records[at + y0]!) records[at + y0] = y;
    if (y >= records[at + y1]!) records[at + y1] = y + 1;
    records[at + size] = Math.min(records[at + size]! + to - from, countless);
    if (records[at + size]! > this.#most) this.#forget(spot);
    else records[at + last] = this.chains.append(records[at + last]!, frame, place, values, from, to);
  }

  /** Makes one spot of two; gives it. */
  join(one: number, other: number): number {
    if (one === other) return one;
    const records = this.records;
    const swap = records[one * stride + size]! < records[other * stride + size]!;
    const [into, from] = swap ? [other, one] : [one, other];
    const [a, b] = [into * stride, from * stride];
    records[b + parent] = into;
    const frames = records[b + firstFrame]! - records[a + firstFrame]!;
    if (frames < 0 || (frames === 0 && records[b + firstPlace]! < records[a + firstPlace]!)) {
      records[a + firstFrame] = records[b + firstFrame]!;
      records[a + firstPlace] = records[b + firstPlace]!;
    }
    if (records[b + lastFrame]! > records[a + lastFrame]!) records[a + lastFrame] = records[b + lastFrame]!;
    if (records[b + x0]! < records[a + x0]!) records[a + x0] = records[b + x0]!;
    if (records[b + x1]! > records[a + x1]!) records[a + x1] = records[b + x1]!;
    if (records[b + y0]! < records[a + y0]!) records[a + y0] = records[b + y0]!;
    if (records[b + y1]! > records[a + y1]!) records[a + y1] = records[b + y1]!;
    records[a + size] = Math.min(records[a + size]! + records[b + size]!, countless);
    if (records[a + size]! > this.#most) {
      this.#forget(into);
      this.#forget(from);
    } else {
      records[a + last] = this.chains.join(records[a + last]!, records[b + last]!);
    }
    return into;
  }

  /**
   * Hands every spot without a pixel on or after `frame` to `close`, then gives it back, and with it the slots that went
   * into others: from now on only spots may be named.
   */
  sweep(frame: number, close: (spot: number) => void): void {
    const slots = this.#slots;
    const records = this.records;
    let kept = 0;
    for (let i = 0; i < this.#inUse; i++) {
      const slot = slots[i]!;
      const at = slot * stride;
      if (records[at + parent] !== slot) continue;
      if (records[at + lastFrame]! >= frame) {
        slots[i] = slots[kept]!;
        slots[kept++] = slot;
      } else {
        close(slot);
        this.#forget(slot);
      }
    }
    this.#inUse = kept;
  }

  #lengthen(): void {
    const before = this.#slots.length;
    const length = Math.max(2 * before, 256);
    this.records = grown(this.records, length * stride);
    this.#slots = grown(this.#slots, length);
    for (let slot = before; slot < length; slot++) this.#slots[slot] = slot;
  }

  #forget(spot: number): void {
    const at = spot * stride;
    if (this.records[at + last] === noLink) return;
    this.chains.release(this.records[at + last]!);
    this.records[at + last] = noLink;
  }
}
