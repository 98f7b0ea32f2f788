import { FlexShoebox } from "../array/flexShoebox.js";
import { MaskCode } from "../array/maskCode.js";
import { FlexInt, FlexSizeT } from "../array/scalars.js";
import { ShoeboxPools } from "../array/shoeboxPools.js";
import { sortPermutation } from "../array/sort.js";
import { EwaldError } from "../error.js";
import type { GrowingSpots } from "./growingSpots.js";
import { grown, noPixel } from "./pixelChains.js";

/** Code of a strong pixel in a shoebox of spot finding. */
const strong = MaskCode.Valid | MaskCode.Foreground;

/** Spots that are complete: a box and the strong pixels in it, 8 bytes a pixel. */
export class ClosedSpots {
  #count = 0;
  #pixels = 0;
  #bbox = new Int32Array(0);
  #firstPlace = new Uint32Array(0);
  /** End of each spot's pixels. */
  #end = new Float64Array(0);
  /** Place of each pixel in its box, C order. */
  #inBox = new Uint32Array(0);
  #values = new Float32Array(0);

  /** Spots so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes a spot in, from an image `width` wide. */
  add(spots: GrowingSpots, spot: number, width: number): void {
    const i = this.#count;
    const size = spots.size[spot]!;
    this.#reserve(size);
    const [x0, y0, z0] = [spots.x0[spot]!, spots.y0[spot]!, spots.firstFrame[spot]!];
    const nx = spots.x1[spot]! - x0;
    const ny = spots.y1[spot]! - y0;
    const nz = spots.lastFrame[spot]! + 1 - z0;
    if (nx * ny * nz > 0xffffffff)
      throw new EwaldError(
        "out-of-range",
        `The box of the spot at x ${x0}, y ${y0}, z ${z0} has ${nz} × ${ny} × ${nx} pixels, more than a shoebox holds; ` +
          "give a smaller max_spot_size.",
      );
    this.#bbox.set([x0, x0 + nx, y0, y0 + ny, z0, z0 + nz], 6 * i);
    this.#firstPlace[i] = spots.firstPlace[spot]!;
    const { place, frame, value, next } = spots.chains;
    for (let pixel = spots.head[spot]!; pixel !== noPixel; pixel = next[pixel]!) {
      const y = Math.floor(place[pixel]! / width);
      const x = place[pixel]! - y * width;
      this.#inBox[this.#pixels] = ((frame[pixel]! - z0) * ny + (y - y0)) * nx + (x - x0);
      this.#values[this.#pixels++] = value[pixel]!;
    }
    this.#end[i] = this.#pixels;
    this.#count++;
  }

  /** Shoeboxes of all, by first pixel (z, then y, then x): strong pixels with mask 5, zeros elsewhere. */
  shoeboxes(panel: number): FlexShoebox {
    const n = this.#count;
    const order = this.#order();
    const bbox = new Int32Array(6 * n);
    const start = new Float64Array(n);
    let pixels = 0;
    for (let row = 0; row < n; row++) {
      const from = 6 * order[row]!;
      for (let j = 0; j < 6; j++) bbox[6 * row + j] = this.#bbox[from + j]!;
      start[row] = pixels;
      const [x0, x1, y0, y1, z0, z1] = bbox.subarray(6 * row, 6 * row + 6) as unknown as number[];
      pixels += (x1! - x0!) * (y1! - y0!) * (z1! - z0!);
    }
    const data = new Float32Array(pixels);
    const mask = new Uint8Array(pixels);
    for (let row = 0; row < n; row++) {
      const spot = order[row]!;
      for (let i = spot === 0 ? 0 : this.#end[spot - 1]!; i < this.#end[spot]!; i++) {
        const at = start[row]! + this.#inBox[i]!;
        data[at] = this.#values[i]!;
        mask[at] = strong;
      }
    }
    return new FlexShoebox({
      panel: new Uint32Array(n).fill(panel),
      bbox,
      start,
      pools: ShoeboxPools.of(data, mask),
    });
  }

  /** Spots by first pixel. */
  #order(): Uint32Array {
    const byPlace = sortPermutation(new FlexSizeT(this.#firstPlace.subarray(0, this.#count))).data;
    const frames = Int32Array.from(byPlace, (spot) => this.#bbox[6 * spot + 4]!);
    return sortPermutation(new FlexInt(frames)).data.map((i) => byPlace[i]!);
  }

  #reserve(pixels: number): void {
    if (this.#count === this.#firstPlace.length) {
      const length = Math.max(2 * this.#count, 256);
      this.#bbox = grown(this.#bbox, 6 * length);
      this.#firstPlace = grown(this.#firstPlace, length);
      this.#end = grown(this.#end, length);
    }
    if (this.#pixels + pixels > this.#values.length) {
      const length = Math.max(this.#pixels + pixels, 2 * this.#values.length, 4096);
      this.#inBox = grown(this.#inBox, length);
      this.#values = grown(this.#values, length);
    }
  }
}
