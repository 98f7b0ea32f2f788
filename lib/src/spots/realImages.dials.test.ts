import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import "../node/main.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { configureFilters, filterSpots } from "./filters/index.js";
import { markOverloads } from "./overloads.js";
import { joinSpots, SpotBuilder } from "./spotBuilder.js";
import { spotCountsPerImagePlot } from "./spotCountsPerImagePlot.js";
import { spotTable } from "./spotTable.js";

/** dials.find_spots on real images, with the strong pixels its threshold found on each panel of each image, on the way. */
const script = `
import glob, logging, os
from dials.algorithms.spot_finding import finder
from dials.command_line.find_spots import do_spotfinding, phil_scope
from dxtbx.model.experiment_list import ExperimentListFactory
from libtbx.phil import parse

lines, sets = [], []
class Keep(logging.Handler):
    def emit(self, record): lines.append(record.getMessage())
log = logging.getLogger("dials"); log.addHandler(Keep()); log.setLevel(logging.INFO); log.propagate = False

extract = finder.ExtractPixelsFromImage.__call__
def keeping(self, index):
    lists = extract(self, index)
    if not sets or sets[-1]["of"] is not self.imageset:
        still = not hasattr(self.imageset, "get_scan") or self.imageset.get_scan().is_still()
        sets.append({"of": self.imageset, "flat": still, "frames": []})
    sets[-1]["frames"].append({"frame": lists[0].frame(), "panels": [
        {"size": list(p.size()), "places": list(p.index()), "values": list(p.value())} for p in lists]})
    return lists
finder.ExtractPixelsFromImage.__call__ = keeping

files = sorted(sum((glob.glob(p) for p in input["files"]), []))
experiments = ExperimentListFactory.from_filenames(files)
params = phil_scope.fetch(parse(input["phil"])).extract()
params.output.reflections = input["out"]
do_spotfinding(experiments, params)
for s in sets: del s["of"]
output({"lines": lines, "sets": sets, "ranges": [e.scan.get_array_range() for e in experiments], "highest": [[p.get_trusted_range()[1] for p in e.detector] for e in experiments]})
`;

interface Answer {
  readonly lines: string[];
  readonly highest: number[][];
  /** Array range of each experiment, all of one image set. */
  readonly ranges: [number, number][];
  readonly sets: {
    readonly flat: boolean;
    readonly frames: {
      readonly frame: number;
      readonly panels: {
        readonly size: [number, number];
        readonly places: number[];
        readonly values: number[];
      }[];
    }[];
  }[];
}

const data = [
  ["a rotation sweep", "l_cysteine_images", ["l-cyst_01_*.cbf.gz"], ""],
  ["24 panels", "image_examples", ["DLS_I23_P12M_thau_00001.cbf.gz"], "spotfinder.filter.max_separation=0.8"],
  ["stills", "thaumatin_grid", ["thau_3_2_000[12].cbf.bz2"], ""],
] as const;

needs
  .all(needs.dials(), ...data.map(([, folder]) => needs.sharedData("data", folder)))
  .describe("from the strong pixels of real images", () => {
    it.each(data)("%s: every column of strong.refl and every line", async (_, folder, files, phil) => {
      const temporary = mkdtempSync(join(tmpdir(), "ewald-spots-"));
      try {
        const out = join(temporary, "strong.refl");
        const answer = await runDials<Answer>(script, {
          files: files.map((name) => shared("data", folder, name)),
          phil: `spotfinder.filter.min_spot_size=3\n${phil}`,
          out,
        });
        const theirs = ReflectionTable.fromBytes(readFileSync(out));
        const { table, lines } = await ours(answer, phil.includes("max_separation") ? 0.8 : 2);
        expect(table.nrows).toBeGreaterThan(20);
        expect(table.keys()).toEqual(theirs.keys());
        for (const key of theirs.keys()) {
          expect(table.columnType(key)).toBe(theirs.columnType(key));
          if (key === "shoebox")
            expect([...table.column("shoebox")].map(pixels)).toEqual(
              [...theirs.column("shoebox")].map(pixels),
            );
          else expect([...table.column(key)], key).toEqual([...theirs.column(key)]);
        }
        const told = answer.lines.flatMap((line) => line.split("\n"));
        for (const line of lines) expect(told).toContain(line);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    });
  });

const pixels = (box: { bbox: ArrayLike<number>; panel: number; data: Float32Array; mask: Uint8Array }) => ({
  panel: box.panel,
  bbox: [...Array.from(box.bbox)],
  data: [...box.data],
  mask: [...box.mask],
});

/** The same table from the strong pixels, and the lines that tell of it. */
async function ours({ sets, ranges, highest }: Answer, max_separation: number) {
  const lines: string[] = [];
  expect(sets.length).toBe(1);
  const { flat, frames } = sets[0]!;
  const panels = frames[0]!.panels.map(({ size }, panel) => {
    const builder = new SpotBuilder({ panel, size, flat, minSpotSize: 3, maxSpotSize: 1000 });
    for (const { frame, panels } of frames) {
      const { places, values } = panels[panel]!;
      builder.add(frame, { places: Uint32Array.from(places), values: Float32Array.from(values) });
    }
    return builder.finish();
  });
  const { shoeboxes, extracted, tooSmall, tooLarge } = joinSpots(panels);
  lines.push(
    `Extracted ${extracted} spots`,
    `Removed ${tooSmall} spots with size < 3 pixels`,
    `Removed ${tooLarge} spots with size > 1000 pixels`,
  );
  const spots = spotTable(shoeboxes);
  const filters = configureFilters({
    max_separation,
    background_gradient: { filter: false, background_size: 2, gradient_cutoff: 4 },
    spot_density: { filter: false },
  });
  const flags = await filterSpots(spots, filters, { report: (line) => lines.push(line) });
  const table = spots.select(flags);
  const z = table.column("xyzobs.px.value").z.data;
  const id = table.column("id").data;
  for (const [i, [z0, z1]] of ranges.entries())
    for (let row = 0; row < id.length; row++) if (z[row]! > z0 && z[row]! < z1) id[row] = i;
  markOverloads(table, highest);
  return { table, lines: [...lines, ...spotCountsPerImagePlot(z).split("\n")] };
}
