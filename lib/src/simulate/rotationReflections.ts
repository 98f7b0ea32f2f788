import { multiply, transform, tryInverse } from "../array/mat3.js";
import { add, cross, dot, norm, unit } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { modelOf } from "../geometry/perExperiment.js";
import { crossingAngles } from "./crossings.js";
import {
  type EachIndex,
  type ImageReflection,
  meet,
  type PredictionContext,
  spotReach,
} from "./imageReflection.js";
import { rotate } from "./linear.js";
import { spotShape } from "./spotShape.js";

/** Crossings of a crystal, A in the middle of the scan, that turns. */
export function rotationReflections(context: PredictionContext, A: Mat3): EachIndex {
  const { experiment, s0, widths, minZeta } = context;
  const goniometer = modelOf(experiment, "goniometer");
  const crystal = modelOf(experiment, "crystal");
  const scan = experiment.scan!;
  const fixed = multiply(goniometer.getSettingRotation(), goniometer.getFixedRotation());
  const axis = unit(goniometer.getRotationAxis());
  const images = scan.getNumImages();
  const varies = crystal.getNumScanPoints() > 0;
  if (varies && crystal.getNumScanPoints() !== images + 1)
    throw new EwaldError(
      "wrong-length",
      `The crystal has ${crystal.getNumScanPoints()} scan points; a scan of ${images} images needs ${images + 1}.`,
    );
  const points = crystal.getAAtScanPoints().map((each) => multiply(fixed, each));
  const [start, first] = [
    scan.getAngleFromArrayIndex(scan.getArrayRange()[0], false),
    scan.getArrayRange()[0],
  ];
  const width = scan.getAngleFromArrayIndex(first + 1, false) - start;
  const end = start + images * width;
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  const middle = multiply(fixed, A);
  const drift = Math.max(0, ...points.map((point) => relativeChange(point, middle)));
  const matrixAt = (angle: number): Mat3 => {
    const at = Math.min(images, Math.max(0, (angle - start) / width));
    const before = Math.min(images - 1, Math.floor(at));
    const part = at - before;
    const to = points[before + 1]!;
    return points[before]!.map((value, i) => value + (to[i]! - value) * part) as readonly number[] as Mat3;
  };
  const wavenumber = norm(s0);
  // What φ can spread by times |ζ|, whatever the reflection: an upper bound of √tt·|ζ|.
  const spread = (r: number, across: number) =>
    Math.hypot(
      widths.mosaicity,
      (widths.divergence * r * wavenumber) / across,
      (widths.bandwidth * r * r) / 2 / across,
      (0.39 * wavenumber) / widths.blockSize / across,
    );
  return (h, k, l, found) => {
    const index = [h, k, l] as const;
    const r0 = transform(middle, index);
    const angles = crossingAngles(r0, axis, s0);
    if (!angles) return;
    const length = norm(r0);
    const across = length * Math.sqrt(Math.max(0, wavenumber ** 2 - (length * length) / 4));
    const before = found.length;
    for (const side of [0, 1] as const) {
      const about = angles[side];
      const s1 = add(s0, rotate(r0, axis, about));
      const zeta = dot(axis, unit(cross(s1, s0)));
      if (!(Math.abs(zeta) >= minZeta)) continue;
      const margin = (spotReach * spread(length, across) + 2 * drift) / Math.abs(zeta);
      const turns = Math.ceil((low - margin - about) / (2 * Math.PI));
      for (let angle = about + 2 * Math.PI * turns; angle <= high + margin; angle += 2 * Math.PI) {
        const at = varies ? settled(matrixAt, index, axis, s0, angle) : { angle, r: r0 };
        const one = at && rotationReflection(context, index, axis, at.angle, at.r);
        if (!one) continue;
        const sigma = Math.sqrt(one.shape.tt);
        if (one.angle > low - spotReach * sigma && one.angle < high + spotReach * sigma) found.push(one);
      }
    }
    if (found.length > before + 1) {
      const sorted = found.splice(before).sort((a, b) => a.angle - b.angle);
      found.push(...sorted);
    }
  };
}

/** Largest part by which a lattice vector of one differs from that of the other (a bound: Frobenius norm). */
function relativeChange(one: Mat3, other: Mat3): number {
  const inverse = tryInverse(other)!;
  const ratio = multiply(one, inverse);
  return Math.sqrt(ratio.reduce((sum, value, i) => sum + (value - (i % 4 === 0 ? 1 : 0)) ** 2, 0));
}

/**
 * Where a crystal that varies really crosses the sphere, near the crossing of the one that does not: Newton's method on
 * ½(|s0 + r|² − |s0|²), r = R(φ)·A(φ)·h. Undefined where there is no such place, or it is passed the other way.
 */
function settled(
  matrixAt: (angle: number) => Mat3,
  index: Vec3,
  axis: Vec3,
  s0: Vec3,
  start: number,
): { angle: number; r: Vec3 } | undefined {
  const at = (angle: number) => {
    const r = transform(matrixAt(angle), index);
    const turned = rotate(r, axis, angle);
    return {
      r,
      off: dot(s0, turned) + dot(turned, turned) / 2,
      speed: dot(add(s0, turned), cross(axis, turned)),
    };
  };
  const step = 1e-7;
  const forwards = Math.sign(at(start).speed);
  let angle = start;
  for (let pass = 0; pass < 30; pass++) {
    const slope = (at(angle + step).off - at(angle - step).off) / (2 * step);
    const move = at(angle).off / slope;
    if (!(Math.abs(move) < 0.5)) return undefined;
    angle -= move;
    if (Math.abs(move) > 1e-13 * Math.max(1, Math.abs(angle))) continue;
    const { r, speed } = at(angle);
    return Math.sign(speed) === forwards ? { angle, r } : undefined;
  }
  const { r, off } = at(angle);
  return Math.abs(off) < 1e-11 ? { angle, r } : undefined;
}

function rotationReflection(
  context: PredictionContext,
  index: ImageReflection["index"],
  axis: Vec3,
  angle: number,
  r0: Vec3,
): ImageReflection | undefined {
  const { experiment, s0 } = context;
  const s1 = add(s0, rotate(r0, axis, angle));
  const place = meet(context, s1);
  if (!place) return undefined;
  return {
    id: context.id,
    index,
    ...place,
    s1,
    angle,
    px: [place.px[0], place.px[1], experiment.scan!.getArrayIndexFromAngle(angle, false)],
    d: 1 / norm(r0),
    zeta: dot(axis, unit(cross(s1, s0))),
    entering: dot(s1, cross(s0, axis)) < 0,
    shape: spotShape(s0, s1, axis, context.widths, place.frame),
    delpsi: 0,
    off: 0,
    shift: [0, 0],
  };
}
