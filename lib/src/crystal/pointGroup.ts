import type { ClosedGroup } from "./groupClosure.js";
import { rotationType } from "./rotationType.js";
import type { SymOp } from "./symOp.js";

export type CrystalSystem =
  | "Triclinic"
  | "Monoclinic"
  | "Orthorhombic"
  | "Tetragonal"
  | "Trigonal"
  | "Hexagonal"
  | "Cubic";

/** Laue classes: name, crystal system, Patterson order. */
export type LaueClass =
  | "-1"
  | "2/m"
  | "mmm"
  | "4/m"
  | "4/mmm"
  | "-3"
  | "-3m"
  | "6/m"
  | "6/mmm"
  | "m-3"
  | "m-3m";

/** By the proper rotations: how many, and how many of them threefold, fourfold and sixfold. */
const laueByRotations: Readonly<Record<string, LaueClass>> = {
  "1/0/0/0": "-1",
  "2/0/0/0": "2/m",
  "4/0/0/0": "mmm",
  "4/0/2/0": "4/m",
  "8/0/2/0": "4/mmm",
  "3/2/0/0": "-3",
  "6/2/0/0": "-3m",
  "6/2/0/2": "6/m",
  "12/2/0/2": "6/mmm",
  "12/8/0/0": "m-3",
  "24/8/6/0": "m-3m",
};

const systems: Readonly<Record<LaueClass, CrystalSystem>> = {
  "-1": "Triclinic",
  "2/m": "Monoclinic",
  mmm: "Orthorhombic",
  "4/m": "Tetragonal",
  "4/mmm": "Tetragonal",
  "-3": "Trigonal",
  "-3m": "Trigonal",
  "6/m": "Hexagonal",
  "6/mmm": "Hexagonal",
  "m-3": "Cubic",
  "m-3m": "Cubic",
};

/** Laue class of a group: the proper parts of its rotations are those of the class. */
export function laueClass({ representatives }: ClosedGroup): LaueClass {
  const proper = properRotations(representatives);
  const count = (fold: number) => proper.filter((r) => rotationType(r) === fold).length;
  return laueByRotations[`${proper.length}/${count(3)}/${count(4)}/${count(6)}`]!;
}

export const crystalSystemOf = (laue: LaueClass): CrystalSystem => systems[laue];

/** The rotations with their inversions taken off, each once. */
export function properRotations(ops: readonly SymOp[]): (readonly number[])[] {
  const seen = new Map<string, readonly number[]>();
  for (const op of ops) {
    const r = op.determinant() > 0 ? op.r : op.negate().r;
    seen.set(r.join(), r);
  }
  return [...seen.values()];
}

/** The point group's Hermann–Mauguin symbol in short, from how many rotations of each kind there are. */
export function pointGroupSymbol(group: ClosedGroup): string {
  const ops = group.representatives;
  const has = (type: number) => ops.filter((op) => rotationType(op.r) === type).length;
  const centric = has(-1) > 0;
  const proper = ops.every((op) => op.determinant() > 0);
  const laue = laueClass(group);
  if (centric) return laue;
  const chiral: Readonly<Record<LaueClass, string>> = {
    "-1": "1",
    "2/m": "2",
    mmm: "222",
    "4/m": "4",
    "4/mmm": "422",
    "-3": "3",
    "-3m": "32",
    "6/m": "6",
    "6/mmm": "622",
    "m-3": "23",
    "m-3m": "432",
  };
  if (proper) return chiral[laue];
  switch (laue) {
    case "2/m":
      return "m";
    case "mmm":
      return "mm2";
    case "4/m":
      return "-4";
    case "4/mmm":
      return has(4) ? "4mm" : "-42m";
    case "-3m":
      return "3m";
    case "6/m":
      return "-6";
    case "6/mmm":
      return has(6) ? "6mm" : "-62m";
    default:
      return "-43m";
  }
}
