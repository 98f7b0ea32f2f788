import type { FrameAnswer, Geometry, Stacking } from "../../shared/imageViewer.js";
import { type Image, imageOf } from "./image.js";
import { Link } from "./link.js";

/** An image, or a stack that begins with it. */
export interface Wanted {
  readonly frame: number;
  readonly stack: number;
  readonly stacking: Stacking;
}

type Ask = (
  name: string,
  content: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<{
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers: readonly ArrayBuffer[];
}>;

/** Bytes of images kept: some ten of a detector of 6 million pixels. */
const budget = 160 * 2 ** 20;

const keyOf = ({ frame, stack, stacking }: Wanted) => `${frame} ${stack} ${stack === 1 ? "" : stacking}`;

/**
 * Images from the kernel: those used last are kept, the next one is fetched while one is looked at, and where the link is slow a small
 * overview comes first. One image is fetched at a time; who has turned to another is not kept waiting by those before.
 */
export class Loader {
  readonly #ask: Ask;
  readonly #signal: AbortSignal;
  readonly #geometries = new Map<number, Geometry>();
  /** In order of last use. */
  readonly #kept = new Map<string, Image>();
  readonly #coming = new Map<string, { readonly image: Promise<Image>; readonly stop: AbortController }>();
  readonly #link = new Link();

  constructor(ask: Ask, signal: AbortSignal) {
    this.#ask = ask;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.clear(), { once: true });
  }

  /** The image if it is here. */
  kept(wanted: Wanted): Image | undefined {
    const key = keyOf(wanted);
    const image = this.#kept.get(key);
    if (image) {
      this.#kept.delete(key);
      this.#kept.set(key, image);
    }
    return image;
  }

  /**
   * Fetches an image. `onOverview` is given a small one before, where the link is slow or not known yet. Rejects with what the kernel
   * says of an image that cannot be read, or an AbortError when another was asked for meanwhile.
   */
  async get(wanted: Wanted, onOverview: (overview: Image) => void): Promise<Image> {
    const key = keyOf(wanted);
    const kept = this.kept(wanted);
    if (kept) return kept;
    for (const [other, { stop }] of this.#coming) if (other !== key) stop.abort();
    const coming = this.#coming.get(key);
    if (coming) return coming.image;
    let whole: Promise<Image> | undefined;
    if (this.#link.isSlow) {
      // Asked for at once, so that the whole one does not wait for the way there and back.
      const stop = new AbortController();
      const overview = this.#fetch(wanted, true, stop.signal);
      whole = this.#begin(wanted, key, stop);
      let arrived = false;
      void whole.then(
        () => (arrived = true),
        () => (arrived = true),
      );
      overview.then(
        (image) => arrived || stop.signal.aborted || onOverview(image),
        () => {}, // the whole image tells what is wrong
      );
    }
    return whole ?? this.#begin(wanted, key, new AbortController());
  }

  /** Fetches an image that is likely to be looked at next, unless another is on its way. What goes wrong is told when it is looked at. */
  prefetch(wanted: Wanted): void {
    if (this.kept(wanted) || this.#coming.size > 0 || this.#signal.aborted) return;
    this.#begin(wanted, keyOf(wanted), new AbortController()).catch(() => {});
  }

  clear(): void {
    for (const { stop } of this.#coming.values()) stop.abort();
    this.#coming.clear();
    this.#kept.clear();
  }

  #begin(wanted: Wanted, key: string, stop: AbortController): Promise<Image> {
    const image = this.#fetch(wanted, false, stop.signal)
      .then((image) => {
        this.#keep(key, image);
        return image;
      })
      .finally(() => {
        if (this.#coming.get(key)?.image === image) this.#coming.delete(key);
      });
    this.#coming.set(key, { image, stop });
    return image;
  }

  async #fetch({ frame, stack, stacking }: Wanted, overview: boolean, stop: AbortSignal): Promise<Image> {
    const known = [...this.#geometries.keys()];
    const signal = AbortSignal.any([stop, this.#signal]);
    const plain = !overview && this.#link.plain;
    const start = performance.now();
    const asked = { frame, overview, stack, stacking, known, plain };
    const { content, buffers } = await this.#ask("frame", asked, signal);
    const answer = content as unknown as FrameAnswer;
    if (!overview) this.#link.took(performance.now() - start - answer.took, plain);
    if (!answer.info || !answer.pixels || !answer.histogram || !buffers[0])
      throw new Error("The kernel's answer holds no image.");
    if (answer.geometry) this.#geometries.set(answer.geometry.id, answer.geometry);
    const geometry = this.#geometries.get(answer.info.geometry);
    if (!geometry) throw new Error("The kernel's answer tells of a detector that it has not described.");
    return imageOf(answer, geometry, buffers);
  }

  #keep(key: string, image: Image): void {
    this.#kept.delete(key);
    this.#kept.set(key, image);
    let total = 0;
    for (const { bytes } of this.#kept.values()) total += bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (total <= budget || oldest === key) return;
      this.#kept.delete(oldest);
      total -= bytes;
    }
  }
}
