import type { FlexBool, FlexSizeT } from "../array/scalars.js";
import type { Vec2 } from "../array/vectors.js";
import type { Executor } from "../compute/executor.js";
import { EwaldError } from "../error.js";
import type { Beam } from "./beam.js";
import type { Detector } from "./detector.js";
import type { Goniometer } from "./goniometer.js";
import type { ImageSetRecord } from "./imageSetData.js";
import type { Scan } from "./scan.js";

/** One value for each pixel of a panel, row by row: `values[slow * shape[1] + fast]`. */
export interface RawPanel {
  /** [slow, fast], px. */
  readonly shape: readonly [slow: number, fast: number];
  /**
   * Counts as DIALS' readers give them: Int32Array for every integer type (unsigned 32-bit values beyond 2³¹−1 come as
   * negative numbers only where the format marks them: −1 gap, −2 bad), Float64Array for floating-point images.
   */
  readonly values: Int32Array | Float64Array;
}

/** One number for each pixel of a panel: corrected counts, a gain, a pedestal. */
export interface RealPanel {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: Float64Array;
}

/** A mask of one panel, 1 (true) where a pixel is good. */
export interface PanelMask {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: FlexBool;
}

/** The reader of an image format, by DIALS' name: `FormatCBFMiniPilatus`. */
export interface FormatClass {
  readonly name: string;
}

export interface FramesOptions {
  /** How many frames are read while one is worked on; 2 when not given, 0 for none. */
  readonly ahead?: number;
  /** Ends the reading: the loop throws EwaldError `"aborted"`. */
  readonly signal?: AbortSignal | undefined;
  /** Who reads ahead, when the images are files by path; without one, `defaultExecutor()` for more than 32 images. */
  readonly executor?: Executor | undefined;
}

/** One image of a set, its counts in memory. */
export interface FrameAccess {
  /** In its set, from 0. */
  readonly index: number;
  /** The pixels as they are, one array a panel; shared with the cache. */
  readonly rawData: readonly RawPanel[];
  /** As `imageset.getCorrectedData(index)`. */
  getCorrectedData(): RealPanel[];
  /** As `imageset.getMask(index)`. */
  getMask(): PanelMask[];
}

/**
 * Images as DIALS' ImageSet gives them; indices count images of the set from 0, and one that is not there is an EwaldError
 * `"out-of-range"`. `images/imageSet.ts` is its implementation; models know no more of images than this.
 */
export interface ImageAccess {
  readonly length: number;
  /** Of the file that holds the image. */
  getPath(index: number): string;
  /** The path; with `-index` after it for an image of a file of many. */
  getImageIdentifier(index: number): string;
  /** The pixels as they are, one array a panel. They are shared with the cache: copy before changing them. */
  getRawData(index: number): RawPanel[];
  /** (raw − pedestal) / gain, one array a panel. */
  getCorrectedData(index: number): RealPanel[];
  /** Counts per photon of each pixel: the external map, else the panels' values. */
  getGain(index: number): RealPanel[];
  /** Counts of each pixel without a photon: the external map, else the panels' values. */
  getPedestal(index: number): RealPanel[];
  /** Good pixels: external mask ∧ the format's own ∧ panels' rectangles ∧ shadows ∧ trusted range of the raw counts. */
  getMask(index: number): PanelMask[];
  /** The same without the trusted range: what the counts themselves do not say. */
  getDynamicMask(index: number): PanelMask[];
  /** Whether shadows of the goniometer are masked: known of the instrument and asked for (`dynamic_shadowing`). */
  hasDynamicMask(): boolean;
  getBeam(index?: number): Beam;
  getDetector(index?: number): Detector;
  getGoniometer(index?: number): Goniometer | undefined;
  /** Of one image; without an index, of the whole sequence. */
  getScan(index?: number): Scan | undefined;
  /** Places of the images among those of the files, from 0. */
  getIndices(): FlexSizeT;
  /** Image numbers, counted from 0, half-open: [first − 1, last). */
  getArrayRange(): Vec2;
  /** Path with a run of # for the image number, or of the one file. Throws unless it is a sequence. */
  getTemplate(): string;
  getFormatClass(): FormatClass;
  /** The set of images `begin` to `end`, half-open. */
  partialSet(begin: number, end: number): ImageAccess;
  /** As `partialSet`; negative numbers count from the end, as in arrays. */
  slice(begin?: number, end?: number): ImageAccess;
  /** 0 within the panels' untrusted rectangles. */
  getUntrustedRectangleMask(index?: number): PanelMask[];
  /** What users should know of how these images are taken; empty when nothing is out of the ordinary. */
  getNotices(): string[];
  /** Frames in order, the next ones read ahead while one is worked on. */
  frames(options?: FramesOptions): AsyncGenerator<FrameAccess>;
  /** Corrected data of each image. */
  [Symbol.iterator](): IterableIterator<RealPanel[]>;
}

/** What an experiment list says of the images of a set besides their record. */
export interface ImageSetContext {
  /** Path of the file that holds the record; its own paths are relative to that file's folder. */
  readonly file: string | undefined;
  readonly beam: Beam | undefined;
  readonly detector: Detector | undefined;
  readonly goniometer: Goniometer | undefined;
  /** Of all experiments on these images together. */
  readonly scan: Scan | undefined;
}

/** How the images of a record are opened; `images/` installs it, as models may not import images. */
export type ImageSetOpener = (record: ImageSetRecord, context: ImageSetContext) => ImageAccess;

let opener: ImageSetOpener | undefined;

export function installImageSetOpener(installed: ImageSetOpener): void {
  opener = installed;
}

export function imageSetOpener(): ImageSetOpener {
  if (opener) return opener;
  throw new EwaldError("unsupported", 'No reader of images is installed; import from "ewald" itself.');
}
