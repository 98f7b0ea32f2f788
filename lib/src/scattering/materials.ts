import { EwaldError } from "../error.js";
import { atomicWeightOf } from "./elements.js";

/** What a material is made of: a formula, or the fractions of its mass. */
export interface Material {
  readonly name?: string;
  /** g/cm³. */
  readonly density: number;
  /** Elements and how many of each, whole or not: `C22H10N2O5`. No brackets. */
  readonly formula?: string;
  /** Fraction of the mass by element; they are scaled to sum to 1. */
  readonly massFractions?: Readonly<Record<string, number>>;
}

export type MaterialName = "air" | "water" | "kapton";

/**
 * Compositions and densities of NIST (X-Ray Mass Attenuation Coefficients, table 2; Kapton from ESTAR): dry air at sea level, 20 °C
 * and 101.325 kPa; liquid water; polyimide film.
 */
export const materials: Readonly<Record<MaterialName, Material>> = {
  air: {
    name: "air",
    density: 1.20479e-3,
    massFractions: { C: 0.000124, N: 0.755268, O: 0.231781, Ar: 0.012827 },
  },
  water: { name: "water", density: 1, massFractions: { H: 0.111898, O: 0.888102 } },
  kapton: {
    name: "kapton",
    density: 1.42,
    massFractions: { H: 0.026362, C: 0.691133, N: 0.07327, O: 0.209235 },
  },
};

/**
 * Fractions of the mass, summing to 1, by element. Throws EwaldError `"bad-argument"` for a formula that cannot be read, an unknown
 * element, or a fraction that is no positive number.
 */
export function massFractions({ formula, massFractions: given }: Material): Record<string, number> {
  if ((formula === undefined) === (given === undefined))
    throw new EwaldError("bad-argument", "A material needs either a formula or massFractions.");
  const parts = given ? Object.entries(given) : massesOfFormula(formula!);
  let whole = 0;
  for (const [symbol, mass] of parts) {
    if (!(mass > 0 && mass < Infinity))
      throw new EwaldError(
        "bad-argument",
        `A fraction of ${mass} of ${symbol} cannot be: it must be positive.`,
      );
    whole += mass;
  }
  const found: Record<string, number> = {};
  for (const [symbol, mass] of parts) found[symbol] = (found[symbol] ?? 0) + mass / whole;
  return found;
}

/** Mass of each element, g/mol, as it stands in a formula. */
function massesOfFormula(formula: string): [string, number][] {
  if (!/^([A-Z][a-z]?(\d+(\.\d+)?)?)+$/.test(formula))
    throw new EwaldError(
      "bad-argument",
      `${JSON.stringify(formula)} is not a formula: elements and numbers are wanted, as in C22H10N2O5.`,
    );
  return Array.from(formula.matchAll(/([A-Z][a-z]?)([\d.]*)/g), ([, symbol, count]) => [
    symbol!,
    atomicWeightOf(symbol!) * (count ? Number(count) : 1),
  ]);
}
