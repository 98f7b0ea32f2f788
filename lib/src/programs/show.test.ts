import { describe, expect, it } from "vitest";
import { FlexMillerIndex } from "../array/integerTuples.js";
import { FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double } from "../array/vectors.js";
import { Beam } from "../models/beam.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { Flag } from "../reflections/flag.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { runProgram } from "./defineProgram.js";
import { dials } from "./index.js";
import { show } from "./show.js";

const table = () =>
  new ReflectionTable(
    {
      d: FlexDouble.from([1.125, 2.5, 10]),
      flags: FlexSizeT.from([Flag.indexed | Flag.strong, Flag.strong, 0]),
      id: FlexInt.from([0, 0, -1]),
      miller_index: FlexMillerIndex.from([
        [1, 2, 3],
        [-1, 0, 4],
        [0, 0, -9],
      ]),
      own: FlexDouble.from([0.1, 0.2, 0.3]),
      "xyzobs.px.value": FlexVec3Double.from([
        [1, 2, 3],
        [4, 5, 6.125],
        [7, 8.5, 9],
      ]),
    },
    { identifiers: { 0: "abc" } },
  );

describe("show", () => {
  it("summarises, counts flags and lists reflections", async () => {
    const report = await runProgram(
      show,
      { reflections: [table()] },
      { show_flags: true, show_identifiers: true, show_centroids: true, max_reflections: 2 },
    );
    const text = String(report);
    expect(text).toContain("\nReflection list contains 3 reflections\n");
    expect(text).toContain("| d               | 1.12             | 10.00            | 4.54             |");
    expect(text).toContain("| id              | -1               | 0                | 0                |");
    expect(text).toContain("| miller_index    | -1, 0, -9        | 1, 2, 4          | 0, 0, 0          |");
    expect(text).toContain("| own             | 0.1              | 0.3              | 0.2");
    expect(text).toContain("| strong                             |       2 | 66.7 |");
    expect(text).not.toContain("not_suitable_for_refinement");
    expect(text).toContain("id:0 -> experiment identifier:abc");
    expect(
      text.endsWith(`
Printing 2 of 3 reflections:
miller_index     d  xyzobs.px.value
    1, 2,  3  1.12 1.00, 2.00, 3.00
   -1, 0,  4  2.50 4.00, 5.00, 6.12`),
    ).toBe(true);
    expect(report.reflections[0]?.flags?.find(({ flag }) => flag === "indexed")?.count).toBe(1);
  });

  it("is called by name in a notebook", async () => {
    expect(
      (await dials.show([table(), table()], { max_reflections: 1 })).reflections.map(({ nrows }) => nrows),
    ).toEqual([3, 3]);
    expect((await dials.show(new ExperimentList())).experiments).toEqual([]);
    // @ts-expect-error a name is no table
    await expect(dials.show("strong.refl")).rejects.toThrow(
      'show works on reflection tables and experiment lists, not on "strong.refl".',
    );
  });

  it("takes an empty table", async () => {
    const options = { show_flags: true, show_all_reflection_data: true };
    expect(String(await runProgram(show, { reflections: [new ReflectionTable()] }, options))).toBe(
      "\nReflection list contains 0 reflections",
    );
  });

  it("tells what an experiment's models say", async () => {
    const experiments = new ExperimentList();
    experiments.push(
      new Experiment({ identifier: "abc", beam: new Beam({ direction: [0, 0, 1], wavelength: 0.9795 }) }),
    );
    const report = await runProgram(show, { experiments: [experiments] });
    expect(report.experiments).toEqual([{ identifier: "abc", panels: 0, wavelength: 0.9795 }]);
    expect(String(report)).toBe(
      "Experiment 0:\n  Experiment identifier: abc\n  Panels: 0\n  Wavelength: 0.979500 Å",
    );
  });

  it("refuses wrong options before it looks at anything, and an aborted signal", async () => {
    // @ts-expect-error the compiler refuses it too
    const wrong = runProgram(show, {}, { max_reflection: 3 });
    await expect(wrong).rejects.toThrow(
      "There is no parameter max_reflection; did you mean max_reflections? (options of show)",
    );
    await expect(runProgram(show, {}, {}, { signal: AbortSignal.abort() })).rejects.toThrow(
      "show was aborted",
    );
  });
});
