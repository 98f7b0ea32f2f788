import { rotationAbout, transform } from "../../array/mat3.js";
import type { Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Goniometer } from "../../models/goniometer.js";

/** Points of what stands in the way, all carried by one axis of the goniometer. */
export interface CarriedPoints {
  /** Number of the axis, 0 being the one at the crystal: it and those nearer the base turn the points. */
  readonly axis: number;
  /** With all angles at zero; laboratory frame, mm from the crystal. */
  readonly points: readonly Vec3[];
}

/** What of a goniometer stands between crystal and detector: as seen from the crystal, the convex hull of points. */
export interface GoniometerShadow {
  /** At these angles (degrees) of all axes, those of the goniometer with its scan axis turned; most shapes do not depend on them. */
  carried(angles: readonly number[]): readonly CarriedPoints[];
  /** Whether the shape is a window: all but what is seen through it is hidden. Default false. */
  readonly isWindow?: boolean;
}

const degree = Math.PI / 180;

/**
 * The points of a shadow in the laboratory, mm, with the scan axis turned to `scanAngle` (degrees), the others as the goniometer has
 * them. Throws EwaldError `"bad-argument"` for a goniometer that lacks an axis the shadow's points are carried by.
 */
export function shadowPoints(shadow: GoniometerShadow, goniometer: Goniometer, scanAngle: number): Vec3[] {
  const axes = goniometer.getAxes();
  const angles = goniometer.getAngles();
  angles[goniometer.getScanAxis()] = scanAngle;
  const turns = axes.map((axis, i) => rotationAbout(axis, angles[i]! * degree));
  return shadow.carried(angles).flatMap(({ axis, points }) => {
    if (axis >= axes.length)
      throw new EwaldError(
        "bad-argument",
        `The goniometer has ${axes.length} axes, but its shadow is of something that axis ${axis}, counted from 0, carries.`,
      );
    return points.map((point) => turns.slice(axis).reduce<Vec3>((at, turn) => transform(turn, at), point));
  });
}
