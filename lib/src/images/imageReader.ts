import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { imageFileAccess } from "./imageFiles.js";
import type { ImageFile, OpenOptions, PanelMask, RawDataOptions, RawPanel } from "./imageFormat.js";
import { LruCache } from "./lruCache.js";
import { openImage } from "./openImage.js";

/** A file of images, opened when it is needed. */
export interface ImageFileSource {
  /** Its path, or what the caller named it. */
  readonly name: string;
  open(): ByteSource;
  /** Whether another thread can open it by its name. */
  readonly byPath: boolean;
}

/** Where an image is: which file, and its place in it. */
export interface ImagePlace {
  readonly file: number;
  readonly index: number;
}

/** Bytes of decoded frames kept, of all imagesets together: some ten frames of a detector of 6 million pixels. */
const defaultCacheBytes = 256 * 2 ** 20;
/** Files kept open, of all imagesets together. */
const mostOpenFiles = 16;

const bytesOf = (panels: readonly RawPanel[]) =>
  panels.reduce((sum, { values }) => sum + values.byteLength, 0);
// An experiment list may hold a thousand imagesets of one still each: they share the caches, or memory would be theirs.
const frames = new LruCache<RawPanel[]>(defaultCacheBytes, bytesOf);
const openFiles = new LruCache<ImageFile>(
  mostOpenFiles,
  () => 1,
  (file) => file.close(),
);
let readers = 0;

/**
 * Bytes of decoded frames that are kept for the next time they are asked for, of all imagesets together; those not used for
 * longest go first. 256 MiB to begin with; the newest frame is kept in any case. Without an argument, what holds now.
 */
export function imageCacheBytes(limit?: number): number {
  if (limit === undefined) return frames.limit;
  if (!(limit >= 0))
    throw new EwaldError("bad-argument", `A cache of ${limit} bytes cannot be; give 0 or more.`);
  return (frames.limit = limit);
}

/** A file that another refers to, from that one's folder. */
function openBeside(path: string, from: ImageFileSource): ByteSource {
  if (from.byPath) {
    const access = imageFileAccess();
    return access.open(access.resolve(path, from.name));
  }
  throw new EwaldError(
    "file-not-found",
    `${from.name} refers to the file ${path}; give its bytes with those of the images, as "beside".`,
  );
}

/** The files of an imageset: opened when asked for, a few kept open, decoded frames kept within bounds. */
export class ImageReader {
  readonly files: readonly ImageFileSource[];
  readonly options: OpenOptions;
  readonly #id = ++readers;
  readonly #single: (boolean | undefined)[] = [];

  constructor(files: readonly ImageFileSource[], options: OpenOptions = {}) {
    this.files = files;
    this.options = options;
  }

  /** The opened file. It may be closed again when others are opened: use it at once, do not keep it. */
  file(number: number): ImageFile {
    const key = `${this.#id}:${number}`;
    const known = openFiles.get(key);
    if (known) return known;
    const source = this.files[number]!;
    const bytes = source.open();
    let file: ImageFile;
    try {
      file = openImage(bytes, { open: (path) => openBeside(path, source), ...this.options });
    } catch (error) {
      if (source.byPath) bytes.close?.();
      throw error;
    }
    openFiles.set(key, file);
    return file;
  }

  /** Whether a file holds a whole sequence. Opens it the first time only. */
  isSingleFile(number: number): boolean {
    return (this.#single[number] ??= this.file(number).isSingleFile);
  }

  /** What a file says of bad pixels; undefined when it says nothing. */
  staticMask(number: number): PanelMask[] | undefined {
    return this.file(number).getStaticMask?.();
  }

  /**
   * The frame, from the cache or decoded now. Its arrays are the cache's own; `volatile` leaves the cache as it is (see
   * `ImageFile.getRawData`).
   */
  rawData({ file, index }: ImagePlace, options: RawDataOptions = {}): RawPanel[] {
    const key = this.#key(file, index);
    const known = frames.get(key);
    if (known) return known;
    let panels: RawPanel[];
    try {
      panels = this.#opened(file, index).getRawData(index, options);
    } catch (error) {
      // Rewritten since it was opened, as images are while they are measured: once more from the start.
      if (!(error instanceof EwaldError && error.code === "file-changed")) throw error;
      this.release(file);
      panels = this.#opened(file, index).getRawData(index, options);
    }
    if (!options.volatile) frames.set(key, panels);
    return panels;
  }

  /** Whether the frame is in the cache. */
  has({ file, index }: ImagePlace): boolean {
    return frames.has(this.#key(file, index));
  }

  /** Puts a frame decoded elsewhere into the cache. */
  keep({ file, index }: ImagePlace, panels: RawPanel[]): void {
    frames.set(this.#key(file, index), panels);
  }

  /** Closes a file if it is open. */
  release(file: number): void {
    openFiles.delete(`${this.#id}:${file}`);
  }

  /** Closes all its files and forgets its frames. It opens them again when asked. */
  close(places: Iterable<ImagePlace>): void {
    for (const { file, index } of places) {
      this.release(file);
      frames.delete(this.#key(file, index));
    }
  }

  #opened(number: number, index: number): ImageFile {
    const file = this.file(number);
    if (index < file.numImages) return file;
    throw new EwaldError(
      "out-of-range",
      `There is no image ${index} in ${file.name}, which holds ${file.numImages}, counted from 0.`,
    );
  }

  #key(file: number, index: number): string {
    return `${this.#id}:${file}:${index}`;
  }
}
