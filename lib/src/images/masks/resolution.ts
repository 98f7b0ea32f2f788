import { fillResolution, type ResolutionPlane } from "../../compute/resolutionPlane.js";
import { resolutionMap, resolutionPlane } from "../../geometry/resolutionMap.js";
import type { Beam } from "../../models/beam.js";
import type { PanelMask } from "../../models/imageAccess.js";
import { Panel } from "../../models/panel.js";
import { type ResolutionRange, unionBounds } from "./resolutionRanges.js";

/** Pixels whose d is worked out at once: few enough to stay in the processor's cache. */
const bandPixels = 1 << 16;

/**
 * Masks, in place, the pixels whose centre has d, Å, within any of the ranges, ends included, as DIALS'
 * `ResolutionMaskGenerator`. All ranges in one pass over the panel, a band of rows at a time.
 */
export function maskResolution(
  mask: PanelMask,
  panel: Panel,
  beam: Beam,
  ranges: readonly ResolutionRange[],
): void {
  const bounds = unionBounds(ranges);
  if (bounds.length === 0) return;
  const { data } = mask.values;
  const plane = resolutionPlane(panel, beam);
  if (!plane) {
    maskWhere(data, resolutionMap(panel, beam).data, bounds);
    return;
  }
  const [nx, ny] = plane.size;
  const rows = Math.max(1, Math.floor(bandPixels / nx));
  for (let j = 0; j < ny; j += rows) {
    const band = rowsOf(plane, j, Math.min(rows, ny - j));
    maskWhere(data.subarray(j * nx), fillResolution(band), bounds);
  }
}

/**
 * A panel of the same pixels whose pixels become mm without parallax or offsets, as DIALS' disable_parallax_correction has
 * it.
 */
export function withoutParallax(panel: Panel): Panel {
  const { fast, slow, origin } = panel.getFrame();
  return new Panel({
    ...panel.data,
    fast_axis: [...fast],
    slow_axis: [...slow],
    origin: [...origin],
    px_mm_strategy: { type: "SimplePxMmStrategy" },
  });
}

function rowsOf(plane: ResolutionPlane, first: number, rows: number): ResolutionPlane {
  return { ...plane, size: [plane.size[0], rows], firstY: plane.firstY + first * plane.height };
}

/** Clears mask[i] where an odd number of bounds is ≤ d[i]. Neighbours mostly lie between the same two bounds. */
function maskWhere(mask: Uint8Array, d: Float64Array, bounds: Float64Array): void {
  let from = Number.NaN;
  let to = Number.NaN;
  let keep = 1;
  for (let i = 0; i < d.length; i++) {
    const value = d[i]!;
    if (!(value >= from && value < to)) {
      const below = boundsUpTo(bounds, value);
      from = bounds[below - 1] ?? Number.NEGATIVE_INFINITY;
      to = bounds[below] ?? Number.POSITIVE_INFINITY;
      keep = (below & 1) ^ 1;
    }
    mask[i]! &= keep;
  }
}

/** How many bounds are ≤ d; none for NaN. */
function boundsUpTo(bounds: Float64Array, d: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= d) low = middle + 1;
    else high = middle;
  }
  return low;
}
