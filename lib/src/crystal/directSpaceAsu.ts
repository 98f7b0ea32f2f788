import { FlexBool, FlexInt } from "../array/scalars.js";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { AffineOp } from "./affineOp.js";
import { type AsuFace, asuFaces, holds } from "./asuFace.js";
import type { ChangeOfBasis } from "./changeOfBasis.js";
import { polyhedronVertices, polyhedronVolume } from "./convexPolyhedron.js";
import type { ClosedGroup } from "./groupClosure.js";
import { allOperators } from "./groupClosure.js";
import { checkedSites } from "./sites.js";
import { SymOp } from "./symOp.js";

/** One site in the asymmetric unit. */
export interface MappedSite {
  readonly site: Vec3;
  /** Takes the site given to that one; its translation is not brought into the cell. */
  readonly operator: SymOp;
}

/** Sites in the asymmetric unit. */
export interface MappedSites {
  readonly sites: FlexVec3Double;
  /** Number, in `operators`, of the one that was used. */
  readonly operator: FlexInt;
  readonly operators: readonly SymOp[];
}

/** Fractional coordinates nearer to a plane than this are on it. */
const defaultEpsilon = 1e-6;

/**
 * An asymmetric unit of direct space: of every set of equivalent sites it holds exactly one. The shapes are those of International
 * Tables A and the choice of faces cctbx's (`direct_space_asu`; Grosse-Kunstleve, Wong, Mustyakimov & Adams 2011, Acta Cryst. A67,
 * 269-275); settings other than the reference have theirs by the change of basis.
 */
export class DirectSpaceAsu {
  /** In the group's own basis. */
  readonly faces: readonly AsuFace[];
  readonly #referenceFaces: readonly AsuFace[];
  readonly #toReference: ChangeOfBasis;
  /** All operators of the reference setting, R and t (12 numbers each), and the bounds of its asymmetric unit. */
  readonly #operators: Float64Array;
  readonly #bounds: readonly (readonly [number, number])[];

  constructor(number: number, toReference: ChangeOfBasis, reference: ClosedGroup) {
    this.faces = asuFaces(number, toReference.c);
    this.#referenceFaces = asuFaces(number, AffineOp.identity);
    this.#toReference = toReference;
    this.#operators = Float64Array.from(
      allOperators(reference).flatMap((op) => [...op.r, ...op.t.map((n) => n / 24)]),
    );
    const corners = polyhedronVertices(this.#referenceFaces);
    this.#bounds = [0, 1, 2].map((i) => {
      const values = corners.map((v) => v[i]!);
      return [Math.min(...values), Math.max(...values)];
    });
  }

  /** The corners, fractional coordinates. */
  vertices(): Vec3[] {
    return polyhedronVertices(this.faces);
  }

  /** As part of the cell: 1 / number of operators. */
  volume(): number {
    return polyhedronVolume(this.faces);
  }

  /** Least and greatest x, y, z of the corners (cctbx's `box_min`, `box_max`). */
  box(): { readonly min: Vec3; readonly max: Vec3 } {
    const corners = this.vertices();
    const of = (pick: (...values: number[]) => number): Vec3 => [
      pick(...corners.map((v) => v[0])),
      pick(...corners.map((v) => v[1])),
      pick(...corners.map((v) => v[2])),
    ];
    return { min: of(Math.min), max: of(Math.max) };
  }

  /** Whether a site (fractional), or each of a column, is inside: as it stands, not one equivalent to it. */
  isInside(site: Vec3, epsilon?: number): boolean;
  isInside(sites: FlexVec3Double, epsilon?: number): FlexBool;
  isInside(sites: FlexVec3Double | Vec3, epsilon = defaultEpsilon): FlexBool | boolean {
    const column = checkedSites(sites, epsilon);
    const inside = new Uint8Array(column.length);
    for (let i = 0; i < inside.length; i++) {
      const [x, y, z] = this.#toReference.applyToSite(column.at(i));
      inside[i] = this.#holds(x, y, z, epsilon) ? 1 : 0;
    }
    return column === sites ? new FlexBool(inside) : inside[0] === 1;
  }

  /**
   * The equivalent site that is inside, with the operator that leads there: the identity for sites inside. A coordinate within
   * `epsilon` of a face counts as on it. Throws EwaldError `"bad-argument"` for coordinates that are no numbers.
   */
  mapToAsu(site: Vec3, epsilon?: number): MappedSite;
  mapToAsu(sites: FlexVec3Double, epsilon?: number): MappedSites;
  mapToAsu(sites: FlexVec3Double | Vec3, epsilon = defaultEpsilon): MappedSites | MappedSite {
    const column = checkedSites(sites, epsilon);
    const out = new Float64Array(3 * column.length);
    const used = new Int32Array(column.length);
    const operators: SymOp[] = [];
    const known = new Map<string, number>();
    for (let i = 0; i < used.length; i++) {
      const site = column.at(i);
      const key = this.#search(this.#toReference.applyToSite(site), epsilon);
      const text = key.join();
      let at = known.get(text);
      if (at === undefined) {
        known.set(text, (at = operators.length));
        operators.push(this.#operator(key));
      }
      used[i] = at;
      out.set(operators[at]!.apply(site), 3 * i);
    }
    if (column !== sites) return { site: [out[0]!, out[1]!, out[2]!], operator: operators[0]! };
    return { sites: new FlexVec3Double(out), operator: new FlexInt(used), operators };
  }

  #holds(x: number, y: number, z: number, epsilon: number): boolean {
    for (const face of this.#referenceFaces) if (!holds(face, x, y, z, epsilon)) return false;
    return true;
  }

  /** Operator number and lattice translation, in the reference setting, that bring a site (of that setting) inside. */
  #search([x, y, z]: Vec3, epsilon: number): readonly [number, number, number, number] {
    if (this.#holds(x, y, z, epsilon)) return [0, 0, 0, 0];
    const ops = this.#operators;
    const [[xLow, xHigh], [yLow, yHigh], [zLow, zHigh]] = this.#bounds as readonly [
      readonly [number, number],
      readonly [number, number],
      readonly [number, number],
    ];
    // Should rounding at the border of epsilon leave none, the one least outside is taken.
    let nearest: readonly [number, number, number, number] = [0, 0, 0, 0];
    let depth = Number.NEGATIVE_INFINITY;
    for (let m = 0, op = 0; m < ops.length; m += 12, op++) {
      const p = ops[m]! * x + ops[m + 1]! * y + ops[m + 2]! * z + ops[m + 9]!;
      const q = ops[m + 3]! * x + ops[m + 4]! * y + ops[m + 5]! * z + ops[m + 10]!;
      const r = ops[m + 6]! * x + ops[m + 7]! * y + ops[m + 8]! * z + ops[m + 11]!;
      for (let i = Math.ceil(xLow - epsilon - p); i <= xHigh + epsilon - p; i++)
        for (let j = Math.ceil(yLow - epsilon - q); j <= yHigh + epsilon - q; j++)
          for (let k = Math.ceil(zLow - epsilon - r); k <= zHigh + epsilon - r; k++) {
            if (this.#holds(p + i, q + j, r + k, epsilon)) return [op, i, j, k];
            const own = this.#depth(p + i, q + j, r + k);
            if (own > depth) [depth, nearest] = [own, [op, i, j, k]];
          }
    }
    return nearest;
  }

  /** The least n·x + c: how deep inside, in the faces' own measure. */
  #depth(x: number, y: number, z: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { normal, constant } of this.#referenceFaces)
      least = Math.min(least, normal[0] * x + normal[1] * y + normal[2] * z + constant);
    return least;
  }

  /** That operator in the group's own basis. */
  #operator([op, i, j, k]: readonly [number, number, number, number]): SymOp {
    const own = this.#operators.subarray(12 * op, 12 * op + 12);
    const shift = [i, j, k];
    const reference = new SymOp(
      [...own.subarray(0, 9)],
      [...own.subarray(9)].map((t, n) => Math.round(24 * t) + 24 * shift[n]!),
    );
    const { c, cInv } = this.#toReference;
    return SymOp.fromAffine(cInv.multiply(reference.toAffine()).multiply(c));
  }
}
