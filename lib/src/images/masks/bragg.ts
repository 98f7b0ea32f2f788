import type { FlexShoebox } from "../../array/flexShoebox.js";
import { MaskCode } from "../../array/maskCode.js";
import { boxSize } from "../../array/shoebox.js";
import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { PanelMask } from "../../models/imageAccess.js";
import { uniform } from "./panelMasks.js";

/**
 * Which shoebox pixels are Bragg signal: valid ones of the foreground (MaskCode.Foreground), of the spot finder's (Strong),
 * of either (all_signal); or those that hold every bit of a code, `MaskCode.Valid | MaskCode.Foreground`.
 */
export type BraggSignal = "foreground" | "strong" | "all_signal" | number;

export interface BraggMaskOptions {
  /** Foreground by default. */
  readonly signal?: BraggSignal;
  /** Only slices z0 ≤ z < z1, array indices (image n is z = n − 1). All by default. */
  readonly images?: readonly [z0: number, z1: number];
}

/**
 * A mask of each panel, true where any slice of any shoebox has Bragg signal: `and(mask, not(braggMask(…)))` is what
 * diffuse scattering is looked for in. Pixels of boxes that reach beyond their panel are left out there; rows whose arrays
 * are absent have no signal. z counts images of one sequence: of several experiments select the rows of one. Memory: one
 * byte for each pixel of the detector; of the shoeboxes only the mask pool is read.
 *
 * Throws EwaldError `"out-of-range"` for a box on a panel that is not there, `"bad-argument"` for shoeboxes none of which
 * has pixels.
 */
export function braggMask(
  shoeboxes: FlexShoebox,
  detector: Detector,
  { signal = "foreground", images = everything }: BraggMaskOptions = {},
): PanelMask[] {
  const boxes = usable(shoeboxes, detector);
  const isSignal = signalTable(signal);
  const masks = blank(detector);
  for (let row = 0; row < boxes.length; row++) paint(masks, boxes, row, isSignal, images[0], images[1]);
  return masks;
}

/**
 * The same for one image after another, in order of z, made as they are asked for: at any time one image's mask is in
 * memory. Without `images` from the first slice of any shoebox to the last; images without signal come with empty masks.
 */
export function* braggMasks(
  shoeboxes: FlexShoebox,
  detector: Detector,
  { signal = "foreground", images }: BraggMaskOptions = {},
): Generator<{ readonly z: number; readonly mask: PanelMask[] }> {
  const boxes = usable(shoeboxes, detector);
  const isSignal = signalTable(signal);
  const { bbox } = boxes;
  const order = Uint32Array.from({ length: boxes.length }, (_, row) => row);
  order.sort((a, b) => bbox[6 * a + 4]! - bbox[6 * b + 4]!);
  const [first, end] = images ?? extent(bbox);
  let open: number[] = [];
  let next = 0;
  for (let z = first; z < end; z++) {
    for (; next < order.length && bbox[6 * order[next]! + 4]! <= z; next++) open.push(order[next]!);
    open = open.filter((row) => bbox[6 * row + 5]! > z);
    const mask = blank(detector);
    for (const row of open) paint(mask, boxes, row, isSignal, z, z + 1);
    yield { z, mask };
  }
}

const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Sets the pixels of slices [z0, z1) of one shoebox that have signal. */
function paint(
  masks: readonly PanelMask[],
  { panel, bbox, start, pools }: FlexShoebox,
  row: number,
  isSignal: Uint8Array,
  z0: number,
  z1: number,
): void {
  const from = start[row]!;
  if (from < 0) return;
  const k = 6 * row;
  const [x0, y0, front] = [bbox[k]!, bbox[k + 2]!, bbox[k + 4]!];
  const [nx, ny] = [bbox[k + 1]! - x0, bbox[k + 3]! - y0];
  const { shape, values } = masks[panel[row]!]!;
  const [slow, fast] = shape;
  const { data } = values;
  const codes = pools.mask;
  const [left, right] = [Math.max(0, -x0), Math.min(nx, fast - x0)];
  const [top, bottom] = [Math.max(0, -y0), Math.min(ny, slow - y0)];
  const last = Math.min(z1, bbox[k + 5]!);
  for (let z = Math.max(z0, front); z < last; z++)
    for (let y = top; y < bottom; y++) {
      const codesAt = from + ((z - front) * ny + y) * nx;
      const dataAt = (y0 + y) * fast + x0;
      for (let x = left; x < right; x++) data[dataAt + x]! |= isSignal[codes[codesAt + x]!]!;
    }
}

/** 1 for each of the 256 sums of mask codes that is signal. */
function signalTable(signal: BraggSignal): Uint8Array {
  const { Valid, Foreground, Strong } = MaskCode;
  const all = (bits: number) => (code: number) => (code & bits) === bits;
  const either = (code: number) => (code & Valid) !== 0 && (code & (Foreground | Strong)) !== 0;
  const named = { foreground: all(Valid | Foreground), strong: all(Valid | Strong), all_signal: either };
  if (typeof signal === "number" && !(Number.isInteger(signal) && signal > 0 && signal < 256))
    throw new EwaldError(
      "bad-argument",
      `The mask code ${signal} cannot be; a sum of MaskCode bits, 1 to 255, would work.`,
    );
  const is = typeof signal === "number" ? all(signal) : named[signal];
  if (!is)
    throw new EwaldError(
      "bad-argument",
      `There is no Bragg signal "${signal}"; ${Object.keys(named).join(", ")} or a sum of MaskCode bits would work.`,
    );
  return Uint8Array.from({ length: 256 }, (_, code) => (is(code) ? 1 : 0));
}

function usable(shoeboxes: FlexShoebox, detector: Detector): FlexShoebox {
  const { panel, start, bbox, length } = shoeboxes;
  let allocated = 0;
  for (let row = 0; row < length; row++) {
    if (panel[row]! >= detector.length)
      throw new EwaldError(
        "out-of-range",
        `The shoebox of row ${row} is on panel ${panel[row]}, but the detector has panels 0 to ${detector.length - 1}.`,
      );
    if (start[row]! >= 0 && boxSize(bbox, 6 * row) > 0) allocated++;
  }
  if (length > 0 && allocated === 0)
    throw new EwaldError(
      "bad-argument",
      `None of ${length} shoeboxes has its pixels; a table written with them would work (strong.refl, say).`,
    );
  return shoeboxes;
}

const blank = (detector: Detector) => uniform(detector, false);

/** Least z0 and greatest z1 of all boxes. */
function extent(bbox: Int32Array): readonly [number, number] {
  let first = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < bbox.length; k += 6) {
    first = Math.min(first, bbox[k + 4]!);
    end = Math.max(end, bbox[k + 5]!);
  }
  return [first, end];
}
