import { describe, expect, it } from "vitest";
import { FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double } from "../array/vectors.js";
import { Beam } from "../models/beam.js";
import { Detector } from "../models/detector.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { Goniometer } from "../models/goniometer.js";
import { Profile } from "../models/profile.js";
import { Scan } from "../models/scan.js";
import { Flag } from "../reflections/flag.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { dials } from "./index.js";

const n = 12;

/** Rows 0 … 11: experiment row / 4, panel row mod 3, d 1, 1.25, …, partiality row / 10 up to 1. */
function table(): ReflectionTable {
  const each = (value: (row: number) => number) => Float64Array.from({ length: n }, (_, row) => value(row));
  return new ReflectionTable({
    id: new FlexInt(Int32Array.from(each((row) => Math.floor(row / 4)))),
    panel: new FlexSizeT(Uint32Array.from(each((row) => row % 3))),
    flags: new FlexSizeT(
      Uint32Array.from(
        each((row) => (row % 2 ? Flag.strong : 0) | (row < 9 ? Flag.integrated : Flag.integrated_sum)),
      ),
    ),
    d: new FlexDouble(each((row) => 1 + row / 4)),
    partiality: new FlexDouble(each((row) => Math.min(1, row / 10))),
    "intensity.sum.variance": new FlexDouble(each((row) => (row === 11 ? 0 : 1))),
    "intensity.prf.variance": new FlexDouble(each((row) => (row === 10 ? -1 : 1))),
    row: new FlexInt(Int32Array.from(each((row) => row))),
  });
}

const rows = (found: ReflectionTable | undefined) => [...found!.column("row", "int").data];

describe("filter_reflections", () => {
  it.each<[string, object, number[]]>([
    ["flags", { flag_expression: "strong & ~integrated" }, [9, 11]],
    ["experiments", { id: [0, 2] }, [0, 1, 2, 3, 8, 9, 10, 11]],
    ["panels", { panel: [1] }, [1, 4, 7, 10]],
    ["resolution, ends included", { d_min: 1.5, d_max: 2 }, [2, 3, 4]],
    ["partiality, ends included", { partiality: { min: 0.3, max: 0.5 } }, [3, 4, 5]],
    [
      "good intensities: not row 11, whose sum has no variance; 10 has no profile",
      { select_good_intensities: true },
      [10],
    ],
    ["rows, counted after the other filters", { panel: [1], remove_by_index: [0, 3] }, [4, 7]],
    [
      "ice: none at these d but 3.75 within wide rings",
      { ice_rings: { filter: true, width: 0.004 }, d_min: 3.7 },
      [11],
    ],
    ["nothing", { id: [7] }, []],
  ])("by %s", async (_, options, wanted) => {
    const given = table();
    const { reflections, report } = await dials.filterReflections(given, options);
    expect(rows(reflections)).toEqual(wanted);
    expect(report[0]).toBe("12 reflections loaded");
    expect(given.nrows).toBe(n);
    expect(given.has("fractioncalc")).toBe(false);
  });

  it("counts flags without a filter", async () => {
    const { reflections, flags } = await dials.filterReflections(table());
    expect(reflections).toBeUndefined();
    expect(flags).toEqual([
      { flag: "integrated", count: 9 },
      { flag: "integrated_prf", count: 9 },
      { flag: "integrated_sum", count: 12 },
      { flag: "strong", count: 6 },
    ]);
    const plain = new ReflectionTable({ flags: new FlexSizeT(new Uint32Array(3)) });
    expect(String(await dials.filterReflections(plain))).toContain("No flags set");
  });

  it("gives each reflection the share of its passage that is dead", async () => {
    // 10 images of 1°, 1 s; dead for the last 0.1 s: 0.1°. ζ = 1, so that a reflection passes in φ ± 0.3°.
    const experiment = new Experiment({
      beam: new Beam({ direction: [0, 0, 1], wavelength: 1 }),
      detector: new Detector({ panels: [], hierarchy: null } as never),
      goniometer: new Goniometer({
        rotation_axis: [0, 1, 0],
        fixed_rotation: identity,
        setting_rotation: identity,
      }),
      scan: new Scan({ image_range: [1, 10], oscillation: [0, 1], exposure_time: Array(10).fill(1) }),
      profile: new Profile({ __id__: "gaussian_rs", n_sigma: 3, sigma_b: 0.1, sigma_m: 0.1 }),
    });
    const degrees = Math.PI / 180;
    const given = table();
    // s1 × s0 along the axis
    given.set("s1", new FlexVec3Double(Float64Array.from({ length: 3 * n }, (_, k) => [1, 0, 0][k % 3]!)));
    given.set(
      "xyzcal.mm",
      new FlexVec3Double(
        Float64Array.from({ length: 3 * n }, (_, k) => (k % 3 === 2 ? ((k - 2) / 3) * 0.25 * degrees : 0)),
      ),
    );
    // φ = 0, 0.25, … 2°; dead are 0.9–1 and 1.9–2
    const dead = (phi: number) =>
      [1, 2, 3].reduce(
        (sum, end) => sum + Math.max(0, Math.min(phi + 0.3, end) - Math.max(phi - 0.3, end - 0.1)),
        0,
      ) / 0.6;
    for (const share of [0, 0.1, 0.2]) {
      const { reflections, report } = await dials.filterReflections(
        [given, ExperimentList.fromExperiments([experiment])],
        { dead_time: { value: 100, reject_fraction: share } },
      );
      expect(rows(reflections)).toEqual(
        Array.from({ length: 9 }, (_, row) => row).filter((row) => !(dead(row / 4) > share + 1e-9)),
      );
      expect(report.filter((line) => line.startsWith("Rejecting")).length).toBe(10);
    }
  });

  it.each<[string, object, string]>([
    ["d_min beyond d_max", { d_min: 3, d_max: 2 }, "d_min is 3, d_max 2"],
    ["partiality.min above max", { partiality: { min: 0.9, max: 0.2 } }, "partiality.min is 0.9"],
    ["a row that is not there", { remove_by_index: [12] }, "row 12, but 12 rows are left"],
    ["a flag that is not there", { flag_expression: "stong" }, "did you mean strong?"],
    ["a dead time without experiment", { dead_time: { value: 1 } }, "needs one experiment; there are 0"],
    [
      "good intensities where none are",
      { id: [0], select_good_intensities: true },
      "All data has been filtered",
    ],
  ])("refuses %s", async (_, options, message) => {
    await expect(dials.filterReflections(table(), options)).rejects.toThrow(message);
  });

  it.each<[string, object, string]>([
    ["partiality", { partiality: { min: 0.5 } }, 'no column "partiality"'],
    ["d", { d_min: 2 }, "no column d, and there are no experiments"],
    ["flags", { flag_expression: "strong" }, 'no column "flags"'],
    ["intensity.sum.variance", { select_good_intensities: true }, 'no column "intensity.sum.variance"'],
    ["id", { id: [0] }, 'no column "id"'],
  ])("needs the column %s for its filter", async (name, options, message) => {
    await expect(dials.filterReflections(table().delete(name), options)).rejects.toThrow(message);
  });

  it("works on one table", async () => {
    await expect(dials.filterReflections([table(), table()], { d_min: 1 })).rejects.toThrow("not on 2.");
  });
});

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
