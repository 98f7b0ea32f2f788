import type { Pair, Projection } from "../../shared/imageViewer.js";
import { element } from "../ui/index.js";
import { type Contrast, type Palette, paletteOf } from "./contrast.js";
import type { Image } from "./image.js";
import { drawNumbers } from "./numbers.js";
import { paintPanel } from "./paint.js";
import type { Pooling } from "./pixels.js";
import { Viewport } from "./viewport.js";

/** What of the picture is looked at: its point in the middle and the scale; undefined for all of it. */
export interface Look {
  readonly centre: Pair;
  readonly scale: number;
}

/** Screen pixels (CSS) per pixel of the picture at most. */
const largest = 160;

/** Two canvases, one over the other: the image, and what is drawn over it. Drawn at most once each animation frame. */
export class Stage {
  readonly el: HTMLElement;
  readonly #base: HTMLCanvasElement;
  readonly #over: HTMLCanvasElement;
  readonly #drawOver: (context: CanvasRenderingContext2D, viewport: Viewport) => void;
  readonly #onView: () => void;
  #image: Image | undefined;
  #contrast: Contrast | undefined;
  #palette: Palette | undefined;
  #pooling: Pooling = "max";
  #projection: Projection = "image";
  #look: Look | undefined;
  #viewport: Viewport | undefined;
  #pixels: ImageData | undefined;
  #dirty: "nothing" | "over" | "all" = "nothing";
  #queued = false;

  /** `drawOver` draws over the image, the context in CSS pixels; `onView` is told when another part is looked at. */
  constructor(
    drawOver: (context: CanvasRenderingContext2D, viewport: Viewport) => void,
    onView: () => void,
    signal: AbortSignal,
  ) {
    this.#drawOver = drawOver;
    this.#onView = onView;
    this.#base = element("canvas", { class: "ewald-iv-canvas", "aria-hidden": "true" });
    this.#over = element("canvas", { class: "ewald-iv-canvas", "aria-hidden": "true" });
    this.el = element(
      "div",
      {
        class: "ewald-iv-stage",
        tabindex: 0,
        role: "application",
        "aria-label":
          "Diffraction image. Arrow keys change the image, plus and minus zoom, shift and arrow keys move it.",
      },
      this.#base,
      this.#over,
    );
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(this.el);
    // A notebook takes cells that are scrolled away out of the page, and what is drawn meanwhile has no size.
    const sight = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#measure();
    });
    sight.observe(this.el);
    signal.addEventListener(
      "abort",
      () => {
        sizes.disconnect();
        sight.disconnect();
        this.#image = this.#pixels = this.#palette = undefined;
        // Memory of canvases goes at once when they have no size, not when they are collected.
        for (const canvas of [this.#base, this.#over]) canvas.width = canvas.height = 0;
      },
      { once: true },
    );
  }

  get viewport(): Viewport | undefined {
    return this.#viewport;
  }

  get image(): Image | undefined {
    return this.#image;
  }

  show(image: Image | undefined): void {
    const another = image?.geometry !== this.#image?.geometry;
    this.#image = image;
    this.#palette = undefined;
    if (another) this.#place();
    this.redraw();
  }

  setContrast(contrast: Contrast): void {
    this.#contrast = contrast;
    this.#palette = undefined;
    this.redraw();
  }

  setPooling(pooling: Pooling): void {
    this.#pooling = pooling;
    this.redraw();
  }

  setProjection(projection: Projection): void {
    if (projection === this.#projection) return;
    this.#projection = projection;
    this.#look = undefined;
    this.#place();
  }

  /** Screen pixels per pixel at which all is seen; undefined before there is anything. */
  get fitScale(): number | undefined {
    const box = this.#pictureBox();
    const { clientWidth: width, clientHeight: height } = this.el;
    if (!box || width === 0 || height === 0) return undefined;
    return 0.98 * Math.min(width / (box[2] - box[0]), height / (box[3] - box[1]));
  }

  /** Looks at a part of the picture; undefined: at all of it. */
  look(look: Look | undefined): void {
    this.#look = look;
    this.#place();
  }

  /** Zooms about a point of the screen, which stays where it is. */
  zoom(factor: number, about: Pair = [this.el.clientWidth / 2, this.el.clientHeight / 2]): void {
    const view = this.#viewport;
    const fit = this.fitScale;
    if (!view || !fit) return;
    const scale = Math.min(largest, Math.max(fit / 2, view.scale * factor));
    const [x, y] = view.toPicture(about);
    const centre: Pair = [x - (about[0] - view.width / 2) / scale, y - (about[1] - view.height / 2) / scale];
    this.look({ centre, scale });
  }

  /** Moves the picture by so much of the screen. */
  move(dx: number, dy: number): void {
    const view = this.#viewport;
    if (!view) return;
    this.look({
      centre: [view.centre[0] - dx / view.scale, view.centre[1] - dy / view.scale],
      scale: view.scale,
    });
  }

  /** Draws image and overlay, or the overlay alone, at the next animation frame. */
  redraw(what: "all" | "over" = "all"): void {
    if (what === "all" || this.#dirty === "nothing") this.#dirty = what;
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  #measure(): void {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.el.clientWidth, this.el.clientHeight];
    if (width === 0 || height === 0) return;
    for (const canvas of [this.#base, this.#over]) {
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w) canvas.width = w;
      if (canvas.height !== h) canvas.height = h;
    }
    this.#place();
  }

  #place(): void {
    const fit = this.fitScale;
    const box = this.#pictureBox();
    if (!fit || !box || !this.#image) return;
    const { geometry } = this.#image;
    const look = this.#look ?? {
      centre: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] as const,
      scale: fit,
    };
    this.#viewport = new Viewport(
      this.el.clientWidth,
      this.el.clientHeight,
      look.scale,
      look.centre,
      geometry.places[this.#projection],
      geometry.panels.map(({ size }) => size),
    );
    this.redraw();
    this.#onView();
  }

  #pictureBox(): readonly [number, number, number, number] | undefined {
    if (!this.#image) return undefined;
    const { geometry } = this.#image;
    const places = geometry.places[this.#projection];
    const view = new Viewport(
      0,
      0,
      1,
      [0, 0],
      places,
      geometry.panels.map(({ size }) => size),
    );
    const boxes = places.map((_, panel) => view.panelBox(panel));
    const edge = (k: 0 | 1 | 2 | 3, of: (...x: number[]) => number) => of(...boxes.map((box) => box[k]));
    return [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)];
  }

  #draw(): void {
    if (this.el.clientWidth === 0) return;
    const what = this.#dirty;
    this.#dirty = "nothing";
    const [base, over] = [this.#base.getContext("2d", { alpha: true }), this.#over.getContext("2d")];
    const view = this.#viewport;
    if (!base || !over || this.#base.width === 0 || this.#base.height === 0) return;
    const ratio = this.#base.width / this.el.clientWidth;
    if (what === "all") this.#paint(base, ratio);
    over.setTransform(1, 0, 0, 1, 0, 0);
    over.clearRect(0, 0, this.#over.width, this.#over.height);
    if (!view || !this.#image) return;
    over.setTransform(ratio, 0, 0, ratio, 0, 0);
    const palette = this.#paletteNow();
    if (palette) drawNumbers(over, view, this.#image, palette);
    this.#drawOver(over, view);
  }

  #paletteNow(): Palette | undefined {
    const [image, contrast] = [this.#image, this.#contrast];
    if (!image || !contrast) return undefined;
    return (this.#palette ??= paletteOf(contrast, image.offset, image.trusted, image.twoBytes));
  }

  #paint(context: CanvasRenderingContext2D, ratio: number): void {
    const { width, height } = this.#base;
    const [image, view, palette] = [this.#image, this.#viewport, this.#paletteNow()];
    if (!image || !view || !palette) {
      context.clearRect(0, 0, width, height);
      return;
    }
    if (this.#pixels?.width !== width || this.#pixels.height !== height)
      this.#pixels = context.createImageData(width, height);
    const rgba = new Uint32Array(this.#pixels.data.buffer);
    rgba.fill(0);
    // Of panels that overlap the first is on top.
    for (let panel = image.panels.length - 1; panel >= 0; panel--) {
      if (!view.isVisible(panel)) continue;
      const matrix = view.panelMatrix(panel).map((x) => x * ratio) as never;
      paintPanel({ width, height, rgba }, image.panels[panel]!, matrix, palette, this.#pooling);
    }
    context.putImageData(this.#pixels, 0, 0);
  }
}
