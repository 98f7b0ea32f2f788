import { abortedError, defaultExecutor, defineTask, type Executor } from "../compute/executor.js";
import { EwaldError } from "../error.js";
import type { PanelMask, RawPanel, RealPanel } from "../models/imageAccess.js";
import { imageFileAccess } from "./imageFiles.js";
import type { OpenOptions } from "./imageFormat.js";
import { type ImagePlace, ImageReader } from "./imageReader.js";
import { LruCache } from "./lruCache.js";

export interface FramesOptions {
  /** How many frames are read while one is worked on; 2 when not given, 0 for none. */
  readonly ahead?: number;
  /** Ends the reading: the loop throws EwaldError `"aborted"`. */
  readonly signal?: AbortSignal | undefined;
  /** Who reads ahead, when the images are files by path; without one, `defaultExecutor()` for more than eight images. */
  readonly executor?: Executor | undefined;
}

/** What `readFrames` needs of an image set. */
interface FrameSource {
  readonly length: number;
  readonly reader: ImageReader;
  readonly places: readonly ImagePlace[];
  getRawData(index: number): RawPanel[];
  correct(raw: readonly RawPanel[], index: number): RealPanel[];
  maskOf(raw: readonly RawPanel[], index: number): PanelMask[];
}

/** One image of a set, its counts in memory. */
export class Frame {
  /** In its set, from 0. */
  readonly index: number;
  /** The pixels as they are, one array a panel; shared with the cache. */
  readonly rawData: readonly RawPanel[];
  readonly #set: FrameSource;

  constructor(set: FrameSource, index: number, rawData: readonly RawPanel[]) {
    this.#set = set;
    this.index = index;
    this.rawData = rawData;
  }

  /** As `imageset.getCorrectedData(index)`. */
  getCorrectedData(): RealPanel[] {
    return this.#set.correct(this.rawData, this.index);
  }

  /** As `imageset.getMask(index)`. */
  getMask(): PanelMask[] {
    return this.#set.maskOf(this.rawData, this.index);
  }
}

interface FrameRequest {
  readonly path: string;
  readonly index: number;
  readonly params: Readonly<Record<string, unknown>> | undefined;
  readonly checksums: OpenOptions["checksums"];
}

/** So many images are read before threads have started. */
const fewImages = 8;

/** Readers of a worker, by file and what its format was told: a file of many images is opened once. */
const readers = new LruCache<ImageReader>(
  16,
  () => 1,
  (reader) => reader.release(0),
);

const readFrame = defineTask("images.readFrame", ({ path, index, params, checksums }: FrameRequest) => {
  const key = JSON.stringify([path, params, checksums]);
  let reader = readers.get(key);
  if (!reader) {
    const source = { name: path, byPath: true, open: () => imageFileAccess().open(path) };
    reader = new ImageReader([source], { ...(params && { params }), ...(checksums && { checksums }) });
    readers.set(key, reader);
  }
  try {
    return reader.file(0).getRawData(index);
  } catch (error) {
    if (!(error instanceof EwaldError && error.code === "file-changed")) throw error;
    reader.release(0);
    return reader.file(0).getRawData(index);
  }
});

/**
 * The frames of a set in order. Files by path are read and decoded by the executor's workers, `ahead` of them before they are
 * asked for; others one by one as they are asked for. What is yielded does not depend on who read it.
 */
export async function* readFrames(
  set: FrameSource,
  { ahead = 2, signal, executor }: FramesOptions = {},
): AsyncGenerator<Frame> {
  if (!(Number.isInteger(ahead) && ahead >= 0))
    throw new EwaldError(
      "bad-argument",
      `${ahead} frames cannot be read ahead; give a whole number from 0 on.`,
    );
  const { reader, places } = set;
  const allByPath = places.every(({ file }) => reader.files[file]!.byPath);
  const others = executor ?? (set.length > fewImages ? defaultExecutor() : undefined);
  const workers = ahead > 0 && allByPath && others && others.workers > 1 ? others : undefined;
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const coming = new Map<number, Promise<RawPanel[]>>();
  const begin = (index: number): void => {
    const place = places[index]!;
    if (coming.has(index) || reader.has(place)) return;
    const { params, checksums } = reader.options;
    const request = { path: reader.files[place.file]!.name, index: place.index, params, checksums };
    const frame = workers!.map(readFrame, [request], { signal: stop.signal }).then(([panels]) => panels!);
    frame.catch(() => {}); // it is told to whoever asks for the frame; nobody may
    coming.set(index, frame);
  };
  try {
    for (let index = 0; index < set.length; index++) {
      if (signal?.aborted) throw abortedError();
      if (workers)
        for (let next = index; next <= Math.min(index + ahead, set.length - 1); next++) begin(next);
      const frame = coming.get(index);
      coming.delete(index);
      let panels: RawPanel[];
      if (frame) reader.keep(places[index]!, (panels = await frame));
      else panels = set.getRawData(index);
      yield new Frame(set, index, panels);
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}
