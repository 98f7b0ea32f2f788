import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Goniometer } from "../models/goniometer.js";
import type { Scan } from "../models/scan.js";
import { imageFileAccess } from "./imageFiles.js";
import type { OpenOptions } from "./imageFormat.js";
import { openImage } from "./openImage.js";
import { templateOf, templateText } from "./template.js";

/** What the header of one file of images says, without its pixels. */
export interface ImageHeader {
  readonly path: string;
  /** DIALS' name of the reader. */
  readonly format: string;
  readonly numImages: number;
  /** Whether the format keeps a whole sequence in one file. */
  readonly isSingleFile: boolean;
  readonly beam: Beam;
  readonly detector: Detector;
  readonly goniometer: Goniometer | undefined;
  readonly scan: Scan | undefined;
  /** Template and number of its name; undefined when it holds no number, or the image says nothing of a scan. */
  readonly template: string | undefined;
  readonly number: number | undefined;
}

/** Reads the header of a file. Throws EwaldError for a file that is no image, or a damaged one. */
export function readImageHeader(path: string, options: OpenOptions = {}): ImageHeader {
  const source = imageFileAccess().open(path);
  try {
    const file = openImage(source, options);
    // Of a file of many images the scan of all.
    const scan = file.isSingleFile ? file.getScan() : file.getScan(0);
    const named = scan && !file.isSingleFile ? templateOf(path) : undefined;
    const header = {
      path,
      format: file.format,
      numImages: file.numImages,
      isSingleFile: file.isSingleFile,
      beam: file.getBeam(0),
      detector: file.getDetector(0),
      goniometer: file.getGoniometer(0),
      scan,
      template: named && templateText(named.template),
      number: named?.image,
    };
    file.close();
    return header;
  } finally {
    source.close?.();
  }
}
