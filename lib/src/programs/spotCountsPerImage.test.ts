import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import "../node/main.js";
import { runProgramsOfDials } from "../../../test/command/sameFiles.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { ExperimentList } from "../models/experimentList.js";
import { runCommand } from "../node/command/run.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { dials } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-counts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = (name: string) => shared("data", name);

/** Runs the command in this process. */
async function ewald(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await runCommand(["spot_counts_per_image", ...args], { out, err });
  return { code, out: `${out.read() ?? ""}`, err: `${err.read() ?? ""}` };
}

const quartz = [data("quartz_processed/imported.expt"), data("quartz_processed/strong.refl")];
const serial = [
  data("ssx_CuNiR_test_data/imported_no_ref_5.expt"),
  data("ssx_CuNiR_test_data/strong_5.refl"),
];
const runs: Record<string, string[]> = {
  serial,
  "one of a series": [...serial, "id=2"],
  quartz,
  "without resolution": [...quartz, "resolution_analysis=False"],
  stills: [
    data("indexing_test_data/i24_lyso_still-imported.json"),
    data("indexing_test_data/i24_lyso_still-strong.pickle"),
  ],
  scan: [
    data("indexing_test_data/lattice_failure-lpe4-2-a15.expt"),
    data("indexing_test_data/lattice_failure-lpe4-2-a15_strong.pickle"),
  ],
};

needs.all(needs.dials(), needs.sharedData("data", "ssx_CuNiR_test_data")).it(
  "prints and writes what dials.spot_counts_per_image does",
  async () => {
    const names = Object.keys(runs);
    const made = await runProgramsOfDials(
      names.map((name) => ({
        program: "spot_counts_per_image",
        folder: join(folder, name),
        args: [...runs[name]!, "json=dials.json", "split_json=True"],
      })),
    );
    for (const [i, name] of names.entries()) {
      const ours = join(folder, name, "ours.json");
      const { code, out, err } = await ewald(...runs[name]!, `json=${ours}`, "split_json=True");
      expect(code, err).toBe(0);
      const first = made[i]!.out.indexOf("+-");
      expect(out, name).toBe(made[i]!.out.slice(first));
      const files = readdirSync(join(folder, name)).filter((file) => file.startsWith("ours"));
      expect(files.sort()).toEqual(made[i]!.files.map((file) => file.replace("dials", "ours")).sort());
      for (const file of files) {
        const read = (path: string) => JSON.parse(readFileSync(join(folder, name, path), "utf8"));
        const [a, b] = [read(file), read(file.replace("ours", "dials"))];
        expect(Object.keys(a)).toEqual(Object.keys(b));
        const numbers = (all: object) => Object.values(all).flat() as number[];
        const different = numbers(a).filter((x, k) => !(Math.abs(x - numbers(b)[k]!) <= 1e-9 * Math.abs(x)));
        expect(different, `${name} ${file}`).toEqual([]);
      }
    }
  },
  60_000,
);

needs.sharedData("data", "ssx_CuNiR_test_data").describe("spot_counts_per_image", () => {
  it("draws a chart, as SVG and as PNG", async () => {
    const [svg, png] = [join(folder, "a.svg"), join(folder, "a.PNG")];
    expect((await ewald(...serial, `plot=${svg}`)).code).toBe(0);
    expect((await ewald(...serial, `plot=${png}`)).code).toBe(0);
    const text = readFileSync(svg, "utf8");
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="860" height="690"/);
    for (const word of ["#spots (no ice)", "Resolution (Å)", "Total intensity (counts)"])
      expect(text).toContain(word);
    expect(text).not.toMatch(/NaN|undefined|Infinity|No image has/);
    // five images: five points in each of seven series
    expect(text.match(/<path d="(M[\d.]+ [\d.]+h0){5}"/g)?.length).toBe(4);
    const bytes = new DataView(readFileSync(png).buffer);
    expect([bytes.getUint32(16), bytes.getUint32(20)]).toEqual([1720, 1380]);
  });

  it("gives numbers in a notebook, and shows them", async () => {
    const [experiments, table] = [ExperimentList.fromFile(serial[0]!), ReflectionTable.fromFile(serial[1]!)];
    const before = table.keys();
    const result = await dials.spotCountsPerImage([experiments, table]);
    expect(
      result.images.map(({ experiment, image, nSpotsTotal }) => [experiment, image, nSpotsTotal]),
    ).toEqual([
      [0, 17000, 167],
      [1, 17001, 119],
      [2, 17002, 329],
      [3, 17003, 70],
      [4, 17004, 74],
    ]);
    expect(result.overall.nSpotsTotal).toBe(759);
    expect(table.keys()).toEqual(before);
    const shown = (result as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!();
    expect(shown["text/html"]).toContain("<th>2 / 17002</th><td>329</td>");
    expect(shown["text/html"]).toContain("<svg");
    expect(shown["text/plain"]).toBe(String(result));
  });

  it.each<[string, string[], string]>([
    ["no experiments", [serial[1]!], "needs the experiments too"],
    ["no spots", [serial[0]!], "works on one reflection table, not on 0."],
    [
      "two tables",
      [...serial, data("ssx_CuNiR_test_data/strong_1.refl")],
      "works on one reflection table, not on 2.",
    ],
    [
      "indexed reflections",
      [serial[0]!, data("ssx_CuNiR_test_data/integrated.refl")],
      "the reflections have a column miller_index; imported.expt and strong.refl would work.",
    ],
    ["crystals", [data("ssx_CuNiR_test_data/integrated.expt"), serial[1]!], "the experiments have crystals"],
    [
      "a chart of another kind",
      [...serial, "plot=a.jpg"],
      "plot=a.jpg is of no kind of file that can be drawn",
    ],
    ["a negative id", [...serial, "id=-1"], "id"],
  ])("refuses %s", async (_, args, message) => {
    const before = readdirSync(folder);
    const { code, err } = await ewald(...args);
    expect(err).toContain(message);
    expect(code).not.toBe(0);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("refuses tables without what it needs, by name", async () => {
    const experiments = ExperimentList.fromFile(serial[0]!);
    for (const name of ["xyzobs.px.value", "panel", "id", "intensity.sum.value"]) {
      const table = ReflectionTable.fromFile(serial[1]!).delete(name);
      await expect(dials.spotCountsPerImage([experiments, table])).rejects.toThrow(`no column "${name}"`);
    }
  });

  it("counts nothing where there is nothing", async () => {
    const experiments = ExperimentList.fromFile(serial[0]!);
    const none = ReflectionTable.fromFile(serial[1]!).slice(0, 0);
    const result = await dials.spotCountsPerImage([experiments, none]);
    expect(result.images.map(({ nSpotsTotal }) => nSpotsTotal)).toEqual([0, 0, 0, 0, 0]);
    expect(result.overall.estimatedDMin).toBe(-1);
    expect(result.svg()).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe("a chart", () => {
  it("of no image at all can be drawn", async () => {
    const { drawingOf } = await import("./charts/drawing.js");
    const { spotCountsChart } = await import("./spotCounts/chart.js");
    const { svgOf } = await import("./charts/svg.js");
    const empty = svgOf(drawingOf(spotCountsChart([])));
    expect(empty).not.toMatch(/NaN|undefined|Infinity/);
    expect(empty.match(/No image has 21 spots/g)?.length).toBe(1);
  });
});
