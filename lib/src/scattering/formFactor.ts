import { getStandardLabel, type LabelOptions } from "./label.js";
import { type OverValues, overValues } from "./overValues.js";
import { numbersOf, remembered, tableLine } from "./tableLine.js";
import { it1992 } from "./tables/it1992.js";
import { wk1995 } from "./tables/wk1995.js";

/** it1992: International Tables C (1992); wk1995: Waasmaier & Kirfel (1995), the better beyond 2 Å⁻¹. */
export type FormFactorTable = "it1992" | "wk1995";
const tables = { it1992: { text: it1992, maxStol: 2 }, wk1995: { text: wk1995, maxStol: 6 } };

/**
 * The form factor f0 of an atom or ion as a sum of Gaussians, f0(s) = Σ aᵢ exp(−bᵢ s²) + c, electrons; s = sin θ/λ = |q|/4π, half of
 * d*, in Å⁻¹. Each method takes a number, a column or a Float64Array.
 */
export class FormFactor {
  /** Entry of the table: `Fe3+`. */
  readonly label: string;
  readonly table: FormFactorTable;
  readonly a: readonly number[];
  /** Å². */
  readonly b: readonly number[];
  readonly c: number;
  /**
   * sin θ/λ, Å⁻¹, to which the Gaussians were fitted. Beyond it their sum means nothing: c remains, and of some ions one b is
   * negative (Sn4+ of it1992 has 10⁹ electrons at 5.75 Å⁻¹, here as in cctbx).
   */
  readonly maxStol: number;
  /** f0 at sin θ/λ, Å⁻¹. */
  readonly atStol: OverValues;
  /** f0 at (sin θ/λ)², Å⁻². */
  readonly atStolSq: OverValues;
  /** f0 at d* = 1/d, Å⁻¹. */
  readonly atDStar: OverValues;
  /** f0 at d*², Å⁻². */
  readonly atDStarSq: OverValues;
  /** f0 at |q| = 4π sin θ/λ = 2π/d, Å⁻¹. */
  readonly atQ: OverValues;

  constructor(label: string, table: FormFactorTable) {
    const { text, maxStol } = tables[table];
    // As float32, which cctbx holds them in, so that f0 is the same to the last digits.
    const numbers = Array.from(numbersOf(tableLine(text, label)!), Math.fround);
    const terms = (numbers.length - 1) / 2;
    this.label = label;
    this.table = table;
    this.a = numbers.slice(0, terms);
    this.b = numbers.slice(terms, 2 * terms);
    this.c = numbers[2 * terms]!;
    this.maxStol = maxStol;
    // Four or five terms, each in a variable of its own: columns are long.
    const [a1, a2, a3, a4, a5 = 0] = this.a as [number, number, number, number, number?];
    const [b1, b2, b3, b4, b5 = 0] = this.b as [number, number, number, number, number?];
    const { c } = this;
    const four = (x: number): number =>
      c + a1 * Math.exp(-b1 * x) + a2 * Math.exp(-b2 * x) + a3 * Math.exp(-b3 * x) + a4 * Math.exp(-b4 * x);
    const at = terms === 4 ? four : (x: number): number => four(x) + a5 * Math.exp(-b5 * x);
    this.atStolSq = overValues(at);
    this.atStol = overValues((s) => at(s * s));
    this.atDStar = overValues((d) => at((d * d) / 4));
    this.atDStarSq = overValues((d2) => at(d2 / 4));
    this.atQ = overValues((q) => at((q / (4 * Math.PI)) ** 2));
  }
}

const made = {
  it1992: remembered((label: string) => new FormFactor(label, "it1992")),
  wk1995: remembered((label: string) => new FormFactor(label, "wk1995")),
};

export interface FormFactorOptions extends LabelOptions {
  /** @default "wk1995" */
  readonly table?: FormFactorTable;
}

/**
 * Form factor of an element or ion (`C`, `Fe3+`, `O2-`, `Cval`): `formFactor("Fe3+").atStol(0.25)`. Labels as
 * {@link getStandardLabel} reads them; throws EwaldError `"bad-argument"` for an unknown one.
 */
export const formFactor = (label: string, { table = "wk1995", ...how }: FormFactorOptions = {}): FormFactor =>
  made[table](getStandardLabel(label, how));

/** cctbx.eltbx.xray_scattering: `xrayScattering.it1992("C").atStol(0.1)` is it1992("C").fetch().at_stol(0.1). */
export const xrayScattering = {
  it1992: (label: string, how?: LabelOptions): FormFactor => formFactor(label, { ...how, table: "it1992" }),
  wk1995: (label: string, how?: LabelOptions): FormFactor => formFactor(label, { ...how, table: "wk1995" }),
  getStandardLabel,
};
