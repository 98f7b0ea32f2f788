import type { FlexShoebox } from "../array/flexShoebox.js";
import { EwaldError } from "../error.js";
import { ClosedSpots } from "./closedSpots.js";
import { GrowingSpots, spotRecord } from "./growingSpots.js";
import { HotPixels } from "./hotPixels.js";
import { ImageRuns } from "./imageRuns.js";
import type { StrongPixels } from "./strongPixels.js";

/** What spots a {@link SpotBuilder} makes. */
export interface SpotBuilderOptions {
  /** Number of the panel. */
  readonly panel: number;
  /** [slow, fast] of the panel, px. */
  readonly size: readonly [slow: number, fast: number];
  /** Spots do not join over images, as on stills: 4 neighbours, not 6. */
  readonly flat: boolean;
  /** Fewest strong pixels of a spot. */
  readonly minSpotSize: number;
  /** Most strong pixels of a spot. */
  readonly maxSpotSize: number;
  /** Look also for pixels that are strong on every image. */
  readonly hotPixels?: boolean;
}

/** The spots of one panel, or of several. */
export interface Spots {
  /** Those of an allowed size, by panel, then by first pixel (z, y, x). Strong pixels have mask 5, the others data and mask 0. */
  readonly shoeboxes: FlexShoebox;
  /** Spots of any size. */
  readonly extracted: number;
  /** Spots of fewer than minSpotSize pixels. */
  readonly tooSmall: number;
  /** Spots of more than maxSpotSize pixels. */
  readonly tooLarge: number;
}

/** {@link Spots} of one panel. */
export interface PanelSpots extends Spots {
  readonly panel: number;
  /** Places (slow·width + fast) of pixels strong on every image, ascending, when asked for. */
  readonly hotPixels: Uint32Array | undefined;
}

/**
 * Makes spots of the strong pixels of one panel, image by image: strong pixels that share a face in x, y or z are of one
 * spot (`PixelListLabeller` and `PixelListShoeboxCreator` of DIALS). It holds the pixels of spots that can still grow, and
 * of finished ones that are kept; spots too large lose their pixels as they become so.
 */
export class SpotBuilder {
  readonly options: SpotBuilderOptions;
  readonly #growing: GrowingSpots;
  readonly #closed = new ClosedSpots();
  readonly #hot: HotPixels | undefined;
  /** Those of the last image, and of the one before, to be written over. */
  #runs = new ImageRuns();
  #spare = new ImageRuns();
  #frame: number | undefined;
  #extracted = 0;
  #tooSmall = 0;
  #tooLarge = 0;

  /** Throws EwaldError `"bad-argument"` for sizes that are not whole, or out of order. */
  constructor(options: SpotBuilderOptions) {
    const { size, minSpotSize, maxSpotSize } = options;
    const whole = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
    if (!whole(size[0], 0) || !whole(size[1], 0) || size[0] * size[1] > 0x7fffffff)
      throw new EwaldError("bad-argument", `A panel of ${size.join(" × ")} pixels has no places to count.`);
    if (!whole(minSpotSize, 1) || !whole(maxSpotSize, minSpotSize) || maxSpotSize >= 0x7fffffff)
      throw new EwaldError(
        "bad-argument",
        `Spots of ${minSpotSize} to ${maxSpotSize} pixels cannot be: min_spot_size must be a whole number of at least 1, ` +
          "max_spot_size a whole number not below it and below 2³¹ − 1.",
      );
    this.options = options;
    this.#growing = new GrowingSpots(maxSpotSize);
    this.#hot = options.hotPixels ? new HotPixels() : undefined;
  }

  /**
   * Adds the next image. `frame` is its array index, and must be greater than the last one's; images left out between two
   * are without strong pixels. The arrays are read, not kept. Throws EwaldError `"bad-argument"` for an image out of order
   * and for places that do not ascend or are not on the panel; the builder is then of no further use.
   */
  add(frame: number, pixels: StrongPixels): void {
    this.#check(frame, pixels);
    const { size, flat } = this.options;
    const width = size[1];
    const { places, values } = pixels;
    const n = places.length;
    const spots = this.#growing;
    const runs = this.#spare;
    const before = this.#runs;
    runs.count = 0;
    if (flat || frame - 1 !== this.#frame) before.count = 0;
    this.#hot?.add(places, this.#frame === undefined || frame - 1 === this.#frame);
    this.#frame = frame;

    let above = 0;
    let back = 0;
    for (let from = 0, to = 0; from < n; from = to) {
      const start = places[from]!;
      const y = Math.floor(start / width);
      const x = start - y * width;
      const most = Math.min(n, from + width - x);
      for (to = from + 1; to < most && places[to]! - start === to - from; ) to++;
      const end = start + to - from;
      // The spots it touches on the row above and on the image before.
      let spot = -1;
      while (above < runs.count && runs.ends[above]! <= start - width) above++;
      for (let run = above; run < runs.count && runs.starts[run]! < end - width; run++) {
        const other = spots.find(runs.slots[run]!);
        spot = spot < 0 ? other : spots.join(spot, other);
      }
      while (back < before.count && before.ends[back]! <= start) back++;
      for (let run = back; run < before.count && before.starts[run]! < end; run++) {
        const other = spots.find(before.slots[run]!);
        spot = spot < 0 ? other : spots.join(spot, other);
      }
      if (spot < 0) spot = spots.open(frame, start, x, y);
      spots.grow(spot, frame, start, x, y, values, from, to);
      runs.add(start, end, spot);
    }
    for (let run = 0; run < runs.count; run++) runs.slots[run] = spots.find(runs.slots[run]!);
    this.#runs = runs;
    this.#spare = before;
    spots.sweep(frame, this.#close);
  }

  /** The spots of all images added. Nothing can be added afterwards. */
  finish(): PanelSpots {
    this.#growing.sweep(Number.POSITIVE_INFINITY, this.#close);
    const { panel } = this.options;
    return {
      panel,
      shoeboxes: this.#closed.shoeboxes(panel),
      extracted: this.#extracted,
      tooSmall: this.#tooSmall,
      tooLarge: this.#tooLarge,
      hotPixels: this.#hot?.places,
    };
  }

  readonly #close = (spot: number): void => {
    const size = this.#growing.records[spot * spotRecord.stride + spotRecord.size]!;
    this.#extracted++;
    if (size < this.options.minSpotSize) this.#tooSmall++;
    else if (size > this.options.maxSpotSize) this.#tooLarge++;
    else this.#closed.add(this.#growing, spot, this.options.size[1]);
  };

  #check(frame: number, { places, values }: StrongPixels): void {
    const where = `panel ${this.options.panel}, array index ${frame}`;
    if (!Number.isSafeInteger(frame) || Math.abs(frame) >= 2 ** 31 - 1)
      throw new EwaldError("bad-argument", `${frame} is not the array index of an image.`);
    if (this.#frame !== undefined && frame <= this.#frame)
      throw new EwaldError(
        "bad-argument",
        `Images must come in order: array index ${frame} cannot follow ${this.#frame} on panel ${this.options.panel}.`,
      );
    if (places.length !== values.length)
      throw new EwaldError(
        "wrong-length",
        `The ${places.length} strong pixels of ${where} have ${values.length} values.`,
      );
    const pixels = this.options.size[0] * this.options.size[1];
    let last = -1;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      if (place <= last || place >= pixels)
        throw new EwaldError(
          "bad-argument",
          `Strong pixel ${i} of ${where} is at place ${place}, after ${last} and of ${pixels}; places must ascend within the panel.`,
        );
      last = place;
    }
  }
}

/** The spots of several panels, or scans, one after another. Throws EwaldError `"bad-argument"` without any. */
export function joinSpots(parts: readonly Spots[]): Spots {
  const [first, ...rest] = parts;
  if (!first)
    throw new EwaldError("bad-argument", "There are no spots to join: give those of one panel at least.");
  const sum = (key: "extracted" | "tooSmall" | "tooLarge") => parts.reduce((n, part) => n + part[key], 0);
  return {
    shoeboxes: first.shoeboxes.concat(...rest.map((part) => part.shoeboxes)),
    extracted: sum("extracted"),
    tooSmall: sum("tooSmall"),
    tooLarge: sum("tooLarge"),
  };
}
