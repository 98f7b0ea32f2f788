import { defaultExecutor, EwaldError, ReflectionTable } from "ewald";
import { selectionOf } from "../selection.js";
import type {
  ImageViewerState,
  Pair,
  Projection,
  Stacking,
  StaleMessage,
  Transfer,
  TurnMessage,
} from "../shared/imageViewer.js";
import { answer } from "../widget/answer.js";
import { type MimeBundle, Widget } from "../widget/widget.js";
import type { ViewerContext } from "./context.js";
import { Frames } from "./frames.js";
import { Images, type ImagesInput } from "./images.js";
import { kernelLayers } from "./layers/index.js";
import { pictureOf } from "./picture.js";
import { viewerRequests } from "./requests/index.js";
import { placeOfRow } from "./rows.js";

/** Counts, percentiles and curve of the colours; what is left out stays as it is. */
export interface ContrastOptions {
  /** Counts of the first and last colour; null: by percentile. */
  readonly low?: number | null;
  readonly high?: number | null;
  /** Percent of good pixels below the first and above which the last colour is. */
  readonly percentiles?: Pair;
  readonly transfer?: Transfer;
  readonly gamma?: number;
  readonly scheme?: string;
  readonly invert?: boolean;
}

/** A point of a panel, pixel coordinates. */
export interface GotoOptions {
  readonly panel?: number;
  readonly x: number;
  readonly y: number;
  /** The image; the one shown when not given. */
  readonly frame?: number;
  /** Screen pixels (CSS) per detector pixel. */
  readonly scale?: number;
}

const nearby = 12;

/** Shows diffraction images; see {@link imageViewer}. */
export class ImageViewer extends Widget<ImageViewerState> {
  readonly #images: Images;
  readonly #frames: Frames;
  #serial = 0;

  constructor(input: ImagesInput, reflections?: ReflectionTable) {
    if (reflections !== undefined && !(reflections instanceof ReflectionTable))
      throw new EwaldError("wrong-type", "The second argument of imageViewer is a ReflectionTable.");
    const images = new Images(input);
    const life = new AbortController();
    const executor = defaultExecutor();
    const frames = new Frames(images, executor);
    const context: ViewerContext = {
      images,
      reflections,
      executor,
      frames,
      stale: (...layers) => this.send({ type: "stale", layers } satisfies StaleMessage),
      signal: life.signal,
    };
    super({
      view: "imageViewer",
      state: {
        title: images.sets.map(({ set }) => nameOf(set.getPath(0))).join(", "),
        length: images.length,
        frame: 0,
        projection: "image",
        scheme: "greyscale",
        invert: false,
        transfer: "linear",
        gamma: 0.5,
        low: null,
        high: null,
        percentiles: [1, 99.9],
        stack: 1,
        stacking: "sum",
        rate: 4,
        look: null,
        available: kernelLayers.filter((layer) => layer.available(context)).map(({ name }) => name),
        layers: {},
        layerOptions: {},
      },
      fallback: () => this.#still(),
    });
    this.#images = images;
    this.#frames = frames;
    answer(
      this,
      Object.fromEntries(
        viewerRequests.map((request) => [
          request.name,
          (content: Readonly<Record<string, unknown>>, signal: AbortSignal) =>
            request.answer(context, content, signal),
        ]),
      ),
    );
    const unobserve = reflections && this.#follow(reflections, context);
    this.onClose(() => {
      unobserve?.();
      life.abort();
    });
  }

  /** How many images there are. */
  get length(): number {
    return this.#images.length;
  }

  /** The image shown, from 0. Throws EwaldError `"out-of-range"` when set to one that is not there. */
  get frame(): number {
    return this.get("frame");
  }

  set frame(frame: number) {
    this.#images.setOf(frame);
    this.#turn(frame);
  }

  get projection(): Projection {
    return this.get("projection");
  }

  /** How the panels of a detector are laid side by side: "image", in its plane; "lab", as seen along the laboratory's z. */
  set projection(projection: Projection) {
    if (projection !== "image" && projection !== "lab")
      throw new EwaldError(
        "bad-argument",
        `There is no projection ${String(projection)}; image and lab would work.`,
      );
    this.set({ projection });
  }

  /** Looks at a point. Throws EwaldError `"out-of-range"` for an image or a panel that is not there. */
  goto({ panel = 0, x, y, frame = this.frame, scale }: GotoOptions): void {
    this.#images.at(frame).detector.panel(panel);
    const before = this.get("look")?.scale ?? 0;
    this.#turn(frame);
    this.set({
      look: { panel, x, y, scale: scale ?? Math.max(before, nearby), serial: ++this.#serial },
    });
  }

  /** Shows all of the picture. */
  fit(): void {
    this.set({ look: null });
  }

  setContrast(options: ContrastOptions): void {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.set(Object.fromEntries(given) as Partial<ImageViewerState>);
  }

  /** Shows `count` images from the one shown on as one; 1 for none. */
  stack(count: number, stacking: Stacking = "sum"): void {
    if (!(Number.isInteger(count) && count >= 1))
      throw new EwaldError("bad-argument", `${count} images cannot be stacked; 1 or more can.`);
    this.set({ stack: count, stacking });
  }

  /** Shows a layer, or hides it. */
  show(layer: string, on = true): void {
    this.set({ layers: { ...this.get("layers"), [layer]: on } });
  }

  /** Sets controls of a layer. */
  setLayer(layer: string, options: Record<string, unknown>): void {
    const all = this.get("layerOptions");
    this.set({ layerOptions: { ...all, [layer]: { ...all[layer], ...options } } });
  }

  /** The image shown as a PNG file with rings of resolution, without layers. Throws what reading the image throws. */
  toPNG(): Uint8Array {
    return pictureOf(this.#images.at(this.frame), this.projection);
  }

  override toString(): string {
    return `ImageViewer: ${this.length} ${this.length === 1 ? "image" : "images"} of ${this.get("title")}`;
  }

  #turn(frame: number): void {
    this.send({ type: "turn" } satisfies TurnMessage);
    this.set({ frame });
  }

  /** What pages without a kernel show; made when the viewer is shown, so its view is about to ask for the image. */
  #still(): MimeBundle {
    const [stack, stacking] = [this.get("stack"), this.get("stacking")];
    if (this.open() !== undefined && stack === 1) this.#frames.start(this.frame, { stack, stacking });
    try {
      return { "image/png": this.toPNG(), "text/plain": this.toString() };
    } catch (error) {
      return {
        "text/plain": `${this.toString()}. ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  /** Goes to the row that is selected alone, and has the layers of the selection drawn anew. */
  #follow(reflections: ReflectionTable, context: ViewerContext): () => void {
    const layers = kernelLayers.filter(({ ofSelection }) => ofSelection).map(({ name }) => name);
    return selectionOf(reflections).observe((selection, origin) => {
      if (layers.length > 0) context.stale(...layers);
      if (origin === this || origin === context || selection.indices.length !== 1) return;
      const place = placeOfRow(reflections, selection.indices[0]!, this.#images);
      if (place) this.goto(place);
    });
  }
}

const nameOf = (path: string) => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);

/**
 * Shows diffraction images in a notebook: contrast, zoom to single pixels, what lies under the pointer, frames by slider, keys and play,
 * stacks of them, and layers over them. With reflections of the same experiments these are drawn, and selecting one of their rows in
 * another view (`selectionOf(reflections)`) goes there.
 * @param images experiments with images, an experiment, or image sets
 */
export const imageViewer = (images: ImagesInput, reflections?: ReflectionTable): ImageViewer =>
  new ImageViewer(images, reflections);
