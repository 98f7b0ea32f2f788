// `ewald combine_experiments` and `split_experiments` beside DIALS' programs: the same files, by the same names.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExperimentList, ReflectionTable } from "ewald";
import { afterAll, expect, it } from "vitest";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";
import { differences, runProgramsOfDials } from "./sameFiles.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-combine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (run: string, name: string) => join(folder, run, "ours", name);
const data = (name: string) => shared("data", name);
const both = (name: string) => [data(`${name}.expt`), data(`${name}.refl`)];
// three short sweeps, cut from whole ones first
const cuts = [
  [...both("l_cysteine_4_sweeps_scaled/scaled_20_25"), "image_range=1 90", "image_range=31 90"],
  [...both("l_cysteine_4_sweeps_scaled/scaled_35"), "image_range=11 40"],
];
const cysteine = [
  "scaled_20_25_sliced.expt",
  "scaled_20_25_sliced.refl",
  "scaled_35_11_40.expt",
  "scaled_35_11_40.refl",
].map((name) => `../../cut/${name}`);
const combined = ["../../combine/dials/combined.expt", "../../combine/dials/combined.refl"];

const runs: Record<string, [program: string, ...args: string[]]> = {
  combine: ["combine_experiments", ...cysteine],
  reference: [
    "combine_experiments",
    ...cysteine,
    "reference_from_experiment.beam=0",
    "reference_from_experiment.detector=2",
    "reference_from_experiment.goniometer=1",
    "compare_models=False",
  ],
  average: ["combine_experiments", ...cysteine, "average_detector=True", "delete_shoeboxes=True"],
  subset: ["combine_experiments", ...cysteine, "n_subset=2", "n_subset_method=n_refl"],
  batches: ["combine_experiments", ...cysteine, "max_batch_size=2", "min_reflections_per_experiment=10"],
  unindexed: [
    "combine_experiments",
    ...both("quartz_processed/indexed"),
    ...both("l_cysteine_narrow_wedge/11_integrated"),
  ],
  serial: [
    "combine_experiments",
    ...both("ssx_CuNiR_test_data/integrated"),
    "reference_from_experiment.detector=0",
    "min_reflections_per_experiment=560",
    "max_reflections_per_experiment=900",
  ],
  clusters: [
    ...["combine_experiments", ...both("ssx_CuNiR_test_data/integrated"), "clustering.use=True"],
    ...["threshold=2", "max_clusters=9", "exclude_single_crystal_clusters=False"],
  ] as [string, ...string[]],
  largest: [
    ...["combine_experiments", ...both("ssx_CuNiR_test_data/integrated"), "clustering.use=True"],
    ...["threshold=6", "max_clusters=1", "max_batch_size=3"],
  ] as [string, ...string[]],
  significant: [
    ...["combine_experiments", ...both("ssx_CuNiR_test_data/integrated")],
    ...["n_subset=3", "n_subset_method=significance_filter", "isigi_cutoff=1.2", "n_bins=15"],
  ] as [string, ...string[]],
  split: ["split_experiments", ...combined],
  models: ["split_experiments", combined[0]!, "experiments_prefix=sweep"],
  detectors: ["split_experiments", ...combined, "by_detector=True"],
  wavelengths: ["split_experiments", ...combined, "by_wavelength=True"],
  chunks: ["split_experiments", ...combined, "chunk_size=2"],
  sizes: ["split_experiments", ...combined, "chunk_sizes=1,2", 'template="{prefix}-{index:03d}.{extension}"'],
};

needs.all(needs.dials(), needs.sharedData("data", "l_cysteine_4_sweeps_scaled")).it(
  "the files DIALS' programs make",
  async () => {
    const names = Object.keys(runs);
    const [, , ...made] = await runProgramsOfDials([
      ...cuts.map((args) => ({ program: "slice_sequence", folder: join(folder, "cut"), args })),
      ...names.map((name) => {
        const [program, ...args] = runs[name]!;
        return { program, folder: join(folder, name, "dials"), args };
      }),
    ]);
    const pairs: [string, string][] = [];
    for (const [i, name] of names.entries()) {
      const ours = join(folder, name, "ours");
      mkdirSync(ours);
      const { code, err, out } = await ewald(runs[name]!, { cwd: ours });
      expect(code, err).toBe(0);
      expect(out).not.toBe("");
      expect(readdirSync(ours).sort()).toEqual(made[i]!.files);
      for (const file of made[i]!.files) pairs.push([join(ours, file), join(folder, name, "dials", file)]);
    }
    const found = await differences(pairs, { sharing: ["beam", "detector", "goniometer", "crystal"] });
    // DIALS goes on counting imagesets from chunk to chunk, so that those of the second file point at none of its own
    const known = {
      [file("chunks", "split_1.refl")]: ["imageset_id"],
      [file("sizes", "split-001.refl")]: ["imageset_id"],
    };
    expect(Object.fromEntries(Object.entries(found).filter(([, different]) => different.length > 0))).toEqual(
      known,
    );
    expect(pairs.length).toBe(53);
    const last = ReflectionTable.fromFile(file("chunks", "split_1.refl"));
    expect(new Set(last.column("imageset_id").data)).toEqual(new Set([0]));
  },
  200_000,
);

const cut = (name: string) => join(folder, "one", name);
needs
  .sharedData("data", "ssx_CuNiR_test_data")
  .describe("combine_experiments and split_experiments on the command line", () => {
    const ssx = both("ssx_CuNiR_test_data/integrated");
    it.each<[string, string[], string]>([
      [
        "fewer tables than lists",
        ["combine_experiments", ...ssx, data("quartz_processed/refined.expt")],
        "There are 2 experiment files and 1 reflection files",
      ],
      [
        "a reference that is not there",
        ["combine_experiments", ...ssx, "reference_from_experiment.beam=9"],
        "reference_from_experiment.beam is 9, but there are experiments 0 to 4.",
      ],
      [
        "a reference that is none",
        ["combine_experiments", ...ssx, "reference_from_experiment.scan=0"],
        "Experiment 0 has no scan to be the reference.",
      ],
      [
        "a reference too different",
        [
          "combine_experiments",
          ...ssx,
          ...both("quartz_processed/refined"),
          "reference_from_experiment.beam=0",
        ],
        "The beam of experiment 0 of",
      ],
      [
        "no cluster to write",
        ["combine_experiments", ...ssx, "clustering.use=True", "max_clusters=0"],
        "clustering.max_clusters is 0; it must be None or at least 1.",
      ],
      [
        "a filter without bins",
        [
          ...["combine_experiments", ...ssx, "n_subset=1", "n_subset_method=significance_filter"],
          "significance_filter.n_bins=0",
        ],
        "There cannot be 0 bins; 1 or more can be.",
      ],
      [
        "two of one identifier",
        ["combine_experiments", ...both("quartz_processed/refined"), ...both("quartz_processed/integrated")],
        "Two experiments have the identifier",
      ],
      [
        "chunks that do not sum up",
        ["split_experiments", ...ssx, "chunk_sizes=2,2"],
        "The chunk_sizes make 4, but there are 5 experiments.",
      ],
      [
        "names that are the same",
        ["split_experiments", ...ssx, 'template="{prefix}.{extension}"'],
        "names two files split.expt",
      ],
      [
        "an unknown field",
        ["split_experiments", ...ssx, 'template="{number}"'],
        "holds {number}, which is none of {prefix}, {index}",
      ],
      [
        "reflections of others",
        [
          "split_experiments",
          data("quartz_processed/refined.expt"),
          data("l_cysteine_narrow_wedge/11_integrated.refl"),
        ],
        "The reflections are of other experiments",
      ],
    ])("refuses %s, and writes nothing", async (_, args, message) => {
      mkdirSync(cut("refused"), { recursive: true });
      const { code, err } = await ewald(args, { cwd: cut("refused") });
      expect(err).toContain(message);
      expect(code).not.toBe(0);
      expect(readdirSync(cut("refused"))).toEqual([]);
    });

    it("draws how cells cluster, and leaves clusters of one crystal out", async () => {
      mkdirSync(cut("drawn"), { recursive: true });
      const args = [
        "clustering.use=True",
        "threshold=2",
        "dendrogram=True",
        "significance_filter.enable=True",
      ];
      const { code, out, err } = await ewald(["combine_experiments", ...ssx, ...args], { cwd: cut("drawn") });
      expect(code, err).toBe(0);
      expect(err).toContain("significance_filter.enable changes nothing here");
      expect(out).toContain("3 clusters of unit cells");
      expect(out).toContain("2 of the clusters are not written");
      const made = ["combined_cluster3.expt", "combined_cluster3.refl", "combined_dendrogram.svg"];
      expect(readdirSync(cut("drawn")).sort()).toEqual(made);
      const svg = readFileSync(join(cut("drawn"), "combined_dendrogram.svg"), "utf8");
      // a line for each of 4 merges, two of them within the largest cluster, the others grey
      expect(
        svg.match(/<path d="M\S+ \S+V\S+H\S+V\S+" stroke="#\w+"/g)?.map((path) => path.slice(-8, -1)),
      ).toEqual(["#1f77b4", "#1f77b4", "#777777", "#777777"]);
    });

    it("keeps a subset at random, the same each time, its ids counting from 0", async () => {
      const lists = await Promise.all(
        ["first", "second"].map(async (name) => {
          mkdirSync(cut(name), { recursive: true });
          const { out, err } = await ewald(["combine_experiments", ...ssx, "n_subset=2"], { cwd: cut(name) });
          expect(out, err).toContain("Kept 2 of 5 experiments, chosen at random");
          expect(
            new Set(ReflectionTable.fromFile(cut(`${name}/combined.refl`)).column("id").data).size,
          ).toBeLessThanOrEqual(2);
          return readFileSync(cut(`${name}/combined.expt`), "utf8");
        }),
      );
      expect(lists[0]).toBe(lists[1]);
      expect(ExperimentList.fromJson(lists[0]!).length).toBe(2);
    });

    it("splits by wavelength from short to long, ids counting from 0 in each", async () => {
      mkdirSync(cut("waves"), { recursive: true });
      const lists = [...both("quartz_processed/refined"), ...both("l_cysteine_narrow_wedge/11_integrated")];
      await ewald(["combine_experiments", ...lists], { cwd: cut("waves") });
      const { code, err } = await ewald(
        ["split_experiments", "combined.expt", "combined.refl", "by_wavelength=True"],
        { cwd: cut("waves") },
      );
      expect(code, err).toBe(0);
      const waves = [0, 1].map((i) =>
        ExperimentList.fromFile(cut(`waves/split_${i}.expt`))[0]!.beam!.getWavelength(),
      );
      expect(waves[0]).toBeLessThan(waves[1]!);
      for (const i of [0, 1])
        expect(new Set(ReflectionTable.fromFile(cut(`waves/split_${i}.refl`)).column("id").data)).toEqual(
          new Set([0]),
        );
    });
  });
