import { randomExponential, randomNormal } from "d3-random";
import { keyOf, Pcg32 } from "../array/random.js";
import { epsilon, type Index, isCentric, representative } from "./spaceGroupI213.js";

/**
 * Mean intensity of a protein crystal against resolution, 1 at 1/d² = 0 before its bumps: a Gaussian fall-off
 * exp(−B/(2d²)) times the bumps of every protein's Wilson plot (Popov & Bourenkov 2003, Acta Cryst. D59, 1145, fig.
 * 1): high below 10 Å, a dip near 6 Å where helices and strands leave no repeat, a maximum near 4.5 Å, and a weak
 * one near 2.1 Å. The heights are ours, drawn to look like those curves.
 */
export function proteinWilsonCurve(d: number, bFactor: number): number {
  const s2 = 1 / (d * d);
  const bump = (centre: number, width: number) => Math.exp(-0.5 * ((s2 - centre) / width) ** 2);
  const shape =
    0.75 * bump(0.008, 0.008) - 0.9 * bump(0.0275, 0.008) + 0.55 * bump(0.05, 0.012) + 0.1 * bump(0.22, 0.03);
  return Math.exp(-0.5 * bFactor * s2 + shape);
}

/** What Wilson's statistics ask of a reflection's symmetry. */
export interface WilsonSymmetry {
  /** The one index that stands for all equivalent ones, Friedel mates included. */
  readonly representative: (index: Index) => Index;
  readonly isCentric: (index: Index) => boolean;
  /** How many times the mean its symmetry makes it. */
  readonly epsilon: (index: Index) => number;
}

const insulin: WilsonSymmetry = { representative, isCentric, epsilon };

/**
 * True intensities relative to Wilson's mean at that resolution (Wilson 1949, Acta Cryst. 2, 318): exponential for
 * acentric reflections, χ² with one degree of freedom for centric ones, times ε. Equivalent reflections and Friedel
 * mates are equal. Each is drawn from a stream of its own, so that it does not depend on which others are asked for.
 * Of cubic insulin (I2₁3) unless another symmetry is given.
 */
export function wilsonIntensities(
  seed: number,
  symmetry: WilsonSymmetry = insulin,
): (index: Index) => number {
  const known = new Map<string, number>();
  return (index) => {
    const of = symmetry.representative(index);
    const name = of.join();
    const before = known.get(name);
    if (before !== undefined) return before;
    const source = new Pcg32(seed, keyOf(...of)).next;
    const relative = symmetry.isCentric(of)
      ? randomNormal.source(source)()() ** 2
      : randomExponential.source(source)(1)();
    const value = symmetry.epsilon(of) * relative;
    known.set(name, value);
    return value;
  };
}
