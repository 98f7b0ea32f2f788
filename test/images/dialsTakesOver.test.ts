// What we import, DIALS goes on with: spots, masks and statistics of images come out the same on our imported.expt as on that of
// dials.import, and the same on CBF files that we wrote. The dxtbx beside us (3.11) leaves out the ends of trusted ranges, so that
// is how they are written here (output.trusted_range=exclusive).
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BytesSource, openImage, replaceCbfData } from "ewald";
import { afterAll, expect } from "vitest";
import { ewald } from "../command/command.js";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-takes-over-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = (...parts: string[]) => shared("data", ...parts);

const sweep = () =>
  readdirSync(data("l_cysteine_images"))
    .filter((name) => name.startsWith("l-cyst_01_"))
    .map((name) => data("l_cysteine_images", name));
const sets = (): Record<string, string[]> => ({
  "a sweep of full CBF": sweep(),
  "a miniCBF": [data("pilatus_300k", "in16c_010001.cbf")],
  "an SMV": [data("image_examples", "simtbx_FormatSMVJHSim_001.img")],
  "a barrel of 24 panels": [data("image_examples", "DLS_I23_P12M_thau_00001.cbf.gz")],
});

interface Answer {
  /** Number of spots, sums of their boxes, intensities and centroids. */
  readonly spots: readonly number[];
  /** Good pixels of a mask. */
  readonly mask: readonly number[];
  /** What dials.show says of the images. */
  readonly statistics: readonly string[];
}

const script = `
import contextlib, io, os, sys
os.chdir(input["folder"])
sys.stdout = open(os.devnull, "w")
from dials.array_family import flex
from dials.command_line import generate_mask, show
from dials.command_line.dials_import import do_import, phil_scope as import_scope
from dials.command_line.find_spots import do_spotfinding, working_phil as spots_scope
from dxtbx.model.experiment_list import ExperimentList
from libtbx.phil import parse
def answer(path):
    experiments = ExperimentList.from_file(path)
    params = spots_scope.extract()
    params.spotfinder.mp.nproc = 1
    spots = do_spotfinding(experiments, params)
    if isinstance(spots, tuple):
        spots = spots[1]
    x, y, z = spots["xyzobs.px.value"].parts()
    boxes = spots["bbox"].parts()
    numbers = [len(spots), flex.sum(spots["intensity.sum.value"]), flex.sum(x), flex.sum(y), flex.sum(z)]
    numbers += [sum(part) for part in boxes]
    mask_params = generate_mask.phil_scope.fetch(parse("border=3\\nd_min=2.5\\nice_rings.filter=True")).extract()
    from dials.util.masking import generate_mask as make_mask
    mask = make_mask(experiments.imagesets()[0], mask_params)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        text = show.show_image_statistics(experiments, "raw")
    text = printed.getvalue() + (text if isinstance(text, str) else "")
    lines = [line for line in text.splitlines() if line.strip()]
    return {"spots": [float(n) for n in numbers], "mask": [m.count(True) for m in mask], "statistics": lines}
found = {}
for name, files in input["sets"].items():
    do_import(files + ["output.experiments=theirs.expt", "output.log=None"], phil=import_scope)
    found[name] = {"theirs": answer("theirs.expt"), "ours": answer(input["ours"][name])}
output(found)`;

needs
  .all(
    needs.dials(),
    needs.sharedData("data", "l_cysteine_images"),
    needs.sharedData("data", "image_examples"),
  )
  .it(
    "DIALS finds the same spots, masks and statistics on our imported.expt as on its own",
    async () => {
      const ours: Record<string, string> = {};
      for (const [name, files] of Object.entries(sets())) {
        const path = join(folder, `${name.replaceAll(" ", "_")}.expt`);
        const run = await ewald([
          "import",
          ...files,
          `output.experiments=${path}`,
          "output.trusted_range=exclusive",
        ]);
        expect(run.code, run.err).toBe(0);
        ours[name] = path;
      }
      const found = await runDials<Record<string, { theirs: Answer; ours: Answer }>>(script, {
        folder,
        sets: sets(),
        ours,
      });
      for (const [name, { theirs, ours }] of Object.entries(found)) {
        expect(ours, name).toEqual(theirs);
        expect(theirs.spots[0], name).toBeGreaterThan(10);
        expect(theirs.statistics.length, name).toBeGreaterThan(1);
      }
    },
    240_000,
  );

needs.all(needs.dials(), needs.sharedData("data", "pilatus_300k")).it(
  "DIALS finds the same spots on a CBF file that we wrote",
  async () => {
    const original = data("pilatus_300k", "in16c_010001.cbf");
    const bytes = readFileSync(original);
    const values = openImage(new BytesSource(bytes, original)).getRawData(0)[0]!.values as Int32Array;
    mkdirSync(join(folder, "written"));
    const written = join(folder, "written", "in16c_010001.cbf");
    writeFileSync(written, replaceCbfData(bytes, values));
    const [theirs, ours] = await runDials<[number[], number[]]>(
      `
import os, sys
os.chdir(input["folder"])
sys.stdout = open(os.devnull, "w")
from dials.array_family import flex
from dials.command_line.dials_import import do_import, phil_scope as import_scope
from dials.command_line.find_spots import do_spotfinding, working_phil as spots_scope
def spots(path):
    experiments = do_import([path, "output.experiments=x.expt", "output.log=None"], phil=import_scope)
    params = spots_scope.extract()
    params.spotfinder.mp.nproc = 1
    table = do_spotfinding(experiments, params)
    if isinstance(table, tuple):
        table = table[1]
    return [float(n) for n in [len(table), flex.sum(table["intensity.sum.value"])]] + [float(sum(p)) for p in table["bbox"].parts()]
output([spots(path) for path in input["files"]])`,
      { folder, files: [original, written] },
    );
    expect(ours).toEqual(theirs);
    expect(theirs![0]).toBeGreaterThan(100);
  },
  120_000,
);
