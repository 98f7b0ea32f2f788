import { EwaldError } from "../../error.js";
import { PanelRays } from "../../geometry/panelRays.js";
import { resolutionMap } from "../../geometry/resolutionMap.js";
import type { ThresholdPlace } from "./threshold.js";

/** Shells of 2θ that the pixels of an image are in. */
export interface Shells {
  readonly count: number;
  /** Of each pixel, row by row: 0 … count − 1. */
  readonly of: Uint16Array | Uint32Array;
}

/**
 * `count` shells of equal steps from the least to the greatest 2θ of the place, taken at the corner (i, j) of pixel (i, j), parallax
 * and offsets included, as dxtbx's `get_two_theta_array` takes it. Throws EwaldError `"bad-argument"` for a panel at the sample and
 * for images that are not of the place.
 *
 * The kernel of the resolution map says where pixels are; those so near to the edge of a shell that rounding decides are taken from
 * the arc cosine that dxtbx takes.
 */
export function shellsOf(place: ThresholdPlace, count: number): Shells {
  const { panel, beam } = place;
  const [x0, x1, y0, y1] = checkedRegion(place);
  const [width] = panel.getImageSize();
  const fast = x1 - x0;
  const d = resolutionMap(panel, beam, { at: "corner" }).data;
  const twoTheta = twoThetaAt(place);
  const wavelength = 1 / Math.hypot(...beam.getS0());

  let [closest, farthest] = [0, Number.POSITIVE_INFINITY];
  for (let y = y0; y < y1; y++)
    for (let i = y * width + x0, end = i + fast; i < end; i++) {
      if (d[i]! > closest) closest = d[i]!;
      if (d[i]! < farthest) farthest = d[i]!;
    }
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  const [nearLeast, nearMost] = [
    closest * (1 - doubt(closest, wavelength)),
    farthest * (1 + doubt(farthest, wavelength)),
  ];
  for (let y = y0; y < y1; y++)
    for (let x = x0, i = y * width + x0; x < x1; x++, i++) {
      if (d[i]! >= nearLeast) least = Math.min(least, twoTheta(x, y));
      if (d[i]! <= nearMost) most = Math.max(most, twoTheta(x, y));
    }

  // a little more than the range: the greatest 2θ is in the last shell
  const perRadian = count / (most - least + 1e-10);
  const shell = (angle: number) => Math.floor((angle - least) * perRadian);
  // the shell of d is s when inner[s] ≥ d > inner[s + 1], for sure when d is not between `above` and `below` an edge
  const inner = Float64Array.from(
    { length: count + 1 },
    (_, s) => wavelength / (2 * Math.sin((least + s / perRadian) / 2)),
  );
  const above = inner.map((edge) => edge * (1 - doubt(edge, wavelength)));
  const below = inner.map((edge) => edge * (1 + doubt(edge, wavelength)));
  [above[0], below[count]] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const of = count >= 2 ** 16 ? new Uint32Array(fast * (y1 - y0)) : new Uint16Array(fast * (y1 - y0));
  for (let y = y0, at = 0, s = 0; y < y1; y++)
    for (let x = x0, i = y * width + x0; x < x1; x++, i++, at++) {
      const here = d[i]!;
      while (s > 0 && here > inner[s]!) s--;
      while (s < count - 1 && here <= inner[s + 1]!) s++;
      of[at] = here < above[s]! && here > below[s + 1]! ? s : shell(twoTheta(x, y));
    }
  return { count, of };
}

/** By what part d may be off: as the kernel is, and as an arc cosine near 1 is. */
function doubt(d: number, wavelength: number): number {
  return Math.min(0.5, 1e-9 + 1e-14 * (d / wavelength) ** 2);
}

/** 2θ of the corner of a pixel as dxtbx computes it, with the rounding of its arc cosine. */
function twoThetaAt({ panel, beam }: ThresholdPlace): (x: number, y: number) => number {
  const [sx, sy, sz] = beam.getS0();
  const wavenumber = Math.sqrt(sx * sx + sy * sy + sz * sz);
  const rays = new PanelRays(panel);
  return (i, j) => {
    rays.toLab(i, j);
    const [x, y, z] = rays.out as unknown as [number, number, number];
    const cosine = (sx * x + sy * y + sz * z) / (wavenumber * Math.sqrt(x * x + y * y + z * z));
    return Math.acos(Math.min(1, Math.max(-1, cosine)));
  };
}

function checkedRegion({ panel, shape, region }: ThresholdPlace): readonly [number, number, number, number] {
  const [width, height] = panel.getImageSize();
  const [x0, x1, y0, y1] = region ?? [0, width, 0, height];
  const within = 0 <= x0 && x0 < x1 && x1 <= width && 0 <= y0 && y0 < y1 && y1 <= height;
  if (within && shape[0] === y1 - y0 && shape[1] === x1 - x0) return [x0, x1, y0, y1];
  throw new EwaldError(
    "bad-argument",
    `Images of ${shape[1]} × ${shape[0]} px are not of columns ${x0} to ${x1} and rows ${y0} to ${y1} of a panel of ${width} × ${height} px.`,
  );
}
