import { powderRings } from "../../crystal/powderRings.js";
import { SpaceGroup } from "../../crystal/spaceGroup.js";
import { UnitCell } from "../../crystal/unitCell.js";
import { EwaldError } from "../../error.js";
import type { ResolutionRange } from "./resolutionRanges.js";

/** Powder rings, by default of hexagonal ice, as the `ice_rings` of dials.generate_mask. */
export interface IceRings {
  /** Whether there are any. */
  readonly filter?: boolean | undefined;
  /** "a, b, c, alpha, beta, gamma", Å and degrees, or the numbers. */
  readonly unit_cell?: string | readonly number[] | null | undefined;
  /** Symbol or number. */
  readonly space_group?: string | number | null | undefined;
  /** Of a ring, in 1/d², Å⁻². */
  readonly width?: number | null | undefined;
  /** Å; null: as far as the panel's corners see. */
  readonly d_min?: number | null | undefined;
}

/** Hexagonal ice, P 63/m m c. */
export const hexagonalIce = {
  unit_cell: "4.498,4.498,7.338,90,90,120",
  space_group: 194,
  width: 0.002,
} as const;

/**
 * Ranges of d, Å, of the rings of all reflections of a crystal with d ≥ dMin that are not systematically absent: 1/d²
 * within half the width of the reflection's. Reflections of one d give one ring.
 */
export function iceRingRanges(rings: IceRings, dMin: number): ResolutionRange[] {
  const width = rings.width ?? hexagonalIce.width;
  if (!(width > 0))
    throw new EwaldError("bad-argument", `An ice ring ${width} Å⁻² wide cannot be; more than 0 would work.`);
  return Array.from(ringCentres(rings, dMin), (centre): ResolutionRange => {
    const [low, high] = [centre + width / 2, centre - width / 2];
    return [Math.sqrt(1 / low), high > 0 ? Math.sqrt(1 / high) : Number.POSITIVE_INFINITY];
  });
}

/** 1/d², Å⁻², of the rings up to dMin, Å, rising. */
export function ringCentres(
  { unit_cell, space_group }: Pick<IceRings, "unit_cell" | "space_group">,
  dMin: number,
): Float64Array {
  const cell = new UnitCell(cellNumbers(unit_cell ?? hexagonalIce.unit_cell));
  return powderRings(cell, SpaceGroup.of(space_group ?? hexagonalIce.space_group), dMin);
}

/** The six numbers of a unit cell in words. */
export function cellNumbers(given: string | readonly number[]): readonly number[] {
  if (typeof given !== "string") return given;
  const numbers = given
    .split(/[\s,]+/)
    .filter((piece) => piece !== "")
    .map(Number);
  if (numbers.length === 6 && numbers.every(Number.isFinite)) return numbers;
  throw new EwaldError("bad-argument", `The unit cell "${given}" of the ice rings is not six numbers.`);
}
