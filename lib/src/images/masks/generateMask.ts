import type { Vec2 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { PanelMask } from "../../models/imageAccess.js";
import type { Panel } from "../../models/panel.js";
import { maskBorder } from "./border.js";
import { maskUntrustedCircle } from "./circle.js";
import { type IceRings, iceRingRanges } from "./iceRings.js";
import { uniformPanel } from "./panelMasks.js";
import { maskUntrustedPolygon } from "./polygon.js";
import { maskUntrustedPixel, maskUntrustedRectangle } from "./rectangle.js";
import { maskResolution, withoutParallax } from "./resolution.js";
import { beyond, type ResolutionRange, resolutionRange, within } from "./resolutionRanges.js";

/** One `untrusted` region: shapes on a panel, or, without any, the whole panel. */
export interface UntrustedRegion {
  /** 0 when not given. */
  readonly panel?: number | null | undefined;
  /** xc, yc, r, px. */
  readonly circle?: readonly number[] | null | undefined;
  /** x0, x1, y0, y1, px, half-open. */
  readonly rectangle?: readonly number[] | null | undefined;
  /** x, y of each corner, px. */
  readonly polygon?: readonly number[] | null | undefined;
  /** y, x: slow first. */
  readonly pixel?: readonly number[] | null | undefined;
}

/** What is masked: the parameters of dials.generate_mask under their names there, each left out or null for nothing. */
export interface MaskParameters {
  /** px. */
  readonly border?: number | null | undefined;
  /** Å: pixels with d ≤ d_min are masked. */
  readonly d_min?: number | null | undefined;
  /** Å: pixels with d ≥ d_max are masked. */
  readonly d_max?: number | null | undefined;
  /** Pixels become mm without the correction for the parallax in a thick sensor. */
  readonly disable_parallax_correction?: boolean | null | undefined;
  /** Å: pixels with d within any of them, ends included and in any order, are masked. */
  readonly resolution_range?: readonly (readonly number[] | null)[] | undefined;
  readonly untrusted?: readonly UntrustedRegion[] | undefined;
  readonly ice_rings?: IceRings | undefined;
}

/**
 * A mask of each panel by the rules and parameters of dials.generate_mask (`dials.util.masking.generate_mask`), which it
 * equals pixel for pixel. Throws EwaldError `"bad-argument"` for what masks nothing or cannot be: shapes beside their
 * panel, panels that are not there, limits the wrong way round. The beam is needed for resolution limits and rings only.
 */
export function generateMask(
  detector: Detector,
  beam: Beam | undefined,
  parameters: MaskParameters,
): PanelMask[] {
  const { border, untrusted = [], ice_rings: rings } = parameters;
  const limits = limitRanges(parameters);
  const masks = detector.panels.map((panel) => uniformPanel(panel));
  if (border)
    masks.forEach((mask, i) => {
      maskBorder(mask, border, `panel ${i}`);
    });
  for (const region of untrusted) maskRegion(masks, region);
  if (limits.length === 0 && !rings?.filter) return masks;
  if (!beam)
    throw new EwaldError(
      "bad-argument",
      "Limits of resolution need a beam, and there is none; shapes and borders would work.",
    );
  detector.panels.forEach((given, i) => {
    const panel = parameters.disable_parallax_correction ? withoutParallax(given) : given;
    maskResolution(masks[i]!, panel, beam, [...limits, ...ringsOn(panel, beam, rings)]);
  });
  return masks;
}

function limitRanges({ d_min, d_max, resolution_range = [] }: MaskParameters): ResolutionRange[] {
  const ranges: ResolutionRange[] = [];
  if (typeof d_min === "number") ranges.push(beyond(d_min));
  if (typeof d_max === "number") ranges.push(within(d_max));
  if (ranges.length === 2 && d_min! >= d_max!)
    throw new EwaldError(
      "bad-argument",
      `d_min = ${d_min} Å and d_max = ${d_max} Å leave no pixel; d_min must be the smaller.`,
    );
  for (const range of resolution_range) if (range) ranges.push(resolutionRange(range));
  return ranges;
}

function ringsOn(panel: Panel, beam: Beam, rings: IceRings | undefined): ResolutionRange[] {
  if (!rings?.filter) return [];
  return iceRingRanges(rings, rings.d_min ?? panel.getMaxResolutionAtCorners(beam.getS0()));
}

function maskRegion(masks: readonly PanelMask[], region: UntrustedRegion): void {
  const index = region.panel ?? 0;
  const mask = masks[index];
  if (!mask)
    throw new EwaldError(
      "bad-argument",
      `An untrusted region is on panel ${index}, but the detector has panels 0 to ${masks.length - 1}.`,
    );
  const where = `panel ${index}`;
  const { circle, rectangle, polygon, pixel } = region;
  if (!circle && !rectangle && !polygon && !pixel) mask.values.data.fill(0);
  if (circle) maskUntrustedCircle(mask, ...(sized("circle", circle, 3, where) as Three), where);
  if (rectangle) maskUntrustedRectangle(mask, ...(sized("rectangle", rectangle, 4, where) as Four), where);
  if (polygon) maskUntrustedPolygon(mask, corners(polygon, where), where);
  if (pixel) maskUntrustedPixel(mask, ...(sized("pixel", pixel, 2, where) as Two), where);
}

type Two = [number, number];
type Three = [number, number, number];
type Four = [number, number, number, number];

function sized(shape: string, numbers: readonly number[], size: number, where: string): readonly number[] {
  if (numbers.length === size) return numbers;
  throw new EwaldError(
    "bad-argument",
    `The ${shape} ${numbers.join(", ")} on ${where} has ${numbers.length} numbers, not ${size}.`,
  );
}

function corners(polygon: readonly number[], where: string): Vec2[] {
  if (polygon.length % 2 !== 0)
    throw new EwaldError(
      "bad-argument",
      `The polygon on ${where} has ${polygon.length} numbers; x and y of each corner would work.`,
    );
  return Array.from({ length: polygon.length / 2 }, (_, i) => [polygon[2 * i]!, polygon[2 * i + 1]!]);
}
