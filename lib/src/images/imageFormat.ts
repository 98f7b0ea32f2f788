import type { ByteSource } from "../bytes/byteSource.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Goniometer } from "../models/goniometer.js";
import type { PanelMask, RawPanel } from "../models/imageAccess.js";
import type { Scan } from "../models/scan.js";

export type { PanelMask, RawPanel } from "../models/imageAccess.js";

/** How a file of images is opened. */
export interface OpenOptions {
  /** What the imageset's `params` say: `multi_panel`, `dynamic_shadowing` …, as DIALS' format_kwargs. */
  readonly params?: Readonly<Record<string, unknown>>;
  /**
   * Whether checksums in the file are held against its data, a mismatch being an error. Default `"ignore"`, as DIALS does: an MD5
   * of 6 Mpx takes 8 ms even natively, all the rest of reading such an image 3 ms. That the data have the right length and
   * decode to the right number of pixels is checked always.
   */
  readonly checksums?: "check" | "ignore";
  /**
   * Of files whose headers are read one after another: what formats remember from one to the next. Models of consecutive headers that
   * say the same may then be the same objects.
   */
  readonly series?: HeaderSeries;
  /** Opens a file that this one refers to (HDF5 external links), by its path as written there. */
  readonly open?: (path: string) => ByteSource;
}

/** What each format knows of the last headers, under its name. */
export type HeaderSeries = Map<string, object>;

export interface RawDataOptions {
  /** Default false: the arrays are the caller's. */
  readonly volatile?: boolean;
}

/**
 * One opened file of images. Models are fresh objects (but see `series`), those DIALS' reader of the same format makes from the header; the
 * index counts images of this file from 0.
 */
export interface ImageFile {
  /** DIALS' name of the reader it stands in for: `FormatCBFMiniPilatus`. */
  readonly format: string;
  /** What error messages call the file. */
  readonly name: string;
  readonly numImages: number;
  /** Whether the format keeps a whole sequence in one file (NXmx), so that templates have no `#`. */
  readonly isSingleFile: boolean;
  getBeam(index?: number): Beam;
  getDetector(index?: number): Detector;
  /** Undefined for stills. */
  getGoniometer(index?: number): Goniometer | undefined;
  /** Of the one image, or of all images of a single file; undefined for stills. */
  getScan(index?: number): Scan | undefined;
  /**
   * The pixels as they are, one array a panel. Throws EwaldError `"bad-format"`, `"out-of-range"`. With `volatile` the arrays may
   * be filled again by the next volatile read of any file: for a loop that is done with an image before it asks for the
   * next, and spared new memory for each.
   */
  getRawData(index?: number, options?: RawDataOptions): RawPanel[];
  /** What the file itself says of bad pixels (HDF5 pixel masks); undefined when it says nothing. */
  getStaticMask?(): PanelMask[] | undefined;
  /** Lets go of the file. */
  close(): void;
}

/** One image format, a line of `formats.ts`. */
export interface ImageFormat {
  /** As DIALS' most general reader of the kind: `FormatCBFMini`. */
  readonly name: string;
  /** Whether the bytes are of this format; `head` holds the first bytes (4096 or all there are) of the unpacked file. */
  understands(head: Uint8Array, source: ByteSource): boolean;
  open(source: ByteSource, options: OpenOptions): ImageFile;
}
