import type { ImageAt, ViewerContext } from "../context.js";
import { badPixels } from "./badPixels.js";
import { centroids, millerIndices, predictions, shoeboxes } from "./reflections.js";

/** What a layer draws: JSON, and long arrays as buffers in an order the layer's browser half knows. */
export interface LayerData {
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly ArrayBufferView[];
}

/**
 * The kernel's half of a layer: what lies over an image. The browser's half, of the same name, draws it
 * (`browser/imageViewer/layers`). A layer that needs nothing from the kernel (all it draws follows from the geometry) has no half here.
 */
export interface KernelLayer {
  readonly name: string;
  /** Whether what it draws depends on which rows of the table are selected (`selectionOf(context.reflections)`): then it is asked anew. */
  readonly ofSelection?: boolean;
  /** Whether there is anything to draw for these images and reflections; without it the layer is not offered. */
  available(context: ViewerContext): boolean;
  /**
   * What is drawn over an image; of a stack, over the `stack` images from this one. `options`: what the layer's controls are set to.
   * It is asked for when the layer is on, and kept by the browser until the image, the stack or the options change, or
   * `context.stale(name)` is called. What is thrown is shown in the view.
   */
  data(
    context: ViewerContext,
    image: ImageAt,
    asked: { readonly stack: number; readonly options: Readonly<Record<string, unknown>> },
  ): LayerData | Promise<LayerData>;
}

/** All layers that need the kernel, in no order: the browser's half tells which is above which. */
export const kernelLayers: readonly KernelLayer[] = [
  badPixels,
  centroids,
  millerIndices,
  predictions,
  shoeboxes,
];
