/** No pixel: the end of a chain. */
export const noPixel = -1;

/**
 * Pixels in chains, one chain a spot: joining two chains or giving one back costs the same however long they are, and
 * pixels given back are used again. 16 bytes a pixel.
 */
export class PixelChains {
  place = new Uint32Array(0);
  frame = new Int32Array(0);
  value = new Float32Array(0);
  /** The pixel after each, or {@link noPixel}. */
  next = new Int32Array(0);
  #free = noPixel;
  #used = 0;

  /** Makes room for so many more pixels than are in use: until the next call the arrays stay the same ones. */
  reserve(pixels: number): void {
    const needed = this.#used + pixels;
    if (needed <= this.next.length) return;
    const length = Math.max(needed, 2 * this.next.length, 1024);
    this.place = grown(this.place, length);
    this.frame = grown(this.frame, length);
    this.value = grown(this.value, length);
    this.next = grown(this.next, length);
  }

  /** A pixel not in use, at the end of no chain yet. Room for it must have been reserved. */
  take(): number {
    const pixel = this.#free;
    if (pixel === noPixel) return this.#used++;
    this.#free = this.next[pixel]!;
    return pixel;
  }

  /** Gives a chain back, from its first to its last pixel. */
  release(head: number, tail: number): void {
    this.next[tail] = this.#free;
    this.#free = head;
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
