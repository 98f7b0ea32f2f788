import { FlexDouble } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import { angstromOfEv, evOfAngstrom } from "./energy.js";
import type { LabelOptions } from "./label.js";

/** Anomalous dispersion of an atom, f = f0 + f′ + i f″, electrons. */
export interface FpFdp {
  /** f′. */
  readonly fp: number;
  /** f″, positive. */
  readonly fdp: number;
}

/** The same for a column of energies or wavelengths. */
export interface FpFdpColumns {
  readonly fp: FlexDouble;
  readonly fdp: FlexDouble;
}

/** f′ and f″ at a number, or of each row of a column. */
export interface AtEnergy {
  (x: number): FpFdp;
  (x: FlexDouble): FpFdpColumns;
}

/**
 * Where a table has f′ and f″ of one element. Each method throws EwaldError `"out-of-range"` where the table does not reach:
 * cctbx answers -9999 there.
 */
export interface AnomalousTable {
  /** The element's symbol. */
  readonly label: string;
  readonly atomicNumber: number;
  readonly table: "sasaki" | "henke";
  /** Wavelengths, Å, with f′ and f″: [from, to], both included. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly atAngstrom: AtEnergy;
  readonly atEv: AtEnergy;
  readonly atKev: AtEnergy;
}

/** What a table is made of: `at` gives f′ and f″ or undefined, of a wavelength, Å, and the same as energy, eV. */
export interface AnomalousSource {
  readonly label: string;
  readonly atomicNumber: number;
  readonly table: "sasaki" | "henke";
  readonly ranges: AnomalousTable["ranges"];
  readonly at: (angstrom: number, ev: number) => FpFdp | undefined;
}

export type AnomalousOptions = Pick<LabelOptions, "exact">;

/** The methods over a source. */
export function anomalousTable({ at, ...named }: AnomalousSource): AnomalousTable {
  const one = (angstrom: number, ev: number): FpFdp => {
    const found = at(angstrom, ev);
    if (found) return found;
    const ranges = named.ranges.map(([from, to]) => `${shown(from)} to ${shown(to)} Å`).join(" and ");
    throw new EwaldError(
      "out-of-range",
      `f′ and f″ of ${named.label} are not in the table ${named.table} at ${shown(angstrom)} Å (${shown(ev)} eV): it has them from ${ranges}.`,
    );
  };
  return {
    ...named,
    atAngstrom: overRows((angstrom) => one(angstrom, evOfAngstrom(angstrom))),
    atEv: overRows((ev) => one(angstromOfEv(ev), ev)),
    atKev: overRows((kev) => one(angstromOfEv(1000 * kev), 1000 * kev)),
  };
}

/** Says which element a table lacks. */
export const noSuchElement = (label: string, table: string, has: string): EwaldError =>
  new EwaldError("bad-argument", `The table ${table} does not have ${label}: it has ${has}.`);

const shown = (x: number): string => String(Number(x.toPrecision(6)));

const overRows = (f: (x: number) => FpFdp): AtEnergy =>
  ((x: number | FlexDouble) => {
    if (typeof x === "number") return f(x);
    const fp = new Float64Array(x.length);
    const fdp = new Float64Array(x.length);
    for (let i = 0; i < fp.length; i++) ({ fp: fp[i], fdp: fdp[i] } = f(x.data[i]!));
    return { fp: new FlexDouble(fp), fdp: new FlexDouble(fdp) };
  }) as AtEnergy;
