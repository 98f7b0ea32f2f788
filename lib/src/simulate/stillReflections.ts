import { multiply, transform } from "../array/mat3.js";
import { add, cross, dot, norm, unit } from "../array/vec3.js";
import type { Mat3 } from "../array/vectors.js";
import { crossingAngles } from "./crossings.js";
import { type EachIndex, meet, type PredictionContext, spotReach } from "./imageReflection.js";
import { rotate } from "./linear.js";
import { type SpotWidths, spotShape } from "./spotShape.js";

/** Reflections of a crystal that stands still, near the sphere; rays are those of DIALS' stills: r turned onto the sphere by the least angle. */
export function stillReflections(context: PredictionContext, A: Mat3): EachIndex {
  const { experiment, s0, widths } = context;
  const { goniometer, scan } = experiment;
  // A goniometer with a scan that does not turn stands at the scan's angle.
  const angle = scan?.hasOscillation() ? scan.getOscillation()[0] : 0;
  const matrix = goniometer ? multiply(goniometer.getRotationMatrix(angle), A) : A;
  const wavenumber = norm(s0);
  const z = (scan?.getArrayRange()[0] ?? 0) + 0.5;
  return (h, k, l, found) => {
    const index = [h, k, l] as const;
    const r = transform(matrix, index);
    const square = dot(r, r);
    const off = dot(s0, r) + square / 2;
    const length = Math.sqrt(square);
    const bound = Math.hypot(
      (widths.mosaicity + widths.divergence) * length * wavenumber,
      (widths.bandwidth * square) / 2,
      (0.39 * wavenumber) / widths.blockSize,
    );
    if (!(Math.abs(off) < 1.1 * spotReach * bound)) return;
    const axis = unit(cross(r, s0));
    const angles = crossingAngles(r, axis, s0);
    if (!angles) return;
    const [a, b] = angles.map((each) => each - 2 * Math.PI * Math.round(each / (2 * Math.PI)));
    const delpsi = Math.abs(a!) < Math.abs(b!) ? a! : b!;
    const s1 = add(s0, rotate(r, axis, delpsi));
    const place = meet(context, s1);
    if (!place) return;
    const shape = spotShape(s0, s1, undefined, widths, place.frame);
    if (!(Math.abs(off) < spotReach * Math.sqrt(shape.tt))) return;
    const byTurn = spotShape(s0, s1, undefined, { ...mosaicAlone, pointSpread: 0 }, place.frame);
    found.push({
      id: context.id,
      index,
      ...place,
      s1,
      angle: 0,
      px: [place.px[0], place.px[1], z],
      d: 1 / length,
      zeta: 0,
      entering: off < 0,
      shape,
      delpsi,
      off,
      shift: [
        -off * (shape.tx / shape.tt - byTurn.tx / byTurn.tt),
        -off * (shape.ty / shape.tt - byTurn.ty / byTurn.tt),
      ],
    });
  };
}

const mosaicAlone: SpotWidths = {
  mosaicity: 1,
  divergence: 0,
  bandwidth: 0,
  blockSize: Number.POSITIVE_INFINITY,
  crystalSize: 0,
  pointSpread: 0,
};
