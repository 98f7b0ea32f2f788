import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import "../node/main.js";
import { Flag } from "../reflections/flag.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { filterSpots } from "./filters/index.js";
import { peakCentroidDistance } from "./filters/peakCentroidDistance.js";
import { spotDensity } from "./filters/spotDensity.js";
import { markOverloads } from "./overloads.js";
import { spotCountsPerImagePlot } from "./spotCountsPerImagePlot.js";
import { spotTable } from "./spotTable.js";

const tables = [
  ["indexing_test_data", "lattice_failure-lpe4-2-a15_strong.pickle"],
  ["xfel_metrology", "benchmark_level2d.pickle"],
  ["i04_weak_data", "first_image.pickle"],
  ["quartz_processed", "strong.refl"],
  ["l_cysteine_dials_output", "strong.pickle"],
  ["ssx_CuNiR_test_data", "strong_1.refl"],
  ["isis_sxd_nacl_processed", "strong.refl"],
] as const;

/** Counts above which pixels are taken for overloaded. */
const highest = 300;
const distances = [0.5, 1, 2];

interface Answer {
  readonly columns: Record<string, string>;
  readonly xyz: number[][];
  readonly error: number[][];
  readonly value: number[];
  readonly sigma: number[];
  readonly peaks: number[][];
  readonly distance: boolean[][];
  readonly density: boolean[] | null;
  readonly plot: string;
  readonly overloaded: boolean[];
  readonly signal: number[];
}

const script = `
from dials.array_family import flex
from dials.algorithms.spot_finding.factory import PeakCentroidDistanceFilter, SpotDensityFilter
from dials.algorithms.shoebox import OverloadChecker, MaskCode
from dials.util.ascii_art import spot_counts_per_image_plot
answers = []
for path in input["paths"]:
    boxes = flex.reflection_table.from_file(path)["shoebox"]
    observed = flex.observation(boxes.panels(), boxes.centroid_valid(), boxes.summed_intensity())
    table = flex.reflection_table(observed, boxes)
    table["id"] = flex.int(len(table), 0)
    table["flags"] = flex.size_t(len(table), 0)
    every = lambda: flex.bool(len(boxes), True)
    try:
        density = list(SpotDensityFilter()(every(), observations=observed))
    except TypeError:
        density = None
    answer = {
        "xyz": list(table["xyzobs.px.value"]),
        "error": list(table["xyzobs.px.variance"]),
        "value": list(table["intensity.sum.value"]),
        "sigma": list(table["intensity.sum.variance"]),
        "peaks": list(boxes.peak_coordinates()),
        "distance": [list(PeakCentroidDistanceFilter(d)(every(), observations=observed, shoeboxes=boxes)) for d in input["distances"]],
        "density": density,
        "plot": spot_counts_per_image_plot(table),
    }
    checker = OverloadChecker()
    checker.add(flex.double(max(boxes.panels()) + 1, input["highest"]))
    answer["overloaded"] = list(checker(table["id"], table["shoebox"]))
    table["n_signal"] = table["shoebox"].count_mask_values(MaskCode.Foreground | MaskCode.Valid)
    answer["signal"] = list(table["n_signal"])
    answer["columns"] = {key: type(column).__name__ for key, column in table.cols()}
    answers.append(answer)
output(answers)
`;

const near = (ours: ArrayLike<number>, theirs: readonly number[]) => {
  expect(ours.length).toBe(theirs.length);
  for (let i = 0; i < theirs.length; i++)
    if (!(Math.abs(ours[i]! - theirs[i]!) <= 1e-9 * Math.abs(theirs[i]!)))
      expect.fail(`${i}: ${ours[i]} instead of ${theirs[i]}`);
};
const bits = (flags: ArrayLike<number | boolean>) => Array.from(flags, Number);

needs
  .all(needs.dials(), ...tables.map(([folder, name]) => needs.sharedData("data", folder, name)))
  .describe("the strong tables of real data", async () => {
    const paths = tables.map(([folder, name]) => shared("data", folder, name));
    const answers = await runDials<Answer[]>(script, { paths, distances, highest });
    it("there is something to filter and to mark", () => {
      expect(answers.filter(({ density }) => density?.includes(false)).length).toBeGreaterThan(1);
      expect(answers.filter(({ overloaded }) => overloaded.some(Boolean)).length).toBeGreaterThan(1);
    });
    describe.each(paths.map((path, i) => [tables[i]![0], path, answers[i]!] as const))(
      "%s",
      (_, path, theirs) => {
        const read = ReflectionTable.fromBytes(readFileSync(path));
        const boxes = read.column("shoebox");
        const table = spotTable(boxes, { id: 0 });
        it("centroids and intensities are those of DIALS", () => {
          near(table.column("xyzobs.px.value").data, theirs.xyz.flat());
          near(table.column("xyzobs.px.variance").data, theirs.error.flat());
          near(table.column("intensity.sum.value").data, theirs.value);
          near(table.column("intensity.sum.variance").data, theirs.sigma);
          expect([...boxes.peakCoordinates()]).toEqual(theirs.peaks);
        });
        it("filters keep the same spots, and say so", async () => {
          for (const [k, distance] of distances.entries()) {
            const lines: string[] = [];
            const flags = await filterSpots(table, [peakCentroidDistance(distance)], {
              report: (line) => lines.push(line),
            });
            expect(bits(flags.data)).toEqual(bits(theirs.distance[k]!));
            expect(lines).toEqual([
              `Filtered ${bits(flags.data).reduce((a, b) => a + b)} of ${table.nrows} spots by peak-centroid distance`,
            ]);
          }
          const dense = await filterSpots(table, [spotDensity()]);
          expect(bits(dense.data)).toEqual(theirs.density ? bits(theirs.density) : bits(dense.data).fill(1));
        });
        it("plots spots per image with the same characters", () => {
          expect(spotCountsPerImagePlot(table.column("xyzobs.px.value").z.data)).toBe(theirs.plot);
        });
        it("overloads and strong pixels are the same, and so are the columns", () => {
          const panels = Math.max(...boxes.panel) + 1;
          const overloaded = markOverloads(table, [Array.from({ length: panels }, () => highest)]);
          expect(bits(overloaded.data)).toEqual(bits(theirs.overloaded));
          expect(bits(table.getFlags(Flag.overloaded).data)).toEqual(bits(theirs.overloaded));
          expect([...table.column("n_signal").data]).toEqual(theirs.signal);
          expect(table.keys()).toEqual(Object.keys(theirs.columns).sort());
        });
      },
    );
  });
