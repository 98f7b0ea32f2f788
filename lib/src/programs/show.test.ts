import { describe, expect, it } from "vitest";
import { FlexMillerIndex } from "../array/integerTuples.js";
import { FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double } from "../array/vectors.js";
import { Beam } from "../models/beam.js";
import { Detector } from "../models/detector.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { Profile } from "../models/profile.js";
import { Scan } from "../models/scan.js";
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
    const shown = await dials.show(table());
    const display = (shown as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]!;
    expect(display()).toEqual({ "text/plain": String(shown) });
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
    expect(report.experiments).toMatchObject([{ identifier: "abc", beam: { wavelength: 0.9795 } }]);
    expect(String(report)).toBe(`Experiment 0:
Experiment identifier: abc
Beam:
    wavelength: 0.9795
    sample to source direction : {0,0,1}
    divergence: 0
    sigma divergence: 0
    polarization normal: {0,1,0}
    polarization fraction: 0.999
    flux: 0
    transmission: 1
`);
  });

  it("tells of a beam that misses its panel, of neutrons of many wavelengths, of profiles DIALS has no text for", async () => {
    const panel = {
      fast_axis: [1, 0, 0],
      slow_axis: [0, 1, 0],
      origin: [-5, -5, 100],
      image_size: [100, 100],
      pixel_size: [0.1, 0.1],
    };
    const experiment = new Experiment({
      beam: new Beam({
        __id__: "polychromatic",
        direction: [0, 0, 1],
        wavelength_range: [0.5, 10],
        probe: "neutron",
      }),
      detector: new Detector([panel]),
      scan: new Scan({ image_range: [1, 3], properties: { time_of_flight: [500, 501, 502.5] } }),
      profile: new Profile({ __id__: "ellipsoid", parameterisation: "simple1", parameters: [0.25] }),
    });
    const text = String(
      await runProgram(show, { experiments: [ExperimentList.fromExperiments([experiment])] }),
    );
    expect(text).toContain("Max resolution (inscribed):  none, the beam misses\n");
    expect(text).toContain("    probe: neutron\n    wavelength range: {0.5,10}\n");
    expect(text).toContain("    time of flight: {500,502.5}\n");
    expect(text).not.toMatch(/NaN|Beam centre|oscillation/);
    expect(text).toMatch(
      /Profile model:\n {4}type: ellipsoid\n {4}parameterisation: simple1\n {4}parameters: 0.250000$/,
    );
  });

  it("tells which models are shared", async () => {
    const beam = () => new Beam({ direction: [0, 0, 1], wavelength: 1 });
    const [one, two] = [beam(), beam()];
    const list = ExperimentList.fromExperiments(
      [one, two, one].map((each) => new Experiment({ beam: each })),
    );
    const report = await runProgram(show, { experiments: [list] }, { show_shared_models: true });
    expect(report.sharedModels).toEqual({
      detector: [null, null, null],
      crystal: [null, null, null],
      beam: [0, 1, 0],
    });
    expect(String(report)).toContain(`
Beam:
              0  1
Experiment 0  x  .
Experiment 1  .  x
Experiment 2  x  .`);
    expect(String(report)).toContain("Crystal:\nnone\n");
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
