// The questions of DIALS' scripting tutorials, answered from simulated data (a third of the full scans).
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Flag, MaskCode } from "ewald";
import { simulateTutorial, tutorialSetup, tutorialTransmissions } from "ewald/simulate";
import { afterAll, describe, expect, it } from "vitest";
import { writeTutorial } from "../../lib/src/node/simulateTutorial.js";

const average = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe("the tutorials' questions", () => {
  const data = simulateTutorial(1, { setup: tutorialSetup(1, { images: 100 }) });
  const indexed = data.indexed.select(data.indexed.getFlags(Flag.indexed));
  const integrated = data.integrated.select(
    data.integrated.getFlags(Flag.integrated_sum | Flag.integrated_prf),
  );

  it("how big are my spots? tens of pixels", () => {
    const pixels = indexed.column("shoebox").countMaskValues(MaskCode.Foreground).data;
    expect(average(pixels)).toBeGreaterThan(15);
    expect(average(pixels)).toBeLessThan(80);
    expect(indexed.column("n_signal").data).toEqual(pixels);
  });

  it("where are the strong reflections? at low resolution", () => {
    const d = integrated.column("d").data;
    const value = integrated.column("intensity.sum.value").data;
    const strong = d.filter((_, row) => value[row]! >= 5000);
    expect(strong.length).toBeGreaterThan(500);
    expect(average(strong)).toBeGreaterThan(average(d) + 1);
  });

  it("do pixel values show the gain switch and the full wells? a notch and a pile-up", () => {
    const shoebox = indexed.column("shoebox");
    const slots = shoebox.histogram({ dataMin: 0, dataMax: 12_000, nSlots: 12_000 }).slots().data;
    const between = (from: number, to: number) => average(slots.slice(from, to));
    expect(between(25, 27)).toBeLessThan(0.5 * between(20, 23));
    expect(between(25, 27)).toBeLessThan(0.5 * between(28, 31));
    expect(between(9850, 10_050)).toBeGreaterThan(3 * between(9000, 9600));
    expect(between(10_101, 12_000)).toBe(0);
  });

  it("are intensities proportional to transmission? within 3 %", () => {
    const value = integrated.column("intensity.prf.value").data;
    const variance = integrated.column("intensity.prf.variance").data;
    const id = integrated.column("id").data;
    const chosen = (scan: number) =>
      integrated.select(
        Uint32Array.from(value.keys()).filter(
          (row) => id[row] === scan && value[row]! > 3 * Math.sqrt(variance[row]!),
        ),
      );
    const reference = chosen(4);
    for (const [scan, transmission] of tutorialTransmissions.entries()) {
      const block = chosen(scan);
      const [m1, m2] = reference.match(block);
      const above = block.select(m2).column("intensity.prf.value").data;
      const below = reference.select(m1).column("intensity.prf.value").data;
      expect(above.length).toBeGreaterThan(1500);
      expect(Math.abs(average(above.map((one, row) => one / below[row]!)) / transmission - 1)).toBeLessThan(
        0.03,
      );
    }
  });

  it("leaves a few per cent of the spots unindexed", () => {
    const share = 1 - indexed.nrows / data.indexed.nrows;
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.08);
  });
});

describe("writeTutorial", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-tutorial-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("refuses a folder that holds other things, and leaves nothing behind", () => {
    writeFileSync(join(folder, "mine.txt"), "mine");
    expect(() => writeTutorial(folder)).toThrow(/holds no simulated tutorial data/);
    expect(readdirSync(folder)).toEqual(["mine.txt"]);
  });
});
