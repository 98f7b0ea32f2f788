// Statistics of real strong tables, stills and scans, beside DIALS' per_image_analysis.
import { expect } from "vitest";
import "../../node/main.js";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { FlexVec3Double } from "../../array/vectors.js";
import { ExperimentList } from "../../models/experimentList.js";
import { ReflectionTable } from "../../reflections/reflectionTable.js";
import { centroidPxToMm, mapCentroidsToReciprocalSpace } from "../reciprocalSpace.js";
import { type SpotStatistics, statsForReflectionTable } from "./spotStatistics.js";
import { statsPerImage } from "./statsPerImage.js";

/** A diamond cell, serial stills, scans and a grid of stills, kappa scans. */
const sets: readonly (readonly [experiments: string, reflections: string])[] = [
  ["quartz_processed/imported.expt", "quartz_processed/strong.refl"],
  ["ssx_CuNiR_test_data/imported_no_ref_5.expt", "ssx_CuNiR_test_data/strong_5.refl"],
  ["indexing_test_data/i24_lyso_still-imported.json", "indexing_test_data/i24_lyso_still-strong.pickle"],
  [
    "indexing_test_data/lattice_failure-lpe4-2-a15.expt",
    "indexing_test_data/lattice_failure-lpe4-2-a15_strong.pickle",
  ],
  [
    "indexing_test_data/multi_sweep-SWEEP4-experiments.json",
    "indexing_test_data/multi_sweep-SWEEP4-strong.pickle",
  ],
  ["l_cysteine_dials_output/imported.expt", "l_cysteine_dials_output/strong.pickle"],
];

const names: Readonly<Record<keyof SpotStatistics, string>> = {
  nSpotsTotal: "n_spots_total",
  nSpotsNoIce: "n_spots_no_ice",
  nSpots4A: "n_spots_4A",
  totalIntensity: "total_intensity",
  estimatedDMin: "estimated_d_min",
  dMinDistlMethod1: "d_min_distl_method_1",
  dMinDistlMethod2: "d_min_distl_method_2",
  noisinessMethod1: "noisiness_method_1",
  noisinessMethod2: "noisiness_method_2",
};

interface OfDials {
  mm: number[];
  variance: number[];
  s1: number[];
  rlp: number[];
  images: Record<string, number[]>[];
  overall: Record<string, number>;
}

const script = `
from dxtbx.model.experiment_list import ExperimentListFactory
from dials.array_family import flex
from dials.algorithms.spot_finding import per_image_analysis as analysis
flat = lambda column: [x for row in column for x in row]
answer = []
for e, r in input:
    experiments = ExperimentListFactory.from_json_file(e, check_format=False)
    table = flex.reflection_table.from_file(r)
    table.centroid_px_to_mm(experiments)
    table.map_centroids_to_reciprocal_space(experiments)
    answer.append({
        "mm": flat(table["xyzobs.mm.value"]), "variance": flat(table["xyzobs.mm.variance"]),
        "s1": flat(table["s1"]), "rlp": flat(table["rlp"]),
        "images": [analysis.stats_per_image(x, table.select(table["id"] == i))._asdict() for i, x in list(enumerate(experiments))[:5]],
        "overall": analysis.stats_for_reflection_table(table)._asdict()})
output(answer)
`;

function farthest(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  let most = 0;
  for (let i = 0; i < theirs.length; i++) most = Math.max(most, Math.abs(ours[i]! - theirs[i]!));
  return most;
}

needs.all(needs.dials(), needs.sharedData("data", "quartz_processed")).it(
  "statistics of strong spots are DIALS', image by image",
  async () => {
    const paths = sets.map((pair) => pair.map((name) => shared("data", name)));
    const answers = await runDials<OfDials[]>(script, paths);
    for (const [i, theirs] of answers.entries()) {
      const [experimentPath, tablePath] = paths[i]!;
      const experiments = ExperimentList.fromFile(experimentPath!);
      const inMm = centroidPxToMm(ReflectionTable.fromFile(tablePath!), experiments);
      expect(farthest(inMm.column("xyzobs.mm.value").data, theirs.mm)).toBeLessThan(1e-13);
      expect(farthest(inMm.column("xyzobs.mm.variance").data, theirs.variance)).toBeLessThan(1e-13);
      const mapped = mapCentroidsToReciprocalSpace(inMm, experiments);
      expect(farthest(mapped.column("s1").data, theirs.s1)).toBeLessThan(1e-14);
      expect(farthest(mapped.column("rlp").data, theirs.rlp)).toBeLessThan(1e-14);
      // The last bit decides whether the farthest spot is in the last shell of method 2, so it is DIALS' own here.
      const table = mapped.set("rlp", new FlexVec3Double(Float64Array.from(theirs.rlp)));
      const images = [...experiments]
        .slice(0, 5)
        .flatMap((experiment, id) => statsPerImage(experiment, table.select(table.column("id").eq(id))));
      const overall = statsForReflectionTable(table);
      for (const [ours, dials] of Object.entries(names) as [keyof SpotStatistics, string][]) {
        const expected = theirs.images.flatMap((one) => one[dials]!);
        const where = `${sets[i]![1]} ${dials}`;
        expect(expected.length, where).toBe(images.length);
        for (const [k, one] of images.entries())
          expect(one[ours], `${where} ${k}`).toBeCloseTo(expected[k]!, 10);
        expect(overall[ours], where).toBeCloseTo(theirs.overall[dials]!, 10);
      }
    }
  },
  60_000,
);
