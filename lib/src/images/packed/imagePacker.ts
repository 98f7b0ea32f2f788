import { defineTask, type Executor, inlineExecutor } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";
import { trustedRange } from "../../models/trustedRange.js";
import type { ImageSet } from "../imageSet.js";
import { LruCache } from "../lruCache.js";
import { openPortableSet, opensElsewhere, type PortableSet, portableSet } from "../portableSet.js";
import { type PackedImage, packPixels } from "./packPixels.js";
import { joinStack, type Stacking, type StackPart, stackImages } from "./stackImages.js";

/** Images to be packed: of `stack` images from `index` one is made. */
export interface PackRequest {
  readonly index: number;
  readonly stack: number;
  readonly stacking: Stacking;
  /** One packed image for each. */
  readonly binnings: readonly number[];
}

interface StackOrder {
  readonly set: PortableSet & { readonly id: number };
  readonly begin: number;
  readonly end: number;
  readonly stacking: Stacking;
}

interface PackOrder extends PackRequest {
  readonly set: PortableSet & { readonly id: number };
  readonly parts?: readonly StackPart[];
}

/** Stacks of fewer images are made by one worker. */
const fewImages = 4;

/** Sets that a worker has open, by their numbers. */
const open = new LruCache<ImageSet>(
  4,
  () => 1,
  (set) => set.close(),
);

const owned = new WeakSet<ImageSet>();

function opened(portable: PackOrder["set"]): ImageSet {
  let set = open.get(`${portable.id}`);
  if (!set) {
    open.set(`${portable.id}`, (set = openPortableSet(portable)));
    owned.add(set);
  }
  return set;
}

const stackTask = defineTask(
  "images.stack",
  ({ set, begin, end, stacking }: StackOrder): StackPart =>
    stackImages(opened(set), begin, end, stacking, true),
);

const packTask = defineTask("images.pack", ({ set, parts, ...request }: PackOrder): PackedImage[] =>
  pack(opened(set), request, parts),
);

function pack(
  set: ImageSet,
  { index, stack, stacking, binnings }: PackRequest,
  parts?: readonly StackPart[],
): PackedImage[] {
  if (stack === 1 && !parts) {
    const raw = set.getRawData(index, { volatile: true });
    const { panels } = set.getDetector(index);
    const counted = masksOf(set, index).map((mask, i) => {
      const { low, high, lowIncluded } = trustedRange(panels[i]!);
      return { mask, low: lowIncluded ? low : Math.floor(low) + 1, high };
    });
    return packPixels(raw, counted, binnings);
  }
  const all = parts ?? [stackImages(set, index, index + stack, stacking, false)];
  const { panels, good } = joinStack(all, set, index, stack, stacking);
  const counted = good.map((mask) => ({
    mask,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  }));
  return packPixels(panels, counted, binnings);
}

/** Masks of sets whose images all have the same. */
const masks = new WeakMap<ImageSet, readonly Uint8Array[]>();

function masksOf(set: ImageSet, index: number): readonly Uint8Array[] {
  const known = masks.get(set);
  if (known) return known;
  const made = set.getDynamicMask(index).map(({ values }) => values.data as Uint8Array);
  // Of a worker's own set, whose models and maps nobody changes.
  if (owned.has(set) && !set.hasDynamicMask() && !set.hasMaskOfFile()) masks.set(set, made);
  return made;
}

let packers = 0;

/**
 * Reads, stacks and packs images of a set for views, by an executor's workers where these can open the images. What the set's masks and
 * models are is told them once, with the first image.
 */
export class ImagePacker {
  readonly #set: ImageSet;
  readonly #executor: Executor;
  readonly #id = ++packers;
  #portable: PackOrder["set"] | null | undefined;

  constructor(set: ImageSet, executor: Executor) {
    this.#set = set;
    this.#executor = executor;
  }

  /** Throws EwaldError: `"out-of-range"` for images that are not in the set, what reading them throws, `"aborted"`. */
  async pack(request: PackRequest, signal?: AbortSignal): Promise<PackedImage[]> {
    const { index, stack, stacking } = request;
    if (!(Number.isInteger(index) && index >= 0 && stack >= 1 && index + stack <= this.#set.length))
      throw new EwaldError(
        "out-of-range",
        `There ${stack === 1 ? `is no image ${index}` : `are no images ${index} to ${index + stack - 1}`} in a set of ${this.#set.length}, counted from 0.`,
      );
    const set = this.#elsewhere();
    if (!set) return pack(this.#set, request);
    const { workers } = this.#executor;
    let parts: StackPart[] | undefined;
    if (stack >= fewImages && workers > 1) {
      const shards = Array.from({ length: workers }, (_, i) => ({
        set,
        begin: index + Math.floor((i * stack) / workers),
        end: index + Math.floor(((i + 1) * stack) / workers),
        stacking,
      })).filter(({ begin, end }) => end > begin);
      parts = await this.#executor.map(stackTask, shards, { signal });
    }
    const order = parts ? { set, ...request, parts } : { set, ...request };
    const [packed] = await this.#executor.map(packTask, [order], { signal });
    return packed!;
  }

  #elsewhere(): PackOrder["set"] | null {
    if (this.#portable === undefined)
      this.#portable = this.#executor === inlineExecutor ? null : this.#tell();
    return this.#portable;
  }

  /** What others open the set by; null where they cannot, or where its headers cannot all be read. */
  #tell(): PackOrder["set"] | null {
    try {
      if (!opensElsewhere(this.#set)) return null;
      return { ...portableSet(this.#set, this.#executor.sharesMemory ?? false), id: this.#id };
    } catch (error) {
      if (error instanceof EwaldError) return null;
      throw error;
    }
  }
}
