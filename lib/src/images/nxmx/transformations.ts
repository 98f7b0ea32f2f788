import { identity, multiply, rotationAbout, transform } from "../../array/mat3.js";
import { add, scale, unit } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import { join, type NexusReader, nameOf, parentOf } from "./nexusReader.js";

/** One axis of an NXtransformations chain, McStas frame: a rotation of so many degrees, or a translation of so many mm. */
export interface NexusAxis {
  readonly path: string;
  readonly name: string;
  readonly kind: "rotation" | "translation";
  /** As the file has it. */
  readonly vector: Vec3;
  /** mm. */
  readonly offset: Vec3;
  /** Degrees or mm, one for each image or one alone. */
  readonly values: Float64Array;
}

/** x' = R·x + t. */
export interface Motion {
  readonly R: Mat3;
  readonly t: Vec3;
}

/** Longer chains can only lead in circles. */
const longest = 100;
const radians = Math.PI / 180;

/**
 * The axes from one down to the base ("."), innermost first. A `depends_on` is a path from the group its axis is in. Throws
 * EwaldError `"bad-format"` when it leads nowhere or in circles.
 */
export function dependencyChain(nexus: NexusReader, first: string | undefined): NexusAxis[] {
  const chain: NexusAxis[] = [];
  for (let path = first; path !== undefined; path = dependsOn(nexus, path)) {
    if (chain.length === longest) throw nexus.file.bad(first!, "depends on a chain of axes that has no end");
    chain.push(axis(nexus, path));
  }
  return chain;
}

/** What an axis depends on; undefined at the base. */
export function dependsOn(nexus: NexusReader, path: string): string | undefined {
  const next = nexus.attributeText(path, "depends_on");
  return next === undefined || next === "" || next === "." ? undefined : join(parentOf(path), next);
}

function axis(nexus: NexusReader, path: string): NexusAxis {
  if (nexus.file.kind(path) !== "dataset") throw nexus.file.missing(path);
  const kind = nexus.attributeText(path, "transformation_type") === "rotation" ? "rotation" : "translation";
  const dimension = kind === "rotation" ? "angle" : "length";
  const values = nexus.required(nexus.quantities(path, dimension), path, `a ${kind}`);
  if (values.length === 0) throw nexus.file.bad(path, "is an axis without a value");
  const vector = vec3(nexus, path, "vector");
  if (!vector) throw nexus.file.bad(path, 'is an axis without a "vector" of three numbers');
  const offset = vec3(nexus, path, "offset") ?? [0, 0, 0];
  const moved = offset.some((x) => x !== 0);
  // The offset of an axis at Diamond has no unit of its own: it is in that of the axis.
  const named = nexus.attributeText(path, "offset_units") === undefined ? "units" : "offset_units";
  const factor = moved ? nexus.factor(path, named, "length") : 1;
  return { path, name: nameOf(path), kind, vector, offset: scale(offset, factor), values };
}

function vec3(nexus: NexusReader, path: string, attribute: string): Vec3 | undefined {
  const numbers = nexus.attributeNumbers(path, attribute);
  return numbers?.length === 3 ? [numbers[0]!, numbers[1]!, numbers[2]!] : undefined;
}

/** Where an axis at its first value takes what stands on it. */
export function motionOf({ kind, vector, offset, values }: NexusAxis): Motion {
  const value = values[0]!;
  if (kind === "translation") return { R: identity, t: add(scale(vector, value), offset) };
  return { R: value === 0 ? identity : rotationAbout(unit(vector), value * radians), t: offset };
}

/** Where a chain takes a point: its first axis acts first. */
export function cumulativeMotion(chain: readonly NexusAxis[]): Motion {
  let [R, t]: [Mat3, Vec3] = [identity, [0, 0, 0]];
  for (const motion of chain.map(motionOf)) {
    t = add(transform(motion.R, t), motion.t);
    R = multiply(motion.R, R);
  }
  return { R, t };
}

/** From McStas' frame (z along the beam) to imgCIF's (z to the source): half a turn about y. */
export const imgCif = ([x, y, z]: Vec3): Vec3 => [-x, y, -z];

/** Whether an axis takes more than one position in the scan. */
export const isVarying = ({ values }: NexusAxis): boolean => values.some((value) => value !== values[0]);
