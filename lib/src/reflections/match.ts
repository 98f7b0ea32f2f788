import { FlexDouble, FlexSizeT } from "../array/scalars.js";
import type { FlexVec3Double, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { KdTree3 } from "./kdTree.js";

export interface MatchOptions {
  /** Greatest distance of a pair, itself included. Default 2. */
  readonly maxSeparation?: number;
  /** The vec3 column that holds the positions. Default "xyzobs.px.value". */
  readonly key?: string;
  /** Positions are multiplied by it before they are compared. Default 1, 1, 1. */
  readonly scale?: Vec3;
}

/** For each position its nearest of `others`, if within maxSeparation: rows, their partners' rows, distances. */
export function matchPositions(
  positions: FlexVec3Double,
  others: FlexVec3Double,
  { maxSeparation = 2, scale = [1, 1, 1] }: MatchOptions,
): [FlexSizeT, FlexSizeT, FlexDouble] {
  if (!(maxSeparation >= 0))
    throw new EwaldError("bad-argument", `maxSeparation is ${maxSeparation}; a distance from 0 is needed.`);
  if (!scale.every(Number.isFinite))
    throw new EwaldError("bad-argument", `scale is ${scale.join(", ")}; three numbers are needed.`);
  const points = scaled(positions, scale);
  const tree = new KdTree3(scaled(others, scale));
  const rows = new Uint32Array(positions.length);
  const partners = new Uint32Array(positions.length);
  const distances = new Float64Array(positions.length);
  let found = 0;
  for (let i = 0; i < rows.length; i++) {
    const partner = tree.nearest(points[3 * i]!, points[3 * i + 1]!, points[3 * i + 2]!, maxSeparation);
    if (partner < 0) continue;
    rows[found] = i;
    partners[found] = partner;
    distances[found++] = tree.distance;
  }
  return [
    new FlexSizeT(rows.slice(0, found)),
    new FlexSizeT(partners.slice(0, found)),
    new FlexDouble(distances.slice(0, found)),
  ];
}

function scaled({ data }: FlexVec3Double, scale: Vec3): Float64Array {
  return scale.every((factor) => factor === 1) ? data : data.map((x, k) => x * scale[k % 3]!);
}
