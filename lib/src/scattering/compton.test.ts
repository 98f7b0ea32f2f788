// Incoherent scattering against the table's other interpolation, its limits, and hydrogen's closed form.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexDouble } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import { compton, comptonApproximation, comptonOfAtoms } from "./compton.js";
import { formFactor } from "./formFactor.js";
import { monotoneSpline } from "./monotoneSpline.js";
import { numbersOf, tableKeys, tableLine } from "./tableLine.js";
import { hubbell1975 } from "./tables/hubbell1975.js";

const elements = tableKeys(hubbell1975).slice(1);

// xraylib 4.3.0, SF_Compt(Z, x), at x that our table does not have: a spline through more points of the same tabulation.
const between = [
  ["He", 0.0475, 0.0727745],
  ["He", 0.2125, 0.95025],
  ["He", 0.8, 1.9702],
  ["C", 0.035, 0.15598],
  ["C", 0.11, 1.20189],
  ["C", 0.45, 4.3479],
  ["C", 2.7, 5.9843],
  ["O", 0.0225, 0.0566091],
  ["O", 0.35, 4.83512],
  ["O", 1.1, 7.03531],
  ["Fe", 0.045, 0.88459],
  ["Fe", 0.275, 7.7954],
  ["Fe", 1.75, 22],
  ["Fe", 9, 25.9135],
  ["I", 0.08, 2.76756],
  ["I", 0.55, 21.1463],
  ["I", 4.5, 49.1288],
  ["Pb", 0.0125, 0.111664],
  ["Pb", 0.65, 30.2754],
  ["Pb", 2.25, 59.888],
  ["Pb", 30, 81.9304],
  ["Cf", 0.225, 13.813],
  ["Cf", 1.1, 48.8642],
  ["Cf", 12, 95.8955],
] as const;

describe("incoherent scattering", () => {
  it("between the table's values is xraylib's, to 0.3 %", () => {
    for (const [element, stol, s] of between)
      expect(Math.abs(compton(element).atStol(stol) / s - 1), `${element} ${stol}`).toBeLessThan(3e-3);
  });

  it("is the table's where the table has it", () => {
    const grid = numbersOf(tableLine(hubbell1975, "grid")!);
    for (const element of elements) {
      const values = numbersOf(tableLine(hubbell1975, element)!);
      expect(values).toHaveLength(grid.length);
      grid.forEach((x, i) => {
        expect(compton(element).atStol(x) / values[i]!, `${element} ${x}`).toBeCloseTo(1, 12);
      });
    }
  });

  it("of hydrogen is 1 − f0², f0 that of its ground state", () => {
    const bohr = 0.529177210903;
    for (let stol = 0.002; stol < 3; stol *= 1.07) {
      const f0 = (1 + (2 * Math.PI * bohr * stol) ** 2) ** -2;
      const s = 1 - f0 * f0;
      expect(Math.abs(compton("H").atStol(stol) - s), `${stol}`).toBeLessThan(2e-3 * s);
      expect(Math.abs(formFactor("Hiso").atStol(stol) - f0), `f0 ${stol}`).toBeLessThan(1.5e-3);
    }
  });

  it("of every element is 0 at 0, rises with s, and is Z in the end", () => {
    expect(elements).toHaveLength(98);
    for (const [i, element] of elements.entries()) {
      const { atStol, atomicNumber } = compton(element);
      expect(atomicNumber).toBe(i + 1);
      expect(atStol(0)).toBe(0);
      expect(atStol(1e-9)).toBeGreaterThan(0);
      for (const far of [100, 1e3, 1e9]) expect(atStol(far)).toBe(atomicNumber);
      let before = 0;
      const astray: number[] = [];
      for (let stol = 1e-4; stol < 120; stol *= 1.03) {
        const s = atStol(stol);
        if (!(s >= before * (1 - 1e-14) && s <= atomicNumber * (1 + 1e-14))) astray.push(stol);
        before = s;
      }
      expect(astray, element).toEqual([]);
    }
  });

  it("is the same of s, q and d*, of numbers and columns, of ions and elements", () => {
    const c = compton("Fe3+");
    expect(c).toBe(compton("Fe"));
    expect(c.atQ(4 * Math.PI * 0.3)).toBeCloseTo(c.atStol(0.3), 12);
    expect(c.atDStar(0.6)).toBeCloseTo(c.atStol(0.3), 12);
    expect(Array.from(c.atStol(FlexDouble.from([0, 0.3])).data)).toEqual([0, c.atStol(0.3)]);
    expect(() => compton("Es")).toThrow(EwaldError);
  });

  it("of atoms together is their sum", () => {
    const water = comptonOfAtoms({ O: 1, H: 2 });
    const q = FlexDouble.from([0.5, 1, 4, 20]);
    q.data.forEach((one, i) => {
      const sum = compton("O").atQ(one) + 2 * compton("H").atQ(one);
      expect(water.atQ(q).at(i)).toBeCloseTo(sum, 12);
      expect(water.atStol(one / (4 * Math.PI))).toBeCloseTo(sum, 12);
    });
    expect(water.atDStar(1e4)).toBe(10);
    expect(() => comptonOfAtoms({ O: -1 })).toThrow(EwaldError);
    expect(compton("C").atStol(NaN)).toBeNaN();
  });

  it("by the rule of thumb is its formula", () => {
    expect(comptonApproximation("C", 0.5)).toBeCloseTo(6 * (1 - Math.exp(-0.5)), 14);
    expect(comptonApproximation("Fe3+", 0)).toBeCloseTo(0, 14);
  });
});

describe("the monotone spline", () => {
  const steps = fc.array(
    fc.tuple(fc.double({ min: 0.01, max: 3, noNaN: true }), fc.double({ min: 0, max: 5, noNaN: true })),
    {
      minLength: 2,
      maxLength: 20,
    },
  );

  it("passes its points and never turns between them", () => {
    fc.assert(
      fc.property(steps, (given) => {
        const x = [0];
        const y = [0];
        for (const [dx, dy] of given) {
          x.push(x.at(-1)! + dx);
          y.push(y.at(-1)! + dy);
        }
        const spline = monotoneSpline(Float64Array.from(x), Float64Array.from(y));
        const scale = 1e-9 * (1 + y.at(-1)!);
        x.forEach((at, i) => {
          expect(Math.abs(spline(at) - y[i]!)).toBeLessThan(scale);
        });
        let before = -scale;
        for (let i = 0; i <= 200; i++) {
          const value = spline((x.at(-1)! * i) / 200);
          expect(value).toBeGreaterThan(before - scale);
          before = value;
        }
      }),
      { numRuns: 60 },
    );
  });

  it("follows a smooth curve to third order", () => {
    const worst = (n: number) => {
      const x = Float64Array.from({ length: n + 1 }, (_, i) => i / n);
      const spline = monotoneSpline(x, x.map(Math.exp));
      let most = 0;
      for (let at = 0.3; at < 0.7; at += 0.001) most = Math.max(most, Math.abs(spline(at) - Math.exp(at)));
      return most;
    };
    expect(worst(20)).toBeLessThan(1e-5);
    expect(worst(40)).toBeLessThan(worst(20) / 6);
  });
});
