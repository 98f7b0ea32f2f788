import { EwaldError } from "../error.js";

/**
 * The pixels of many shoeboxes, three arrays of one length, pixel for pixel: `data` and `background` in counts,
 * `mask` as sums of {@link MaskCode} bits. Which pixels are whose is the FlexShoebox's matter (bbox and start).
 *
 * A source decodes each array when first asked for it (counting mask bits needs no counts); each method is called
 * at most once, and the array it gives must have `pixels` elements.
 */
export interface ShoeboxPoolSource {
  /** Pixels in each array. */
  readonly pixels: number;
  data(): Float32Array;
  mask(): Uint8Array;
  background(): Float32Array;
}

/** Pools of shoebox pixels, decoded when first read, then kept. Several columns may share one. */
export class ShoeboxPools {
  /** Pixels in each pool. */
  readonly pixels: number;
  readonly #source: ShoeboxPoolSource;
  #data: Float32Array | undefined;
  #mask: Uint8Array | undefined;
  #background: Float32Array | undefined;

  constructor(source: ShoeboxPoolSource) {
    this.#source = source;
    this.pixels = source.pixels;
  }

  /** Pools over these arrays, not copied. Without background: zeros. */
  static of(data: Float32Array, mask: Uint8Array, background?: Float32Array): ShoeboxPools {
    const pools = new ShoeboxPools({
      pixels: data.length,
      data: () => data,
      mask: () => mask,
      background: () => background ?? new Float32Array(data.length),
    });
    checked(mask, data.length, "mask");
    if (background) checked(background, data.length, "background");
    return pools;
  }

  /** Pools without a pixel. */
  static empty(): ShoeboxPools {
    return ShoeboxPools.of(new Float32Array(0), new Uint8Array(0), new Float32Array(0));
  }

  /** The given pools one after another, joined only when read. */
  static join(parts: readonly ShoeboxPools[]): ShoeboxPools {
    const pixels = parts.reduce((sum, part) => sum + part.pixels, 0);
    const filled = <A extends Float32Array | Uint8Array>(out: A, of: (part: ShoeboxPools) => A): A => {
      let at = 0;
      for (const part of parts) {
        out.set(of(part), at);
        at += part.pixels;
      }
      return out;
    };
    return new ShoeboxPools({
      pixels,
      data: () => filled(new Float32Array(pixels), (part) => part.data),
      mask: () => filled(new Uint8Array(pixels), (part) => part.mask),
      background: () => filled(new Float32Array(pixels), (part) => part.background),
    });
  }

  /** Counts. */
  get data(): Float32Array {
    return (this.#data ??= checked(this.#source.data(), this.pixels, "data"));
  }

  /** MaskCode bits. */
  get mask(): Uint8Array {
    return (this.#mask ??= checked(this.#source.mask(), this.pixels, "mask"));
  }

  /** Background counts. */
  get background(): Float32Array {
    return (this.#background ??= checked(this.#source.background(), this.pixels, "background"));
  }
}

function checked<A extends Float32Array | Uint8Array>(array: A, pixels: number, what: string): A {
  if (array.length === pixels) return array;
  throw new EwaldError(
    "wrong-length",
    `A shoebox pool of ${pixels} pixels got a ${what} array of ${array.length}.`,
  );
}
