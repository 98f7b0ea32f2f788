import { EwaldError } from "../error.js";
import { symbolOf } from "./elements.js";
import { evOfAngstrom } from "./energy.js";
import { type Material, type MaterialName, massFractions, materials } from "./materials.js";
import { numbersOf, remembered, tableKeys, tableLine } from "./tableLine.js";
import { nistAttenuation } from "./tables/nist.js";

/** How a material weakens X-rays of one energy: I = I0 exp(−μ·path). */
export interface Attenuation {
  /** Mass attenuation coefficient μ/ρ, cm²/g: photoelectric, coherent and incoherent together. */
  readonly muRho: number;
  /** Mass energy-absorption coefficient μen/ρ, cm²/g. */
  readonly muEnRho: number;
  /** Linear attenuation coefficient μ, **mm⁻¹**, as panels have it; cctbx's mu_at_angstrom is in cm⁻¹. */
  readonly mu: number;
  /** Attenuation length 1/μ, **mm**; cctbx's lambda_at_angstrom is in cm. */
  readonly length: number;
}

/**
 * Attenuation in one material, 1 keV to 20 MeV (12.4 to 0.0006 Å). At an edge itself the value is that above it. Throws EwaldError
 * `"out-of-range"` outside.
 */
export interface Attenuator {
  /** Element, compound or name. */
  readonly name: string;
  /** g/cm³. */
  readonly density: number;
  atAngstrom(angstrom: number): Attenuation;
  atEv(ev: number): Attenuation;
  atKev(kev: number): Attenuation;
}

/** The coefficients, cm²/g, at an energy, eV. */
type Coefficients = (ev: number) => Pick<Attenuation, "muRho" | "muEnRho">;

const tabulated = remembered((name: string): { density: number; at: Coefficients } | undefined => {
  const line = tableLine(nistAttenuation, name);
  if (line === undefined) return undefined;
  const [density, energies, muRho, muEnRho] = line.split(" | ").map(numbersOf) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const last = energies.length - 1;
  return {
    density: density[0]!,
    at: (ev) => {
      if (!(ev >= energies[0]! && ev <= energies[last]!))
        throw new EwaldError(
          "out-of-range",
          `The attenuation of ${name} is not tabulated at ${ev} eV: it is from ${energies[0]} eV (12.4 Å) to ${energies[last]} eV.`,
        );
      let i = 0;
      while (i < last - 1 && energies[i + 1]! <= ev) i++;
      const x = Math.log(ev / energies[i]!) / Math.log(energies[i + 1]! / energies[i]!);
      const between = (values: Float64Array) => values[i]! * (values[i + 1]! / values[i]!) ** x;
      return { muRho: between(muRho), muEnRho: between(muEnRho) };
    },
  };
});

const elementAttenuation = (symbol: string): Coefficients => {
  const found = tabulated(symbol);
  if (found) return found.at;
  throw new EwaldError("bad-argument", `The attenuation of ${symbol} is not tabulated: it is from H to U.`);
};

/**
 * Attenuation coefficients of Hubbell & Seltzer (NIST, 1995), interpolated logarithmically in both: cctbx's
 * attenuation_coefficient.get_table, which dxtbx takes the μ of sensors from. `attenuation("Si").atAngstrom(1).mu` is 4.2080 mm⁻¹.
 *
 * `material`: an element (`Si`) or its atomic number, H to U; `CdTe` or `GaAs`; `air`, `water` or `kapton`; or any material by formula or
 * mass fractions and density, its coefficients the sums over its elements. Throws EwaldError `"bad-argument"` for
 * what it does not know.
 */
export function attenuation(material: string | number | MaterialName | Material): Attenuator {
  if (typeof material === "object") return mixture(material);
  const name = typeof material === "number" ? symbolOf(material) : material;
  const known = materials[name as MaterialName];
  if (known) return mixture(known);
  const found = tabulated(name);
  if (found) return attenuator(name, found.density, found.at);
  throw new EwaldError(
    "bad-argument",
    `The attenuation of ${JSON.stringify(name)} is not known: there are the elements H to U, ${[...tableKeys(nistAttenuation).slice(92), ...Object.keys(materials)].join(", ")}; others by { formula: "C22H10N2O5", density: 1.42 }.`,
  );
}

function mixture(material: Material): Attenuator {
  if (!(material.density > 0 && material.density < Infinity))
    throw new EwaldError(
      "bad-argument",
      `A density of ${material.density} g/cm³ cannot be: it must be a positive number.`,
    );
  const parts = Object.entries(massFractions(material)).map(([symbol, fraction]) => ({
    fraction,
    at: elementAttenuation(symbol),
  }));
  return attenuator(material.name ?? material.formula ?? "mixture", material.density, (ev) => {
    let muRho = 0;
    let muEnRho = 0;
    for (const { fraction, at } of parts) {
      const of = at(ev);
      muRho += fraction * of.muRho;
      muEnRho += fraction * of.muEnRho;
    }
    return { muRho, muEnRho };
  });
}

function attenuator(name: string, density: number, coefficients: Coefficients): Attenuator {
  const atEv = (ev: number): Attenuation => {
    const of = coefficients(ev);
    const mu = (of.muRho * density) / 10; // cm⁻¹ to mm⁻¹
    return { ...of, mu, length: 1 / mu };
  };
  return {
    name,
    density,
    atEv,
    atKev: (kev) => atEv(1000 * kev),
    atAngstrom: (angstrom) => atEv(evOfAngstrom(angstrom)),
  };
}
