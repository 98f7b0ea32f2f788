/**
 * What the two halves of the image viewer say to each other: the kernel's (`widgets/src/imageViewer`), which reads images, and the
 * browser's (`widgets/src/browser/imageViewer`), which draws them. Pixel coordinates are [fast, slow], px; pixel (i, j) covers
 * [i, i+1) × [j, j+1). Pictures have x to the right and y down, in pixels of the first panel.
 */
export type Pair = readonly [number, number];
export type Triple = readonly [number, number, number];
/** Row by row. */
export type Matrix3 = readonly number[];

/** x = a·fast + c·slow + e, y = b·fast + d·slow + f: the order of CanvasRenderingContext2D.setTransform. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How panels of a detector are laid side by side: in its own plane, or as seen along the laboratory's z. */
export const projections = ["image", "lab"] as const;
export type Projection = (typeof projections)[number];

/** How counts become the brightness of colours. */
export const transfers = ["linear", "log", "gamma"] as const;
export type Transfer = (typeof transfers)[number];

/** How a pixel of a stack is made of those of its images. */
export const stackings = ["sum", "mean", "max"] as const;
export type Stacking = (typeof stackings)[number];

/** A panel in the laboratory: mm from the sample. */
export interface PanelGeometry {
  readonly name: string;
  /** [fast, slow], px. */
  readonly size: Pair;
  /** mm. */
  readonly pixelSize: Pair;
  readonly fast: Triple;
  readonly slow: Triple;
  readonly origin: Triple;
  /** Attenuation (1/mm) and thickness (mm) of a sensor whose parallax is corrected for. */
  readonly parallax?: { readonly mu: number; readonly thickness: number };
  /** Whether maps of offsets move its pixels: resolution is then asked of the kernel. */
  readonly offsets?: boolean;
  /** Counts, both ends included. */
  readonly trusted: Pair;
}

/** Detector and beam of an image. Many images share one; `id` tells which. */
export interface Geometry {
  readonly id: number;
  readonly panels: readonly PanelGeometry[];
  /** Å⁻¹, without 2π. */
  readonly s0: Triple;
  /** Of each panel, pixel coordinates to the picture. */
  readonly places: Readonly<Record<Projection, readonly Affine[]>>;
}

/** A crystal as it stands when an image is taken. */
export interface CrystalAt {
  /** In the experiment list. */
  readonly experiment: number;
  /** q (Å⁻¹, without 2π, laboratory) to h, k, l, at the middle of the image. */
  readonly millerMatrix: Matrix3;
}

/** What is told of an image besides its pixels. */
export interface FrameInfo {
  /** Of all images of the viewer, from 0. */
  readonly frame: number;
  /** Of the file; more for a file of many. */
  readonly name: string;
  /** As people count it: of the scan, else from 1. */
  readonly number: number;
  /** Degrees, of the beginning and end; null of stills. */
  readonly phi: Pair | null;
  /** Images that were stacked, 1 for none. */
  readonly stacked: number;
  readonly geometry: number;
  readonly crystals: readonly CrystalAt[];
}

/**
 * Pixels of an image, or of its overview, as they are in the message's buffers: panel after panel, row by row. `bytes`: value = stored +
 * offset, the first buffer has the lowest byte of each stored number, the next the second, and so on. `f32`: one buffer, little-endian.
 */
export interface PixelsInfo {
  readonly type: "bytes" | "f32";
  readonly offset: number;
  /** Pixels across that became one, the greatest: 1 for the image itself. */
  readonly binning: number;
  /** Of each panel, [slow, fast]. */
  readonly shapes: readonly Pair[];
}

/** Counts of good pixels, for contrast; the ends of the slots (one more than counts) ascend. */
export interface CountsHistogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** What is asked for with `type`; each names a request of the kernel (`imageViewer/requests`). Layers and tools add theirs. */
export interface Requests {
  frame: {
    readonly frame: number;
    readonly overview: boolean;
    readonly stack: number;
    readonly stacking: Stacking;
    /** Whether the pixels are to come as they are, not deflated. */
    readonly plain: boolean;
    /** Ids of geometries the view has. */
    readonly known: readonly number[];
  };
  layer: {
    readonly layer: string;
    readonly frame: number;
    readonly stack: number;
    /** What the layer's controls are set to. */
    readonly options: Readonly<Record<string, unknown>>;
  };
}

/** Answer to `frame`. */
export interface FrameAnswer {
  readonly info: FrameInfo;
  readonly pixels: PixelsInfo;
  readonly histogram: CountsHistogram;
  readonly geometry?: Geometry;
  /** Milliseconds the kernel worked on it. */
  readonly took: number;
}

/** Kernel to browser, unasked: what a layer shows is no longer true (a selection changed); it is asked for anew. */
export interface StaleMessage {
  readonly type: "stale";
  readonly layers: readonly string[];
}

/** Kernel to browser: a cell is about to set the image, so that what comes next is no echo of what a person has set. */
export interface TurnMessage {
  readonly type: "turn";
}

/** What viewer and kernel share as the widget's state. */
export interface ImageViewerState {
  title: string;
  /** How many images there are. */
  length: number;
  /** Of all images, from 0. */
  frame: number;
  projection: Projection;
  scheme: string;
  invert: boolean;
  transfer: Transfer;
  gamma: number;
  /** Counts of the first and the last colour; null: by percentile. */
  low: number | null;
  high: number | null;
  /** Percent of good pixels below the first and the last colour. */
  percentiles: Pair;
  /** Images in a stack, beginning with the one shown; 1 for none. */
  stack: number;
  stacking: Stacking;
  /** Images per second when it plays. */
  rate: number;
  /** Where to look: the middle of the view and screen pixels (CSS) per detector pixel; null fits all. `serial` makes two equal ones differ. */
  look: { panel: number; x: number; y: number; scale: number; serial: number } | null;
  /** Layers of which the kernel has data. */
  available: readonly string[];
  /** Layers that are shown or not, by name, where that is not as they are to begin with. */
  layers: Record<string, boolean>;
  /** What the controls of layers are set to, by name. */
  layerOptions: Record<string, Record<string, unknown>>;
}
