import { EwaldError } from "../error.js";
import type { ImageSet } from "../images/imageSet.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { PanelMask, RawPanel, RealPanel } from "../models/imageAccess.js";
import { trustedRange } from "../models/trustedRange.js";
import { cutOut, Region } from "./region.js";
import { pixelsAt, type StrongPixels } from "./strongPixels.js";
import type { StrongPixelsSettings } from "./strongPixelsJob.js";
import { thresholdNamed } from "./threshold/index.js";
import type { PanelThreshold } from "./threshold/threshold.js";

/** What is found on one image. */
export interface ImageStrongPixels {
  /** One for each panel. */
  readonly panels: readonly StrongPixels[];
  /** Mean of the good pixels that are not strong, of all panels' means; NaN unless asked for. */
  readonly background: number;
  /** Why it could not be read, where that is ignored. */
  readonly unreadable?: string | undefined;
}

/** What is prepared for the images of one detector. */
interface Prepared {
  readonly thresholds: readonly PanelThreshold[];
  readonly trusted: readonly (readonly [lowest: number, highest: number])[];
  /** Of the file, where files have masks of their own. */
  file: number;
  /** Good pixels as far as all images of the file share them. */
  mask: readonly Uint8Array[];
}

/**
 * Finds the strong pixels of the images of a set, one after another, in memory that is used again and again. `mask` has the good
 * pixels of each panel besides what the images say.
 */
export class StrongPixelsFinder {
  readonly #set: ImageSet;
  readonly #settings: StrongPixelsSettings;
  readonly #mask: readonly Uint8Array[] | null;
  readonly #prepared = new WeakMap<Detector, Prepared>();
  readonly #region: Region | undefined;

  constructor(set: ImageSet, settings: StrongPixelsSettings, mask: readonly Uint8Array[] | null) {
    this.#set = set;
    this.#settings = settings;
    this.#mask = mask;
    this.#region = settings.region ? new Region(settings.region) : undefined;
  }

  /**
   * Strong pixels of image `index`. Throws EwaldError: of reading, unless it is ignored; `"out-of-range"` for too many strong
   * pixels; each names the image.
   */
  find(index: number): ImageStrongPixels {
    const set = this.#set;
    let raw: RawPanel[];
    try {
      raw = set.getRawData(index, { volatile: true });
    } catch (error) {
      if (!(error instanceof EwaldError)) throw error;
      const name = set.getImageIdentifier(index);
      const message = error.message.includes(set.getPath(index))
        ? error.message
        : `${name}: ${error.message}`;
      if (!this.#settings.ignoreUnreadable) throw new EwaldError(error.code, message, { cause: error });
      const panels = set.getDetector(index).panels.map(() => pixelsAt(new Int32Array(0), new Uint32Array(0)));
      return { panels, background: Number.NaN, unreadable: message };
    }
    const detector = set.getDetector(index);
    const prepared = this.#prepare(detector, index);
    const plain = isPlain(set, detector);
    checkShapes(raw, detector, () => set.getImageIdentifier(index));
    const dynamic = set.hasDynamicMask() ? this.#dynamic(index) : undefined;
    const corrected = plain ? raw : set.correct(raw, index);
    const panels: StrongPixels[] = [];
    let background = 0;
    let strong = 0;
    let pixels = 0;
    for (let panel = 0; panel < raw.length; panel++) {
      const { values } = corrected[panel]!;
      const [slow, fast] = raw[panel]!.shape;
      const trusted = prepared.trusted[panel]!;
      const own = dynamic?.[panel] ?? prepared.mask[panel]!;
      // Trusted are raw counts: where they are not what the threshold sees, the mask has to say so.
      const mask = plain ? own : trustedOf(raw[panel]!.values, trusted, own);
      const range = plain ? trusted : undefined;
      const region = this.#region;
      const image = region
        ? { ...cutOut(region, { shape: [slow, fast], values, mask }), trusted: range }
        : { shape: [slow, fast] as const, values, mask, trusted: range };
      const found = prepared.thresholds[panel]!(image);
      const places = region ? region.inPanel(found, fast) : found;
      panels.push(pixelsAt(values, places));
      if (this.#settings.meanBackground)
        background += meanBackground(values, mask, range, places) / raw.length;
      strong += places.length;
      pixels += values.length;
    }
    this.#checkNumber(strong, pixels, index);
    return { panels, background: this.#settings.meanBackground ? background : Number.NaN };
  }

  #checkNumber(strong: number, pixels: number, index: number): void {
    const fraction = this.#settings.maxStrongFraction;
    if (fraction === null || fraction >= 1) return;
    const most = Math.ceil(fraction * pixels);
    if (strong > most)
      throw new EwaldError(
        "out-of-range",
        `${strong} pixels of ${this.#set.getImageIdentifier(index)} are strong, more than the ${most} that max_strong_pixel_fraction = ` +
          `${fraction} allows; other threshold parameters, a mask, or a greater fraction would work.`,
      );
  }

  #prepare(detector: Detector, index: number): Prepared {
    const file = this.#set.places[index]!.file;
    let prepared = this.#prepared.get(detector);
    if (!prepared) {
      prepared = {
        thresholds: this.#thresholds(detector, this.#set.getBeam(index)),
        trusted: detector.panels.map((panel) => trustedOfPanel(panel, this.#settings.maximumTrusted)),
        file,
        mask: this.#static(index),
      };
      this.#prepared.set(detector, prepared);
    } else if (prepared.file !== file && this.#set.hasMaskOfFile()) {
      prepared.file = file;
      prepared.mask = this.#static(index);
    }
    return prepared;
  }

  #thresholds(detector: Detector, beam: Beam): PanelThreshold[] {
    const { algorithm, threshold, region } = this.#settings;
    const { prepare } = thresholdNamed(algorithm);
    return detector.panels.map((panel) => {
      const [nx, ny] = panel.getImageSize();
      const shape = region ? ([region[3] - region[2], region[1] - region[0]] as const) : ([ny, nx] as const);
      return prepare(threshold, { panel, beam, shape, ...(region && { region }) });
    });
  }

  #static(index: number): Uint8Array[] {
    return this.#with(this.#set.getStaticMask(index));
  }

  #dynamic(index: number): Uint8Array[] {
    return this.#with(this.#set.getDynamicMask(index));
  }

  #with(masks: readonly PanelMask[]): Uint8Array[] {
    return masks.map(({ values }, panel) => {
      const data = values.data as Uint8Array;
      const own = this.#mask?.[panel];
      if (own) for (let i = 0; i < data.length; i++) data[i]! &= own[i]!;
      return data;
    });
  }
}

/** Whether corrected counts are the raw ones. Throws EwaldError for a gain not above 0. */
function isPlain({ externalLookup: { gain, pedestal } }: ImageSet, detector: Detector): boolean {
  const maps = gain.filename !== "" || pedestal.filename !== "" || gain.data || pedestal.data;
  return !maps && detector.panels.every((panel) => panel.getGain() === 1 && panel.getPedestal() === 0);
}

/** The least and the greatest counts that are trusted, both included. */
function trustedOfPanel(
  panel: Detector["panels"][number],
  maximum: number | null,
): readonly [lowest: number, highest: number] {
  const { low, high, lowIncluded } = trustedRange(panel);
  return [lowIncluded ? low : above(low), maximum ?? high];
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);
/** The next greater double. */
function above(x: number): number {
  float[0] = x === 0 ? 0 : x;
  bits[0]! += x < 0 ? -1n : 1n;
  return float[0]!;
}

/** `mask` where counts are trusted too; in memory that the next call fills again. */
function trustedOf(
  values: Int32Array | Float64Array,
  [low, high]: readonly [number, number],
  mask: Uint8Array,
): Uint8Array {
  if (!trustedMemory || trustedMemory.length < mask.length) trustedMemory = new Uint8Array(mask.length);
  const out = trustedMemory.subarray(0, mask.length);
  for (let i = 0; i < mask.length; i++) out[i] = values[i]! >= low && values[i]! <= high ? mask[i]! : 0;
  return out;
}
let trustedMemory: Uint8Array | undefined;

/** Mean of good pixels that are not strong; NaN where there is none. */
function meanBackground(
  values: Int32Array | Float64Array,
  mask: Uint8Array,
  trusted: readonly [number, number] | undefined,
  strong: Uint32Array,
): number {
  const [low, high] = trusted ?? [-Infinity, Infinity];
  let sum = 0;
  let n = 0;
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    if (strong[next] === i) {
      next++;
      continue;
    }
    const value = values[i]!;
    if (!mask[i] || !(value >= low && value <= high)) continue;
    sum += value;
    n++;
  }
  return sum / n;
}

function checkShapes(raw: readonly (RawPanel | RealPanel)[], detector: Detector, name: () => string): void {
  if (raw.length !== detector.length)
    throw new EwaldError(
      "wrong-length",
      `${name()} has ${raw.length} panels, but the detector has ${detector.length}.`,
    );
  raw.forEach(({ shape: [slow, fast] }, i) => {
    const [nx, ny] = detector.panel(i).getImageSize();
    if (slow === ny && fast === nx) return;
    throw new EwaldError(
      "wrong-length",
      `Panel ${i} of ${name()} has ${slow} × ${fast} pixels (slow × fast), but the detector has ${ny} × ${nx}.`,
    );
  });
}
