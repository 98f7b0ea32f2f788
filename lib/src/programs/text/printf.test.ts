import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import {
  type Conversion,
  fixed,
  formatNumber,
  general,
  pythonFloat,
  scientific,
  truncated,
} from "./printf.js";

describe("numbers as C prints them", () => {
  // right-hand sides from Python 3.11
  it.each([
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [0.25, 1, "0.2"],
    [2.5, 0, "2"],
    [3.5, 0, "4"],
    [-0.5, 0, "-0"],
    [1.005, 2, "1.00"],
    [1e22, 1, "10000000000000000000000.0"],
    [-0, 1, "-0.0"],
    [Number.NaN, 1, "nan"],
    [-Infinity, 1, "-inf"],
  ])("%%.f of %d with %d digits is %s", (x, digits, text) => expect(fixed(x, digits)).toBe(text));

  it("writes exponents with two digits and ties to even", () => {
    expect(scientific(0.07941945, 4)).toBe("7.9419e-02");
    expect(scientific(0, 4)).toBe("0.0000e+00");
    expect(scientific(1.5, 0)).toBe("2e+00");
    expect(scientific(2.5, 0)).toBe("2e+00");
    expect(scientific(-1e-100, 2)).toBe("-1.00e-100");
  });

  it("cuts integers towards zero", () => {
    expect([truncated(-7.9), truncated(-0.3), truncated(769.9)]).toEqual(["-7", "0", "769"]);
  });

  it("writes floats as Python's str and %g", () => {
    expect([1, 1e-5, 0.0001, 1e16, 1e15, -0, 0.1].map(pythonFloat)).toEqual([
      "1.0",
      "1e-05",
      "0.0001",
      "1e+16",
      "1000000000000000.0",
      "-0.0",
      "0.1",
    ]);
    expect([24, 87.7, 0, 1e-5, 123456789, 100000].map(general)).toEqual([
      "24",
      "87.7",
      "0",
      "1e-05",
      "1.23457e+08",
      "100000",
    ]);
  });

  needs.dials().it("agrees with Python on 20000 numbers, halves among them", async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc
        .tuple(fc.integer({ min: -100000, max: 100000 }), fc.integer({ min: 0, max: 12 }))
        .map(([a, b]) => a / 2 ** b),
      fc
        .tuple(fc.integer({ min: -100000, max: 100000 }), fc.integer({ min: 0, max: 6 }))
        .map(([a, b]) => a / 10 ** b),
    );
    const numbers = fc.sample(number, { seed: 5, numRuns: 20_000 });
    const formats: Conversion[] = ["%.1f", "%.2f", "%.3f", "%.4f", "%.4e", "%s", "%i"];
    const theirs = await runDials<string[]>(
      "output([' '.join([f % x for f in input['formats']] + ['%g' % x]) for x in input['numbers']])",
      {
        numbers: numbers.map((x) => (Object.is(x, -0) ? 0 : x)),
        formats: formats.map((f) => (f === "%s" ? "%r" : f)),
      },
    );
    const floats = numbers.map((x) => (Object.is(x, -0) ? 0 : x));
    floats.forEach((x, i) => {
      // JSON makes whole numbers ints for Python
      const ours = [
        ...formats.map((f) => (f === "%s" && Number.isInteger(x) ? undefined : formatNumber(f, x))),
        general(x),
      ];
      const parts = theirs[i]!.split(" ");
      for (const [j, text] of ours.entries())
        if (text !== undefined) expect(text, `${x} ${formats[j]}`).toBe(parts[j]);
    });
  });
});
