import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import type { ImageSetContext } from "../models/imageAccess.js";
import type { ImageSetRecord } from "../models/imageSetData.js";
import { ExternalLookup } from "./externalLookup.js";
import { imageFileAccess, resolvedPath } from "./imageFiles.js";
import type { OpenOptions } from "./imageFormat.js";
import { ImageGrid } from "./imageGrid.js";
import { type ImageFileSource, ImageReader } from "./imageReader.js";
import { ImageSequence } from "./imageSequence.js";
import { ImageSet } from "./imageSet.js";
import { ImageSetModels } from "./imageSetModels.js";
import {
  byPath,
  findingBeside,
  type ImageSetOptions,
  imageSetParts,
  ofSource,
  placesOf,
} from "./imageSetParts.js";
import {
  checkConsecutive,
  expandTemplate,
  groupFiles,
  imagesInFolder,
  parseTemplate,
  splitPath,
} from "./template.js";

export interface TemplateOptions extends ImageSetOptions {
  /** [first, last] image number, both included; without, all the images there are. */
  readonly imageRange?: readonly [first: number, last: number];
}

export interface FilesOptions extends ImageSetOptions {
  /** Of files that hold many images: which of them, from 0, one for each path. Without, all. */
  readonly singleFileIndices?: readonly number[];
}

/** Paths that repeat, as in lists of images of one file, stand for one file. */
function distinct(paths: readonly string[]): { files: string[]; numbers: number[] } {
  const found = new Map<string, number>();
  const numbers = paths.map((path) => {
    const known = found.get(path) ?? found.size;
    found.set(path, known);
    return known;
  });
  return { files: [...found.keys()], numbers };
}

function setsOf(files: readonly ImageFileSource[], options: ImageSetOptions): ImageSet[] {
  const known = new Map(files.map((file) => [file.name, file]));
  return groupFiles(known.keys()).flatMap(({ template, images, paths }) => {
    const sources = paths.map((path) => known.get(path)!);
    const reader = new ImageReader(sources, options);
    if (reader.isSingleFile(0))
      return sources.map((source) => {
        const own = new ImageReader([source], options);
        const file = own.file(0);
        const made = { ...imageSetParts(own, placesOf(own, undefined), options), template: source.name };
        const turns = file.numImages > 1 && file.getScan(0) !== undefined;
        return turns ? new ImageSequence(made) : new ImageSet(made);
      });
    const all = imageSetParts(reader, placesOf(reader, undefined), options);
    const follow = images.length > 1 && images.every((image, i) => i === 0 || image === images[i - 1]! + 1);
    if (!template || !follow) return [new ImageSet(all)];
    const { before, width, after } = template;
    return [new ImageSequence({ ...all, template: `${before}${"#".repeat(width)}${after}` })];
  });
}

/** Makes image sets of files, as DIALS' class of this name does. */
export const ImageSetFactory = {
  /**
   * Image sets of these files: a sequence of those whose names have one template and whose numbers follow without a gap, a set
   * of others; a sequence of a file of many images that turn. Not in a browser.
   */
  new(filenames: string | readonly string[], options: ImageSetOptions = {}): ImageSet[] {
    const names = typeof filenames === "string" ? [filenames] : filenames;
    return setsOf(names.map(byPath), options);
  },

  /** The same of bytes, named as files are: those a user picked in a browser. */
  fromSources(sources: readonly ByteSource[], options: ImageSetOptions = {}): ImageSet[] {
    return setsOf(sources.map(ofSource), findingBeside(options));
  },

  /** The images of a template, `th_8_2_####.cbf`, or of a file of many images. Not in a browser. */
  fromTemplate(template: string, options: TemplateOptions = {}): ImageSequence {
    const resolved = imageFileAccess().resolve(template);
    const parsed = parseTemplate(resolved);
    if (!parsed) {
      const reader = new ImageReader([byPath(resolved)], options);
      const all = placesOf(reader, undefined);
      const [first, last] = options.imageRange ?? [1, all.length];
      return new ImageSequence({
        ...imageSetParts(reader, all.slice(first - 1, last), options),
        template: resolved,
        singleFile: true,
      });
    }
    const [first, last] = options.imageRange ?? rangeInFolder(template, parsed);
    const files = Array.from({ length: last - first + 1 }, (_, i) =>
      byPath(expandTemplate(parsed, first + i)),
    );
    const reader = new ImageReader(files, options);
    const places = files.map((_, file) => ({ file, index: 0 }));
    return new ImageSequence({
      ...imageSetParts(reader, places, options),
      template: resolved,
      singleFile: false,
    });
  },

  /** A set of these images, in this order, whatever their names. Not in a browser. */
  makeImageset(filenames: readonly string[], options: FilesOptions = {}): ImageSet {
    const { singleFileIndices } = options;
    if (!singleFileIndices) {
      const reader = new ImageReader(filenames.map(byPath), options);
      return new ImageSet(imageSetParts(reader, placesOf(reader, undefined), options));
    }
    const { files, numbers } = distinct(filenames);
    const reader = new ImageReader(files.map(byPath), options);
    const told = placesOf(new ImageReader(filenames.map(byPath)), singleFileIndices);
    const places = told.map(({ file, index }) => ({ file: numbers[file]!, index }));
    return new ImageSet({ ...imageSetParts(reader, places, options), singleFile: true });
  },

  /** A sequence of the images of these numbers, from 1, of a template or a file of many. Not in a browser. */
  makeSequence(template: string, indices: Iterable<number>, options: ImageSetOptions = {}): ImageSequence {
    const numbers = [...indices].sort((a, b) => a - b);
    checkConsecutive(numbers, template);
    return this.fromTemplate(template, { ...options, imageRange: [numbers[0]!, numbers.at(-1)!] });
  },

  /** The images of a record of an experiment list. No file is opened where the scan is known. */
  fromRecord,
};

function rangeInFolder(
  template: string,
  parsed: NonNullable<ReturnType<typeof parseTemplate>>,
): readonly [number, number] {
  const found = imagesInFolder(parsed, imageFileAccess().list(splitPath(parsed.before)[0]));
  if (found.length === 0)
    throw new EwaldError("file-not-found", `There are no files of the template ${template}.`);
  checkConsecutive(found, template);
  return [found[0]!, found.at(-1)!];
}

function fromRecord(record: ImageSetRecord, context: ImageSetContext): ImageSet {
  const from = context.file;
  const path = (text: string | null | undefined) => (text ? resolvedPath(text, from) : "");
  const options: OpenOptions = { params: record.params ?? {} };
  const lookup = new ExternalLookup({
    mask: path(record.mask),
    gain: path(record.gain),
    pedestal: path(record.pedestal),
    dx: path(record.dx),
    dy: path(record.dy),
  });
  const { beam, detector, goniometer, scan } = context;
  const models = new ImageSetModels({ beam, detector, goniometer, scan }, detector !== undefined);
  const shared = { models, lookup };
  const indices = record.single_file_indices;
  if (record.images) {
    const { files, numbers } = distinct(record.images.map(path));
    const reader = new ImageReader(files.map(byPath), options);
    const places = numbers.map((file, i) => ({ file, index: indices?.[i] ?? 0 }));
    if (indices && indices.length !== places.length)
      throw new EwaldError(
        "bad-format",
        `The imageset has ${places.length} images, but ${indices.length} single_file_indices.`,
      );
    const made = { reader, places, singleFile: indices ? true : undefined, ...shared };
    if (record.__id__ !== "ImageGrid") return new ImageSet(made);
    const [columns, rows] = record.grid_size ?? [places.length, 1];
    return new ImageGrid({ ...made, gridSize: [columns!, rows!] });
  }
  if (record.template === undefined)
    throw new EwaldError(
      "unsupported",
      `The imageset (${record.__id__}) names no files: its images were in the memory of the program that made it.`,
    );
  return sequenceOfRecord(record.template, indices, options, context, shared);
}

function sequenceOfRecord(
  text: string,
  indices: readonly number[] | undefined,
  options: OpenOptions,
  { file: from, scan }: ImageSetContext,
  shared: { models: ImageSetModels; lookup: ExternalLookup },
): ImageSequence {
  const template = resolvedPath(text, from, (resolved, files) => {
    const parsed = parseTemplate(resolved);
    if (!parsed) return files.exists(resolved);
    const first = scan?.getImageRange()[0];
    if (first !== undefined && files.exists(expandTemplate(parsed, first))) return true;
    return imagesInFolder(parsed, files.list(splitPath(parsed.before)[0])).length > 0;
  });
  const parsed = parseTemplate(template);
  if (!parsed) {
    const reader = new ImageReader([byPath(template)], options);
    const [first, last] = scan?.getArrayRange() ?? [0, reader.file(0).numImages];
    const places =
      indices && indices.length === last - first
        ? indices.map((index) => ({ file: 0, index }))
        : Array.from({ length: last - first }, (_, i) => ({ file: 0, index: first + i }));
    return new ImageSequence({ reader, places, template, singleFile: true, ...shared });
  }
  const [first, last] = scan?.getImageRange() ?? rangeInFolder(template, parsed);
  const files = Array.from({ length: last - first + 1 }, (_, i) => byPath(expandTemplate(parsed, first + i)));
  const reader = new ImageReader(files, options);
  const places = files.map((_, file) => ({ file, index: 0 }));
  return new ImageSequence({ reader, places, template, singleFile: false, ...shared });
}
