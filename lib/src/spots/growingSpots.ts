import { grown, noPixel, PixelChains } from "./pixelChains.js";

/**
 * Spots that may still grow, as disjoint sets of pixels (union by size with halved paths; Tarjan 1975, J. ACM 22, 215).
 * A slot is a spot while it is its own parent; slots given back are used again.
 */
export class GrowingSpots {
  readonly chains = new PixelChains();
  /** Strong pixels, kept or not. */
  size = new Int32Array(0);
  /** First pixel by frame, slow, fast: its frame and its place. */
  firstFrame = new Int32Array(0);
  firstPlace = new Uint32Array(0);
  lastFrame = new Int32Array(0);
  x0 = new Int32Array(0);
  x1 = new Int32Array(0);
  y0 = new Int32Array(0);
  y1 = new Int32Array(0);
  /** First and last of its pixels in the chains; {@link noPixel} once there are too many to keep. */
  head = new Int32Array(0);
  tail = new Int32Array(0);
  /** Slots in use, spots and slots that went into others. */
  #slots = new Int32Array(0);
  #inUse = 0;
  #parent = new Int32Array(0);
  readonly #most: number;

  /** Spots of more than `most` pixels keep none of them. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The spot that a slot has become part of. */
  find(slot: number): number {
    const parent = this.#parent;
    let at = slot;
    let up = parent[at]!;
    while (up !== at) {
      const above = parent[up]!;
      parent[at] = above;
      at = above;
      up = parent[at]!;
    }
    return at;
  }

  /** A spot without pixels, the first of which will be this one. */
  open(frame: number, place: number, x: number, y: number): number {
    if (this.#inUse === this.#slots.length) this.#lengthen();
    const slot = this.#slots[this.#inUse++]!;
    this.#parent[slot] = slot;
    this.size[slot] = 0;
    this.firstFrame[slot] = frame;
    this.firstPlace[slot] = place;
    this.x0[slot] = x;
    this.x1[slot] = x;
    this.y0[slot] = y;
    this.y1[slot] = y;
    this.head[slot] = noPixel;
    this.tail[slot] = noPixel;
    return slot;
  }

  /** Puts a pixel into a spot. */
  grow(spot: number, frame: number, place: number, x: number, y: number, value: number): void {
    this.lastFrame[spot] = frame;
    if (x < this.x0[spot]!) this.x0[spot] = x;
    if (x >= this.x1[spot]!) this.x1[spot] = x + 1;
    if (y < this.y0[spot]!) this.y0[spot] = y;
    if (y >= this.y1[spot]!) this.y1[spot] = y + 1;
    const size = this.size[spot]! + 1;
    this.size[spot] = size;
    if (size > this.#most) {
      this.#forget(spot);
      return;
    }
    const chains = this.chains;
    const pixel = chains.take();
    chains.place[pixel] = place;
    chains.frame[pixel] = frame;
    chains.value[pixel] = value;
    chains.next[pixel] = this.head[spot]!;
    if (this.head[spot] === noPixel) this.tail[spot] = pixel;
    this.head[spot] = pixel;
  }

  /** Makes one spot of two; gives it. */
  join(one: number, other: number): number {
    if (one === other) return one;
    const [into, from] = this.size[one]! < this.size[other]! ? [other, one] : [one, other];
    this.#parent[from] = into;
    const frames = this.firstFrame[from]! - this.firstFrame[into]!;
    if (frames < 0 || (frames === 0 && this.firstPlace[from]! < this.firstPlace[into]!)) {
      this.firstFrame[into] = this.firstFrame[from]!;
      this.firstPlace[into] = this.firstPlace[from]!;
    }
    if (this.lastFrame[from]! > this.lastFrame[into]!) this.lastFrame[into] = this.lastFrame[from]!;
    if (this.x0[from]! < this.x0[into]!) this.x0[into] = this.x0[from]!;
    if (this.x1[from]! > this.x1[into]!) this.x1[into] = this.x1[from]!;
    if (this.y0[from]! < this.y0[into]!) this.y0[into] = this.y0[from]!;
    if (this.y1[from]! > this.y1[into]!) this.y1[into] = this.y1[from]!;
    this.size[into] = this.size[into]! + this.size[from]!;
    if (this.size[into]! > this.#most) {
      this.#forget(into);
      this.#forget(from);
    } else {
      this.chains.next[this.tail[from]!] = this.head[into]!;
      this.head[into] = this.head[from]!;
    }
    return into;
  }

  /**
   * Hands every spot without a pixel on or after `frame` to `close`, then gives it back, and with it the slots that went
   * into others: from now on only spots may be named.
   */
  sweep(frame: number, close: (spot: number) => void): void {
    const slots = this.#slots;
    let kept = 0;
    for (let i = 0; i < this.#inUse; i++) {
      const slot = slots[i]!;
      if (this.#parent[slot] === slot) {
        if (this.lastFrame[slot]! >= frame) {
          slots[i] = slots[kept]!;
          slots[kept++] = slot;
          continue;
        }
        close(slot);
        this.#forget(slot);
      }
    }
    this.#inUse = kept;
  }

  #lengthen(): void {
    const before = this.#slots.length;
    const length = Math.max(2 * before, 256);
    this.size = grown(this.size, length);
    this.firstFrame = grown(this.firstFrame, length);
    this.firstPlace = grown(this.firstPlace, length);
    this.lastFrame = grown(this.lastFrame, length);
    this.x0 = grown(this.x0, length);
    this.x1 = grown(this.x1, length);
    this.y0 = grown(this.y0, length);
    this.y1 = grown(this.y1, length);
    this.head = grown(this.head, length);
    this.tail = grown(this.tail, length);
    this.#parent = grown(this.#parent, length);
    this.#slots = grown(this.#slots, length);
    for (let slot = before; slot < length; slot++) this.#slots[slot] = slot;
  }

  #forget(spot: number): void {
    if (this.head[spot] === noPixel) return;
    this.chains.release(this.head[spot]!, this.tail[spot]!);
    this.head[spot] = noPixel;
    this.tail[spot] = noPixel;
  }
}
