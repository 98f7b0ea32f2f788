import type { ImageSet } from "../images/imageSet.js";
import type { Detector } from "../models/detector.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { configureFilters, filterSpots } from "./filters/index.js";
import type { FilterImages, SpotFilterParameters } from "./filters/spotFilter.js";
import { HotPixels } from "./hotPixels.js";
import { joinSpots, SpotBuilder } from "./spotBuilder.js";
import { spotTable } from "./spotTable.js";
import type { Stretch } from "./stretches.js";
import type { StrongPixels } from "./strongPixels.js";

export interface SpotCollectorOptions {
  /** Fewest and most strong pixels of a spot. */
  readonly minSpotSize: number;
  readonly maxSpotSize: number;
  readonly filter: SpotFilterParameters;
  /** Spots are made, and filtered, of each image for itself. */
  readonly imageByImage: boolean;
  readonly hotPixels: boolean;
  /** Highest trusted value instead of the panels'. */
  readonly maximumTrusted: number | null;
  readonly log: (message: string) => void;
}

/** Makes a filtered table of the strong pixels of a stretch of images, as they come. */
export class SpotCollector {
  readonly #set: ImageSet;
  readonly #detector: Detector;
  readonly #stretch: Stretch;
  readonly #options: SpotCollectorOptions;
  readonly #hot: readonly HotPixels[] | undefined;
  #last: number | undefined;
  #builders: SpotBuilder[];

  constructor(set: ImageSet, stretch: Stretch, options: SpotCollectorOptions) {
    this.#set = set;
    this.#detector = set.getDetector(stretch.begin);
    this.#stretch = stretch;
    this.#options = options;
    this.#builders = this.#newBuilders();
    if (options.hotPixels) this.#hot = this.#detector.panels.map(() => new HotPixels());
  }

  /** Adds the next image; its spots, when each image is for itself. */
  async add(frame: number, panels: readonly StrongPixels[]): Promise<ReflectionTable | undefined> {
    const follows = this.#last === undefined || frame === this.#last + 1;
    this.#last = frame;
    panels.forEach((pixels, panel) => {
      this.#builders[panel]!.add(frame, pixels);
      this.#hot?.[panel]?.add(pixels.places, follows);
    });
    if (!this.#options.imageByImage) return undefined;
    const table = await this.#table();
    this.#builders = this.#newBuilders();
    return table;
  }

  /** The spots of all images, when they are for all images together. */
  async finish(): Promise<ReflectionTable | undefined> {
    return this.#options.imageByImage ? undefined : await this.#table();
  }

  /** Places of pixels strong on every image, for each panel. */
  hotPixels(): Uint32Array[] {
    return this.#hot?.map(({ places }) => places) ?? [];
  }

  #newBuilders(): SpotBuilder[] {
    const { minSpotSize, maxSpotSize, imageByImage } = this.#options;
    const flat = imageByImage || !this.#set.isSequence() || this.#set.getScan()!.isStill();
    return this.#detector.panels.map((each, panel) => {
      const [nx, ny] = each.getImageSize();
      return new SpotBuilder({ panel, size: [ny, nx], flat, minSpotSize, maxSpotSize });
    });
  }

  async #table(): Promise<ReflectionTable> {
    const { minSpotSize, maxSpotSize, filter, log } = this.#options;
    const panels = this.#builders.map((builder) => builder.finish());
    const { shoeboxes, extracted, tooSmall, tooLarge } = joinSpots(panels);
    log(`\nExtracted ${extracted} spots`);
    log(`Removed ${tooSmall} spots with size < ${minSpotSize} pixels`);
    log(`Removed ${tooLarge} spots with size > ${maxSpotSize} pixels`);
    const table = spotTable(shoeboxes);
    log(`Calculated ${table.nrows} spot centroids`);
    log(`Calculated ${table.nrows} spot intensities`);
    const kept = await filterSpots(table, configureFilters(filter), { images: this.#images(), report: log });
    return kept.count() === table.nrows ? table : table.select(kept);
  }

  #images(): FilterImages {
    const { begin, end, frameOf } = this.#stretch;
    const indices = new Map(Array.from({ length: end - begin }, (_, i) => [frameOf(begin + i), begin + i]));
    return {
      panels: this.#detector.panels.map((panel) => {
        const [lowest, highest] = panel.getTrustedRange();
        return {
          imageSize: panel.getImageSize(),
          trustedRange: [lowest, this.#options.maximumTrusted ?? highest] as const,
        };
      }),
      image: (frame) => this.#set.getCorrectedData(indices.get(frame)!).map(({ values }) => values),
    };
  }
}
