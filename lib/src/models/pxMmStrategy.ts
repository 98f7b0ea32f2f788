import type { Vec2, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { PanelFrame } from "./panelFrame.js";

/** What turns pixels of a panel into millimetres and back. */
export interface PixelGrid {
  readonly frame: PanelFrame;
  /** [fast, slow], mm. */
  readonly pixelSize: Vec2;
  /** Of the sensor, for the parallax correction; undefined without one. */
  readonly parallax: { readonly mu: number; readonly thickness: number } | undefined;
  /** Corrections in pixels of an OffsetPxMmStrategy; undefined without. */
  readonly offsets: PixelOffsets | undefined;
}

/** Corrections of pixel positions, px, one for each pixel, [slow][fast]. */
export interface PixelOffsets {
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  /** [fast, slow], px. */
  readonly size: Vec2;
}

/**
 * How far, mm, behind the sensor's face the mean photon is absorbed, along its path:
 * 1/μ − (t/c + 1/μ)·exp(−μt/c), c the cosine between path and normal (DIALS: ParallaxCorrectedPxMmStrategy).
 */
export function attenuationLength(mu: number, thickness: number, cosine: number): number {
  const path = thickness / cosine;
  return 1 / mu - (path + 1 / mu) * Math.exp(-mu * path);
}

/**
 * Shift [fast, slow], mm, from where a ray enters the sensor's face at (x, y) mm to where, seen at right angles, it is
 * absorbed in the mean.
 */
export function parallaxShift({ frame, parallax }: PixelGrid, x: number, y: number): Vec2 {
  if (!parallax) return [0, 0];
  const { fast, slow, origin, normal } = frame;
  const px = origin[0] + x * fast[0] + y * slow[0];
  const py = origin[1] + x * fast[1] + y * slow[1];
  const pz = origin[2] + x * fast[2] + y * slow[2];
  const length = Math.sqrt(px * px + py * py + pz * pz);
  // The normal away from the sample: a panel may be given facing either way.
  const away = Math.sign(dot3(origin, normal)) || 1;
  const cosine = (away * (px * normal[0] + py * normal[1] + pz * normal[2])) / length;
  const depth = attenuationLength(parallax.mu, parallax.thickness, cosine);
  return [
    (depth * (px * fast[0] + py * fast[1] + pz * fast[2])) / length,
    (depth * (px * slow[0] + py * slow[1] + pz * slow[2])) / length,
  ];
}

/** Pixel coordinates to mm on the sensor's face. */
export function pixelToMillimeter(grid: PixelGrid, px: number, py: number): Vec2 {
  const { pixelSize, offsets } = grid;
  let [i, j] = [px, py];
  if (offsets) {
    const at = offsetIndex(offsets, px, py);
    i -= offsets.dx[at]!;
    j -= offsets.dy[at]!;
  }
  const x = i * pixelSize[0];
  const y = j * pixelSize[1];
  const shift = parallaxShift(grid, x, y);
  return [x - shift[0], y - shift[1]];
}

/** mm on the sensor's face to pixel coordinates. With a parallax correction not the exact inverse, nor is DIALS'. */
export function millimeterToPixel(grid: PixelGrid, x: number, y: number): Vec2 {
  const { pixelSize, offsets } = grid;
  const shift = parallaxShift(grid, x, y);
  const px = (x + shift[0]) / pixelSize[0];
  const py = (y + shift[1]) / pixelSize[1];
  if (!offsets) return [px, py];
  const at = offsetIndex(offsets, px, py);
  return [px + offsets.dx[at]!, py + offsets.dy[at]!];
}

/** Where the map holds the offset of a position; positions off the panel take that of its nearest pixel. */
export function offsetIndex({ size }: PixelOffsets, px: number, py: number): number {
  const clamp = (x: number, n: number) => Math.min(n - 1, Math.max(0, Math.floor(x)));
  return clamp(py, size[1]) * size[0] + clamp(px, size[0]);
}

/** Throws EwaldError `"wrong-length"` unless both maps hold one number for each pixel. */
export function checkOffsets(offsets: PixelOffsets, what: string): PixelOffsets {
  const pixels = offsets.size[0] * offsets.size[1];
  if (offsets.dx.length === pixels && offsets.dy.length === pixels) return offsets;
  throw new EwaldError(
    "wrong-length",
    `The offset maps of ${what} hold ${offsets.dx.length} and ${offsets.dy.length} numbers; it has ${pixels} pixels.`,
  );
}

const dot3 = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
