import type { CountsHistogram, FrameInfo, Geometry, Pair } from "../../shared/imageViewer.js";

/** The image on the screen, for layers and tools. */
export interface ShownFrame {
  readonly info: FrameInfo;
  readonly geometry: Geometry;
  /** Of good pixels. */
  readonly histogram: CountsHistogram;
  /** The value of a pixel (whole numbers [fast, slow]) as the image set has it; undefined off the panel, or while only the overview is there. */
  value(panel: number, fast: number, slow: number): number | undefined;
  /** All values of a panel, row by row, made when asked for; undefined while only the overview is there. */
  values(panel: number): Float64Array | undefined;
  /** d (Å) at pixel coordinates, parallax included; Infinity in the direct beam. NaN of a panel with maps of offsets. */
  resolution(panel: number, px: Pair): number;
  /** q = s1 − s0 (Å⁻¹, without 2π, laboratory) at pixel coordinates. */
  q(panel: number, px: Pair): readonly [number, number, number];
}
