import { FlexBool, FlexDouble } from "../../array/scalars.js";
import { powderRings } from "../../crystal/powderRings.js";
import { SpaceGroup } from "../../crystal/spaceGroup.js";
import { UnitCell } from "../../crystal/unitCell.js";
import { EwaldError } from "../../error.js";
import { cellNumbers, hexagonalIce, type IceRings } from "../../images/masks/iceRings.js";

/** Says which d (Å) are within powder rings. */
export type PowderRingFilter = (d: FlexDouble | Float64Array) => FlexBool;

/**
 * Powder rings, by default of hexagonal ice: all d whose 1/d² is less than half a width from that of an allowed reflection
 * with d down to `dMin`, Å (and half a width beyond). The cell is first made to obey its group. DIALS' PowderRingFilter.
 * Throws EwaldError `"bad-argument"` unless width and dMin are above 0.
 */
export function powderRingFilter(
  dMin: number,
  { unit_cell, space_group, width }: Omit<IceRings, "filter" | "d_min"> = {},
): PowderRingFilter {
  const group = SpaceGroup.of(space_group ?? hexagonalIce.space_group);
  const cell = new UnitCell(cellNumbers(unit_cell ?? hexagonalIce.unit_cell)).averagedOver(group);
  const half = (width ?? hexagonalIce.width) / 2;
  if (!(half > 0))
    throw new EwaldError(
      "bad-argument",
      `A powder ring ${width} Å⁻² wide cannot be; more than 0 would work.`,
    );
  if (!(dMin > 0)) throw new EwaldError("bad-argument", `Powder rings need a d_min above 0 Å, not ${dMin}.`);
  const rings = powderRings(cell, group, 1 / Math.sqrt(1 / (dMin * dMin) + half));
  return (d) => {
    const data = d instanceof FlexDouble ? d.data : d;
    const found = new Uint8Array(data.length);
    for (let i = 0; i < found.length; i++) {
      if (!(data[i]! > 0)) continue;
      const squared = 1 / (data[i]! * data[i]!);
      const next = firstAbove(rings, squared);
      // a ring before or after
      if (rings[next]! - squared < half || squared - rings[next - 1]! < half) found[i] = 1;
    }
    return new FlexBool(found);
  };
}

/** Index of the first of rising values that is above x. */
function firstAbove(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Ranges of 1/d², Å⁻², of the rings of hexagonal ice, as seen on images (DIALS' IceRingFilter). */
export const iceRingsOnImages: readonly (readonly [low: number, high: number])[] = [
  [0.064, 0.069],
  [0.071, 0.078],
  [0.0825, 0.088],
  [0.138, 0.144],
  [0.19, 0.205],
  [0.228, 0.24],
  [0.262, 0.266],
  [0.267, 0.278],
  [0.28, 0.288],
  [0.337, 0.341],
  [0.429, 0.435],
  [0.459, 0.466],
  [0.478, 0.486],
  [0.531, 0.537],
];

/** Which d (Å) are in {@link iceRingsOnImages}, edges included: DIALS' IceRingFilter. */
export const iceRingFilter: PowderRingFilter = (d) => {
  const data = d instanceof FlexDouble ? d.data : d;
  return new FlexBool(
    Uint8Array.from(data, (one) => {
      const squared = 1 / (one * one);
      return iceRingsOnImages.some(([low, high]) => squared >= low && squared <= high) ? 1 : 0;
    }),
  );
};
