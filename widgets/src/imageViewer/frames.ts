import {
  EwaldError,
  type Executor,
  ImagePacker,
  type ImageSet,
  type PackedImage,
  type Stacking,
} from "ewald";
import type { Geometry } from "../shared/imageViewer.js";
import type { ImageAt } from "./context.js";
import { Geometries } from "./geometry.js";
import type { Images } from "./images.js";

/** Pixels across that become one in an overview. */
export const overviewBinning = 3;

/** How an image is wanted. */
export interface FrameWanted {
  readonly stack: number;
  readonly stacking: Stacking;
  readonly binning: number;
}

/**
 * Packed images for views. Of one that was asked for binned, the whole is packed with it and kept: it is asked for next. Some are kept
 * for other views and for the way back.
 */
export class Frames {
  readonly #images: Images;
  readonly #executor: Executor;
  readonly #packers = new Map<ImageSet, ImagePacker>();
  readonly #geometries = new Geometries();
  /** In order of last use. */
  readonly #kept = new Map<string, Promise<PackedImage[]>>();

  constructor(images: Images, executor: Executor) {
    this.#images = images;
    this.#executor = executor;
  }

  geometry(image: ImageAt): Geometry {
    return this.#geometries.of(image);
  }

  /** Begins to read an image that is about to be asked for, with its overview. What goes wrong is told then. */
  start(frame: number, wanted: Omit<FrameWanted, "binning">): void {
    this.get(frame, { ...wanted, binning: overviewBinning }, new AbortController().signal).catch(() => {});
  }

  /** Throws what reading the image throws; EwaldError `"aborted"`. */
  async get(
    frame: number,
    { stack, stacking, binning }: FrameWanted,
    signal: AbortSignal,
  ): Promise<PackedImage> {
    const key = `${frame} ${stack} ${stack === 1 ? "" : stacking}`;
    const asked = this.#kept.get(`${key} ${binning}`) ?? this.#kept.get(`${key} 1`);
    if (asked)
      try {
        const known = (await asked).find((image) => image.binning === binning);
        if (known) return known;
      } catch (error) {
        // Another view asked for it, and then did not wait for it.
        if (!(error instanceof EwaldError && error.code === "aborted") || signal.aborted) throw error;
      }
    const { set, first } = this.#images.setOf(frame);
    let packer = this.#packers.get(set);
    if (!packer) this.#packers.set(set, (packer = new ImagePacker(set, this.#executor)));
    const binnings = binning === 1 ? [1] : [binning, 1];
    const packing = packer.pack(
      { index: frame - first, stack, stacking, binnings },
      // Ending work ends its thread, which is worth it for long work alone.
      stack > manyImages ? signal : undefined,
    );
    for (const each of binnings) this.#keep(`${key} ${each}`, packing);
    return (await packing).find((image) => image.binning === binning)!;
  }

  #keep(key: string, packing: Promise<PackedImage[]>): void {
    this.#kept.delete(key);
    this.#kept.set(key, packing);
    // What could not be read may be there the next time, as images are while they are measured.
    packing.catch(() => this.#kept.get(key) === packing && this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) return;
      this.#kept.delete(oldest);
    }
  }
}

const manyImages = 8;
/** Packed images kept, an overview counting as one: each some 12 MB of a detector of 6 million pixels. */
const most = 4;
