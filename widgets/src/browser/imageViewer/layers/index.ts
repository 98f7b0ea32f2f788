import type { ViewerHost } from "../host.js";
import type { ShownFrame } from "../shown.js";
import type { Viewport } from "../viewport.js";
import { badPixels } from "./badPixels.js";
import { beamCentre } from "./beamCentre.js";
import { iceRings } from "./iceRings.js";
import { centroids, millerIndices, predictions, shoeboxes } from "./reflections.js";
import { resolutionRings } from "./resolutionRings.js";

/** What the kernel's half of a layer gave for the image shown; of a layer without one, empty. */
export interface LayerContent {
  readonly content: Readonly<Record<string, unknown>>;
  /** Each in memory of its own, so that `new Float32Array(buffer)` works. */
  readonly buffers: readonly ArrayBuffer[];
}

/** The browser's half of a layer: what lies over the image. */
export interface Layer<Data = unknown> {
  /** As on the kernel's side, if it has a half there. */
  readonly name: string;
  /** As people read it in the list of layers. */
  readonly label: string;
  /** What it is, in a sentence: shown beside it when pointed at. */
  readonly title?: string;
  /** Under which heading of the list it stands. */
  readonly group: "Geometry" | "Reflections" | "Pixels";
  /** Whether it is shown to begin with. */
  readonly on: boolean;
  /** Whether there is a half in the kernel. Without one, `decode` is called with nothing for each image. */
  readonly kernel: boolean;
  /** Shortcut: a single letter that shows and hides it. */
  readonly key?: string;
  /** Makes of the kernel's answer what `draw` needs: once for each image, not for each drawing. */
  decode(answer: LayerContent, shown: ShownFrame): Data;
  /**
   * Draws. The context's unit is the CSS pixel, its state is restored afterwards. Called for each change of the view: keep it below
   * some 20 ms. Of several layers that are on, later ones of the list lie above.
   */
  draw(
    context: CanvasRenderingContext2D,
    viewport: Viewport,
    data: Data,
    shown: ShownFrame,
    host: ViewerHost,
  ): void;
  /** What is at a point of the screen, for the tooltip: lines of plain text; undefined for nothing. */
  at?(screen: readonly [number, number], viewport: Viewport, data: Data): readonly string[] | undefined;
  /** A click with no tool in hand, where `at` found something. */
  click?(
    screen: readonly [number, number],
    viewport: Viewport,
    data: Data,
    host: ViewerHost,
    event: { readonly shiftKey: boolean },
  ): void;
  /** Fills the place below the layer's name with controls; `host.setOptions` keeps what they are set to. Called once. */
  controls?(el: HTMLElement, host: ViewerHost): void;
}

/** A layer whose kind of data is its own affair. */
// biome-ignore lint/suspicious/noExplicitAny: the list holds layers of every kind of data
export type AnyLayer = Layer<any>;

/** All layers, from the lowest to the topmost. */
export const layers: readonly AnyLayer[] = [
  badPixels,
  iceRings,
  resolutionRings,
  beamCentre,
  shoeboxes,
  predictions,
  centroids,
  millerIndices,
];
