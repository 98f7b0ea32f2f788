import { FlexShoebox } from "../array/flexShoebox.js";
import { MaskCode } from "../array/maskCode.js";
import { FlexInt, FlexSizeT } from "../array/scalars.js";
import { boxSize } from "../array/shoebox.js";
import { ShoeboxPools } from "../array/shoeboxPools.js";
import { sortPermutation } from "../array/sort.js";
import { EwaldError } from "../error.js";
import { type GrowingSpots, spotRecord } from "./growingSpots.js";
import { grown, link } from "./pixelChains.js";

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
    const { records, chains } = spots;
    const s = spot * spotRecord.stride;
    this.#reserve(records[s + spotRecord.size]!);
    const x0 = records[s + spotRecord.x0]!;
    const y0 = records[s + spotRecord.y0]!;
    const z0 = records[s + spotRecord.firstFrame]!;
    const nx = records[s + spotRecord.x1]! - x0;
    const ny = records[s + spotRecord.y1]! - y0;
    const nz = records[s + spotRecord.lastFrame]! + 1 - z0;
    if (nx * ny * nz > 0xffffffff)
      throw new EwaldError(
        "out-of-range",
        `The box of the spot at x ${x0}, y ${y0}, z ${z0} has ${nz} × ${ny} × ${nx} pixels, more than a shoebox holds; ` +
          "give a smaller max_spot_size.",
      );
    const box = this.#bbox;
    box[6 * i] = x0;
    box[6 * i + 1] = x0 + nx;
    box[6 * i + 2] = y0;
    box[6 * i + 3] = y0 + ny;
    box[6 * i + 4] = z0;
    box[6 * i + 5] = z0 + nz;
    this.#firstPlace[i] = records[s + spotRecord.firstPlace]!;
    const { links, counts } = chains;
    const last = records[s + spotRecord.last]!;
    let to = this.#pixels;
    let at = last;
    do {
      at = links[at * link.stride + link.next]!;
      const l = at * link.stride;
      const place = links[l + link.place]!;
      const y = Math.floor(place / width);
      const x = place - y * width;
      const inBox = ((links[l + link.frame]! - z0) * ny + (y - y0)) * nx + (x - x0);
      for (let j = 0; j < links[l + link.size]!; j++) {
        this.#inBox[to] = inBox + j;
        this.#values[to++] = counts[l + link.values + j]!;
      }
    } while (at !== last);
    this.#pixels = to;
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
      pixels += boxSize(bbox, 6 * row);
    }
    const { data, mask } = pixelArrays(pixels, n);
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

function pixelArrays(pixels: number, spots: number): { data: Float32Array; mask: Uint8Array } {
  try {
    return { data: new Float32Array(pixels), mask: new Uint8Array(pixels) };
  } catch (cause) {
    throw new EwaldError(
      "out-of-range",
      `The boxes of ${spots} spots have ${pixels} pixels, more than memory holds; a higher threshold or a smaller max_spot_size would work.`,
      { cause },
    );
  }
}
