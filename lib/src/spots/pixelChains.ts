/** No link: of a spot that keeps no pixels. */
export const noLink = -1;

/**
 * Numbers of a link, side by side in half a line of the processor's cache: place of its first pixel, array index, number of
 * pixels (up to `most`, along x), the next link, and from `values` on the bits of their counts.
 */
export const link = { stride: 8, place: 0, frame: 1, size: 2, next: 3, values: 4, most: 4 } as const;

/**
 * Pixels in closed chains, one a spot, known by their last link, which is followed by the first. Joining two costs the
 * same however long they are, and links given back are used again.
 */
export class PixelChains {
  /** All links: see {@link link}. Another, longer array once pixels are added beyond its end. */
  links = new Int32Array(0);
  /** The same bytes, for counts. */
  counts = new Float32Array(0);
  /** Links given back, the last on top: a list of its own, so that taking one need not wait for what it held. */
  #free = new Int32Array(0);
  #freeCount = 0;
  #used = 0;

  /** Adds the pixels [from, to) of an image, a run along x from `place`, after the link `last`; gives the new last one. */
  append(last: number, frame: number, place: number, values: Float32Array, from: number, to: number): number {
    let end = last;
    for (let i = from; i < to; i += link.most) {
      const size = Math.min(to - i, link.most);
      const added = this.#take();
      const { links, counts } = this;
      const at = added * link.stride;
      links[at + link.place] = place + i - from;
      links[at + link.frame] = frame;
      links[at + link.size] = size;
      for (let j = 0; j < size; j++) counts[at + link.values + j] = values[i + j]!;
      if (end === noLink) links[at + link.next] = added;
      else {
        const before = end * link.stride + link.next;
        links[at + link.next] = links[before]!;
        links[before] = added;
      }
      end = added;
    }
    return end;
  }

  /** Makes one chain of two, the second's pixels after the first's; its last link is the second's. */
  join(last: number, otherLast: number): number {
    const a = last * link.stride + link.next;
    const b = otherLast * link.stride + link.next;
    const first = this.links[a]!;
    this.links[a] = this.links[b]!;
    this.links[b] = first;
    return otherLast;
  }

  /** Gives a chain back. */
  release(last: number): void {
    let at = last;
    do {
      this.#free[this.#freeCount++] = at;
      at = this.links[at * link.stride + link.next]!;
    } while (at !== last);
  }

  #take(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount]!;
    if (this.#used * link.stride === this.links.length) this.#lengthen();
    return this.#used++;
  }

  #lengthen(): void {
    const length = Math.max(2 * this.#used, 1024);
    this.links = grown(this.links, length * link.stride);
    this.counts = new Float32Array(this.links.buffer);
    this.#free = grown(this.#free, length);
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
