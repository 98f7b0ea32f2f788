import type { FlexMillerIndex } from "../array/integerTuples.js";
import type { SpaceGroup } from "../crystal/spaceGroup.js";
import { EwaldError } from "../error.js";
import { proteinWilsonCurve, wilsonIntensities } from "./wilson.js";

/** Intensities of a crystal: for each index that of the crystal itself, before any correction of the experiment. */
export type CrystalIntensities = (indices: FlexMillerIndex, d: Float64Array) => Float64Array;

/**
 * Drawn by Wilson's statistics around a protein's mean curve; 0 of systematic absences, equal over equivalents and Friedel
 * mates (one draw for each index of the asymmetric unit, so the same whatever else is asked). `scale` is the mean at
 * 1/d² = 0, before the curve's bumps.
 */
export function wilsonCrystal(
  group: SpaceGroup,
  { seed, bFactor, scale }: { readonly seed: number; readonly bFactor: number; readonly scale: number },
): CrystalIntensities {
  const draw = wilsonIntensities(seed, {
    representative: (index) => index,
    isCentric: (index) => group.isCentricReflection(index),
    epsilon: (index) => group.epsilon(index),
  });
  return (indices, d) => {
    const { data } = group.mapToAsu(indices).indices;
    const absent = group.isSysAbsent(indices).data;
    return Float64Array.from(d, (each, i) =>
      absent[i]
        ? 0
        : scale *
          proteinWilsonCurve(each, bFactor) *
          draw([data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!]),
    );
  };
}

/**
 * Those of a list, times `scale`. Equivalent reflections may each be in the list (their mean counts; Friedel mates apart
 * with `anomalous`); what is not in it, or absent by symmetry, is 0.
 */
export function listedCrystal(
  group: SpaceGroup,
  indices: FlexMillerIndex,
  values: ArrayLike<number>,
  { scale = 1, anomalous = false }: { readonly scale?: number; readonly anomalous?: boolean } = {},
): CrystalIntensities {
  if (indices.length !== values.length)
    throw new EwaldError(
      "wrong-length",
      `${values.length} intensities were given for ${indices.length} indices.`,
    );
  const named = (column: FlexMillerIndex) => {
    const mapped = group.mapToAsu(column, { anomalous }).indices.data;
    return (i: number) => `${mapped[3 * i]},${mapped[3 * i + 1]},${mapped[3 * i + 2]}`;
  };
  const sums = new Map<string, { sum: number; count: number }>();
  const name = named(indices);
  for (let i = 0; i < indices.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && Number.isFinite(value)))
      throw new EwaldError(
        "out-of-range",
        `The list gives (${indices.at(i).join(", ")}) the intensity ${value}; intensities to simulate are numbers of 0 or more.`,
      );
    const before = sums.get(name(i));
    if (before) {
      before.sum += value;
      before.count++;
    } else sums.set(name(i), { sum: value, count: 1 });
  }
  return (asked, d) => {
    const nameOf = named(asked);
    const absent = group.isSysAbsent(asked).data;
    return Float64Array.from(d, (_, i) => {
      const found = absent[i] ? undefined : sums.get(nameOf(i));
      return found ? (scale * found.sum) / found.count : 0;
    });
  };
}
