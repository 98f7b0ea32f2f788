/** Places of pixels that are strong on every image of a run, as DIALS' `write_hot_mask` marks them. */
export class HotPixels {
  #places: Uint32Array | undefined;

  /** Takes in the strong pixels of the next image, ascending; `consecutive` unless images were left out before it. */
  add(places: Uint32Array, consecutive: boolean): void {
    if (!consecutive) this.#places = new Uint32Array(0);
    else this.#places = this.#places ? inBoth(this.#places, places) : places.slice();
  }

  /** Those strong on every image so far, ascending: a copy. */
  get places(): Uint32Array {
    return this.#places?.slice() ?? new Uint32Array(0);
  }
}

function inBoth(a: Uint32Array, b: Uint32Array): Uint32Array {
  let kept = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; i++) {
    while (j < b.length && b[j]! < a[i]!) j++;
    if (b[j] === a[i]) a[kept++] = a[i]!;
  }
  return a.slice(0, kept);
}

/** Mask of one panel, slow × fast: 0 at hot pixels, 1 elsewhere (`hot_mask` of dials.find_spots). */
export function hotMask(
  [slow, fast]: readonly [slow: number, fast: number],
  hotPixels: Uint32Array,
): Uint8Array {
  const mask = new Uint8Array(slow * fast).fill(1);
  for (const place of hotPixels) mask[place] = 0;
  return mask;
}
