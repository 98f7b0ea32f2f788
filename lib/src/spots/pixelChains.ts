/** No pixel: the end of a chain. */
export const noPixel = -1;

/** Numbers a pixel has, side by side: where its place, array index, bits of its counts and next pixel are. */
export const pixelRecord = { stride: 4, place: 0, frame: 1, value: 2, next: 3 } as const;
const { stride, place, frame, value, next } = pixelRecord;

/**
 * Pixels in chains, one chain a spot: joining two chains or giving one back costs the same however long they are, and
 * pixels given back are used again. 16 bytes a pixel, one line of the processor's cache for four.
 */
export class PixelChains {
  /** The records: see {@link pixelRecord}. Another, longer array once pixels are added beyond its end. */
  records = new Int32Array(0);
  /** The same bytes, for counts. */
  counts = new Float32Array(0);
  #free = noPixel;
  #used = 0;

  /** Puts the pixels [from, to) of an image before the pixel `head`, the last of them first; gives the new head. */
  prepend(
    head: number,
    image: number,
    places: Uint32Array,
    values: Float32Array,
    from: number,
    to: number,
  ): number {
    let first = head;
    for (let i = from; i < to; i++) {
      const pixel = this.#take();
      const at = pixel * stride;
      this.records[at + place] = places[i]!;
      this.records[at + frame] = image;
      this.counts[at + value] = values[i]!;
      this.records[at + next] = first;
      first = pixel;
    }
    return first;
  }

  /** The pixel `count` − 1 after one. */
  last(head: number, count: number): number {
    let pixel = head;
    for (let i = 1; i < count; i++) pixel = this.records[pixel * stride + next]!;
    return pixel;
  }

  /** Puts a chain, from its head to its tail, before another's head. */
  link(tail: number, head: number): void {
    this.records[tail * stride + next] = head;
  }

  /** Gives a chain back, from its head to its tail. */
  release(head: number, tail: number): void {
    this.link(tail, this.#free);
    this.#free = head;
  }

  #take(): number {
    const pixel = this.#free;
    if (pixel === noPixel) {
      if (this.#used * stride === this.records.length) this.#lengthen();
      return this.#used++;
    }
    this.#free = this.records[pixel * stride + next]!;
    return pixel;
  }

  #lengthen(): void {
    this.records = grown(this.records, Math.max(2 * this.records.length, 1024 * stride));
    this.counts = new Float32Array(this.records.buffer);
  }
}

/** A longer copy, zeros behind. */
export function grown<A extends Uint32Array | Int32Array | Float32Array | Float64Array>(
  array: A,
  length: number,
): A {
  const out = new (array.constructor as new (length: number) => A)(length);
  out.set(array);
  return out;
}
