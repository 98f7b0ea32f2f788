import type { Vec2 } from "../array/vectors.js";
import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { PanelMask } from "../models/imageAccess.js";
import { ExternalLookup, type LookupPaths } from "./externalLookup.js";
import { imageFileAccess } from "./imageFiles.js";
import type { OpenOptions } from "./imageFormat.js";
import { type ImageFileSource, type ImagePlace, ImageReader } from "./imageReader.js";
import { type ImageModels, ImageSetModels } from "./imageSetModels.js";
import { splitPath } from "./template.js";

/** What an image set is made of; the factories put it together. */
export interface ImageSetParts {
  readonly reader: ImageReader;
  readonly places: readonly ImagePlace[];
  readonly models?: ImageSetModels;
  readonly lookup?: ExternalLookup;
  /** Whether a file holds many images; unknown, a file is asked. */
  readonly singleFile?: boolean | undefined;
  /** Of a sequence. */
  readonly template?: string | undefined;
  /** Of a grid: [columns, rows]. */
  readonly gridSize?: Vec2 | undefined;
  /** Shadows of the goniometer on the detector. */
  readonly masker?: DynamicMasker | undefined;
}

/** What the goniometer hides from the detector at an angle of the scan (degrees): DIALS' GoniometerMaskerFactory makes such. */
export interface DynamicMasker {
  /** 1 where a pixel is seen, one mask a panel; undefined when nothing is hidden. */
  getMask(detector: Detector, angle: number): PanelMask[] | undefined;
}

/** How images are opened, and what is known of them besides. */
export interface ImageSetOptions extends OpenOptions {
  /** Models of all images; those not given are read from the images. */
  readonly models?: ImageModels;
  /** Paths of lookup maps. */
  readonly lookup?: LookupPaths;
  /** Shadows of the goniometer on the detector. */
  readonly masker?: DynamicMasker;
  /** Bytes of further files that those of images refer to by name, as an HDF5 master to its data. */
  readonly beside?: readonly ByteSource[];
}

/** A file by its path. */
export const byPath = (name: string): ImageFileSource => ({
  name,
  byPath: true,
  open: () => imageFileAccess().open(name),
});
// Whoever gave the source closes it: files that are opened and let go of are read again later.
export const ofSource = (source: ByteSource): ImageFileSource => {
  const bytes: ByteSource = {
    name: source.name,
    size: source.size,
    read: (offset, length) => source.read(offset, length),
  };
  return { name: source.name, byPath: false, open: () => bytes };
};

/** The parts of a set of these images. */
export function imageSetParts(
  reader: ImageReader,
  places: readonly ImagePlace[],
  options: ImageSetOptions,
): ImageSetParts {
  return {
    reader,
    places,
    models: new ImageSetModels(options.models),
    lookup: new ExternalLookup(options.lookup),
    masker: options.masker,
  };
}

/** Each file's images in order: all of them, or those told. */
export function placesOf(reader: ImageReader, indices: readonly number[] | undefined): ImagePlace[] {
  if (!indices)
    return reader.files.flatMap((_, file) =>
      Array.from({ length: reader.file(file).numImages }, (_, index) => ({ file, index })),
    );
  const { length } = reader.files;
  if (length !== 1 && length !== indices.length)
    throw new EwaldError(
      "wrong-length",
      `${indices.length} places in files were given for ${length} files; give one for each.`,
    );
  return indices.map((index, i) => ({ file: length === 1 ? 0 : i, index }));
}

/** Those options, with the files that were given beside the images found by their names, whatever folder they are said to be in. */
export function findingBeside(options: ImageSetOptions): ImageSetOptions {
  const { beside } = options;
  if (!beside || options.open) return options;
  const open = (path: string): ByteSource => {
    const name = splitPath(path)[1];
    const found = beside.find((source) => splitPath(source.name)[1] === name);
    if (found) return ofSource(found).open();
    throw new EwaldError(
      "file-not-found",
      `The images refer to the file ${path}, which is not among the ${beside.length} given beside them.`,
    );
  };
  return { ...options, open };
}

/** The parts of a set of all images of bytes, in their order. */
export function partsOfSources(sources: readonly ByteSource[], options: ImageSetOptions): ImageSetParts {
  const reader = new ImageReader(sources.map(ofSource), findingBeside(options));
  return imageSetParts(reader, placesOf(reader, undefined), options);
}
