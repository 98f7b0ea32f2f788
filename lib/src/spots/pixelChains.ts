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

  /** A pixel not in use, in no chain yet. The arrays may be other, longer ones afterwards. */
  take(): number {
    const pixel = this.#free;
    if (pixel === noPixel) {
      if (this.#used === this.next.length) this.#lengthen();
      return this.#used++;
    }
    this.#free = this.next[pixel]!;
    return pixel;
  }

  /** Gives a chain back, from its first to its last pixel. */
  release(head: number, tail: number): void {
    this.next[tail] = this.#free;
    this.#free = head;
  }

  #lengthen(): void {
    const length = Math.max(2 * this.#used, 1024);
    this.place = grown(this.place, length);
    this.frame = grown(this.frame, length);
    this.value = grown(this.value, length);
    this.next = grown(this.next, length);
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
