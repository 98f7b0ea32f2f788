import { describe, expect, it } from "vitest";
import "../node/main.js";
import { BytesSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { openImage } from "../images/openImage.js";
import { ExperimentList } from "../models/experimentList.js";
import type { Options } from "../parameters/declare.js";
import { extractPhil } from "../parameters/extract.js";
import { fetchPhil } from "../parameters/fetch.js";
import { optionsPhil } from "../parameters/options.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { type ProgramInputs, runProgram } from "./defineProgram.js";
import type { SimulateParameters } from "./simulate/parameters.js";
import { simulate } from "./simulate.js";

type Given = Options<SimulateParameters>;
const small = {
  detector: { model: "custom", image_size: [240, 200], pixel_size: 0.172, distance: 60 },
  crystal: { unit_cell: "31,37,42,90,90,90", space_group: "P 21 21 21" },
  scan: { images: 3, width: 0.5, start: 20 },
} as const satisfies Given;

async function files(given: Given, inputs: Partial<ProgramInputs> = {}) {
  const result = await runProgram(simulate, inputs, given);
  const params = extractPhil(
    fetchPhil(simulate.parameters, [optionsPhil(simulate.parameters, given, "test")]),
  );
  const found = new Map<string, Uint8Array | ExperimentList | ReflectionTable>();
  for await (const { path, content } of simulate.outputs!(result, params))
    found.set(
      path,
      Symbol.iterator in content && !(content instanceof Uint8Array) && !(content instanceof ExperimentList)
        ? Buffer.concat([...(content as Iterable<Uint8Array>)])
        : (content as Uint8Array),
    );
  return { result, found };
}
const opened = (content: unknown, name: string) => openImage(new BytesSource(content as Uint8Array, name));

describe("simulate", () => {
  it("needs no input, and writes images, reflections and models", async () => {
    const { result, found } = await files(small);
    expect([...found.keys()]).toEqual([
      "simulated_0001.cbf",
      "simulated_0002.cbf",
      "simulated_0003.cbf",
      "truth.refl",
      "truth.expt",
    ]);
    const image = opened(found.get("simulated_0002.cbf"), "simulated_0002.cbf");
    const [true_] = result.experiments;
    expect(image.getScan()!.getOscillation()).toEqual([20.5, 0.5]);
    expect(image.getDetector()[0]!.getOrigin()).toEqual(true_!.detector![0]!.getOrigin());
    expect(image.getDetector()[0]!.getMu()).toBeCloseTo(true_!.detector![0]!.getMu(), 12);
    const values = result.simulation.image(1)[0]!.values as Int32Array;
    expect(
      Buffer.from((image.getRawData()[0]!.values as Int32Array).buffer).equals(Buffer.from(values.buffer)),
    ).toBe(true);
    expect(result.reflections.nrows).toBeGreaterThan(50);
    expect(String(result)).toContain("Images: 3 of 48000 pixels");
    expect(ExperimentList.fromJson(result.experiments.toJson())[0]!.imageset!.paths()).toEqual([
      "simulated_####.cbf",
    ]);
  });

  it("makes the same images again of its own truth.expt", async () => {
    const first = await files(small);
    const again = await files(
      { ...small, output: { template: "again_##.cbf" } },
      {
        experiments: [ExperimentList.fromJson(first.result.experiments.toJson())],
      },
    );
    expect([...again.found.keys()][2]).toBe("again_03.cbf");
    const pixels = (of: typeof first, z: number) =>
      Buffer.from(of.result.simulation.image(z)[0]!.values.buffer);
    for (const z of [0, 2]) expect(pixels(again, z).equals(pixels(first, z))).toBe(true);
  });

  it("writes NXmx, all images in one file", async () => {
    const { result, found } = await files({
      ...small,
      output: { format: "nxmx" },
      detector: { ...small.detector, saturation: 60_000 },
    });
    const image = opened(found.get("simulated.nxs"), "simulated.nxs");
    expect(image.numImages).toBe(3);
    const values = result.simulation.image(2)[0]!.values as Int32Array;
    expect([...(image.getRawData(2)[0]!.values as Int32Array).subarray(0, 500)]).toEqual([
      ...values.subarray(0, 500),
    ]);
    expect(image.getDetector()[0]!.getTrustedRange()[1]).toBe(60_000);
  });

  it("takes intensities of a reflection file", async () => {
    const first = await files(small);
    const table = first.result.reflections;
    const list = { source: "list", column: "intensity.crystal.value", scale: 2 } as const;
    const again = await files(
      { ...small, intensities: list, output: { format: "none" } },
      { reflections: [table] },
    );
    const before = new Map<string, number>();
    for (let i = 0; i < table.nrows; i++)
      before.set(
        table.column("miller_index").at(i).join(),
        table.column("intensity.crystal.value" as "d").data[i]!,
      );
    const after = again.result.reflections;
    expect(after.nrows).toBe(table.nrows);
    for (let i = 0; i < after.nrows; i++) {
      const value = after.column("intensity.crystal.value" as "d").data[i]!;
      expect(value).toBeCloseTo(2 * before.get(after.column("miller_index").at(i).join())!, 6);
    }
  });

  it("makes stills, each with an orientation of its own", async () => {
    const { result, found } = await files({ ...small, scan: { images: 2, width: 0, first_image: 7 } });
    expect([...found.keys()].slice(0, 2)).toEqual(["simulated_0007.cbf", "simulated_0008.cbf"]);
    expect(result.experiments.length).toBe(2);
    expect(result.experiments[0]!.isStill()).toBe(true);
    expect(result.experiments[0]!.crystal!.getA()).not.toEqual(result.experiments[1]!.crystal!.getA());
    expect(opened(found.get("simulated_0007.cbf"), "simulated_0007.cbf").getRawData()[0]!.shape).toEqual([
      200, 240,
    ]);
  });

  it.each([
    [{ crystal: { unit_cell: "31,37,42,90,90,90", space_group: "P 4" } }, "cannot have the space group P 4"],
    [{ detector: { image_size: [10, 10] } }, "set detector.model=custom"],
    [{ detector: { model: "custom" } }, "needs detector.image_size"],
    [{ output: { template: "same.cbf" } }, "has no # for the number"],
    [{ intensities: { source: "list" } }, "takes one reflection file, not 0"],
    [{ intensities: { source: "atoms", atom: [["S", "0.1", "0.2"]] } }, "is no atom"],
    [{ intensities: { source: "atoms", atom: [["Xx", "0.1", "0.2", "0.3"]] } }, "Xx"],
    [{ intensities: { d_min: 0.3 } }, "Nothing reflects to d = 0.3"],
    [
      { crystal: { unit_cell: "900,900,900,90,90,90", space_group: "P 1" }, intensities: { d_min: 1 } },
      "raise d_min",
    ],
    [{ scan: { axis: [0, 1, 0] } }, "cannot hold the axis"],
  ] as [Given, string][])("says what is wrong with %j", async (given, message) => {
    const failed = await files({ ...small, ...given }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(EwaldError);
    expect((failed as EwaldError).message).toContain(message);
  });
});
