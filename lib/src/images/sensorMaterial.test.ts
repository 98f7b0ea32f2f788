import { describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { attenuationOf } from "./sensorMaterial.js";

describe("attenuation of X-rays in sensors", () => {
  it("equals cctbx' tables, from soft to hard (numbers printed by cctbx 2022.9)", () => {
    expect(attenuationOf("Si", 1)).toBeCloseTo(4.207985875566818, 12);
    expect(attenuationOf("Si", 0.9795)).toBeCloseTo(3.9603861351765324, 12);
    expect(attenuationOf("CdTe", 1)).toBeCloseTo(48.11463840098675, 12);
    expect(attenuationOf("GaAs", 1)).toBeCloseTo(80.07998629661655, 12);
  });

  it("refuses what no table has", () => {
    expect(() => attenuationOf("Plastic", 1)).toThrow(/sensor of "Plastic" is not known/);
    expect(() => attenuationOf("Si", 20)).toThrow(/X-rays of 20 Å in a sensor of "Si"/);
    expect(() => attenuationOf("Si", Number.NaN)).toThrow(/NaN Å/);
  });

  needs.dials().it("equals dxtbx at wavelengths on both sides of every edge", async () => {
    const wavelengths = Array.from({ length: 400 }, (_, i) => 0.01 * 1.0177 ** i).filter((w) => w < 12.3);
    const theirs = await runDials<Record<string, number[]>>(
      `
from cctbx.eltbx import attenuation_coefficient
output({m: [attenuation_coefficient.get_table(m).mu_at_angstrom(w) / 10.0 for w in input] for m in ("Si", "CdTe", "GaAs")})`,
      wavelengths,
    );
    for (const [material, values] of Object.entries(theirs))
      wavelengths.forEach((wavelength, i) => {
        expect(Math.abs(attenuationOf(material, wavelength) / values[i]! - 1)).toBeLessThan(1e-12);
      });
  });
});
