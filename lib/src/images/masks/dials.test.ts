// Masks beside dials.util.masking.generate_mask, pixel for pixel: every option on real detectors of one to 64 panels. Python is
// given the models of the files (generate_mask asks an imageset for its detector and beam only) and writes each mask as bytes.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { Pcg32 } from "../../array/random.js";
import type { Vec2 } from "../../array/vectors.js";
import { ExperimentList, FlexBool, masks, type PanelMask } from "../../node/main.js";
import type { MaskParameters } from "./generateMask.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-masks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const detectors = {
  "Pilatus 6M": "centroid_test_data/experiments.json",
  "ADSC Q315": "insulin_processed/imported.expt",
  "I23, 24 panels": "refinement_test_data/i23_as_24_panel_barrel/I23_24_panel.json",
  "CSPAD, 64 panels in groups": "refinement_test_data/hierarchy_test/cspad-single-image.expt",
  Rayonix: "kapton_test_data/rayonix340/experiments_000.json",
  "Pilatus 2M turned by 2θ": "l_cysteine_dials_output/imported.expt",
};

/** Parameters of each run, as PHIL and as ours. */
const runs: Record<string, [phil: string, parameters: MaskParameters]> = {
  border: ["border=7", { border: 7 }],
  d_min: ["d_min=2.5", { d_min: 2.5 }],
  d_max: ["d_max=6", { d_max: 6 }],
  "without parallax": [
    "d_min=2.5\ndisable_parallax_correction=True",
    { d_min: 2.5, disable_parallax_correction: true },
  ],
  "resolution ranges": [
    "resolution_range=3.9 3.7\nresolution_range=2.6 2.7\nresolution_range=2.25,2.65",
    {
      resolution_range: [
        [3.9, 3.7],
        [2.6, 2.7],
        [2.25, 2.65],
      ],
    },
  ],
  "ice rings": ["ice_rings.filter=True", { ice_rings: { filter: true } }],
  "rings of another powder": [
    "ice_rings { filter=True\nunit_cell=4.05,4.05,4.05,90,90,90\nspace_group=Fm-3m\nwidth=0.01\nd_min=1.2 }",
    {
      ice_rings: {
        filter: true,
        unit_cell: "4.05,4.05,4.05,90,90,90",
        space_group: "Fm-3m",
        width: 0.01,
        d_min: 1.2,
      },
    },
  ],
  shapes: [
    "untrusted { circle = 50 60 40 }\nuntrusted { panel=0\nrectangle = 100 150 20 90\npixel = 3 180 }\n" +
      "untrusted { polygon = 10 100 90 110 120 170 30 180 }",
    {
      untrusted: [
        { circle: [50, 60, 40] },
        { panel: 0, rectangle: [100, 150, 20, 90], pixel: [3, 180] },
        { polygon: [10, 100, 90, 110, 120, 170, 30, 180] },
      ],
    },
  ],
  "a whole panel": ["untrusted.panel=0", { untrusted: [{ panel: 0 }] }],
  everything: [
    "border=3\nd_min=1.9\nd_max=30\nresolution_range=3.9 3.7\nuntrusted.circle = 50 60 40\nice_rings.filter=True",
    {
      border: 3,
      d_min: 1.9,
      d_max: 30,
      resolution_range: [[3.9, 3.7]],
      untrusted: [{ circle: [50, 60, 40] }],
      ice_rings: { filter: true },
    },
  ],
};

const script = `
import dials.util.masking
from dials.util.masking import generate_mask, phil_scope
from dxtbx.model.experiment_list import ExperimentListFactory
from dxtbx import flumpy
from iotbx.phil import parse

class Models:  # of an imageset
    def __init__(self, experiment):
        self.get_detector = lambda: experiment.detector
        self.get_beam = lambda: experiment.beam

# d of each pixel is worked out once for a panel: DIALS keeps that of three panels only
made = dials.util.masking._get_resolution_masker.__wrapped__
kept = {}
def masker(beam, panel):
    key = (panel.get_origin(), panel.get_fast_axis(), str(panel.get_px_mm_strategy()))
    if key not in kept:
        kept[key] = made(beam, panel)
    return kept[key]
dials.util.masking._get_resolution_masker = masker

for path, sets in input:
    kept.clear()
    models = Models(ExperimentListFactory.from_json_file(path, check_format=False)[0])
    for name, text in sets:
        working = phil_scope.fetch(parse(text)).extract()
        working.untrusted = [u for u in working.untrusted if any([u.panel is not None, u.circle, u.rectangle, u.polygon, u.pixel])]
        with open(name, "wb") as f:
            for mask in generate_mask(models, working):
                f.write(flumpy.to_numpy(mask).astype("u1").tobytes())
output(True)
`;

const bytes = (mask: readonly PanelMask[]) => Buffer.concat(mask.map(({ values }) => values.data));

needs.all(needs.dials(), needs.sharedData("data")).it(
  "every option on six detectors, pixel for pixel",
  async () => {
    const names = Object.entries(detectors);
    const file = (detector: number, run: number) => join(folder, `${detector}_${run}`);
    await runDials(
      script,
      names.map(([, path], i) => [
        shared("data", path),
        Object.values(runs).map(([phil], k) => [file(i, k), phil]),
      ]),
    );
    const masking = new Set<string>();
    for (const [i, [name, path]] of names.entries()) {
      const { detector, beam } = ExperimentList.fromFile(shared("data", path))[0]!;
      for (const [k, [run, [, parameters]]] of Object.entries(runs).entries()) {
        const ours = bytes(masks.generateMask(detector!, beam!, parameters));
        const theirs = readFileSync(file(i, k));
        expect(ours.length).toBe(theirs.length);
        const different = ours.equals(theirs)
          ? 0
          : ours.reduce((n, value, at) => n + (value ^ theirs[at]!), 0);
        expect(different, `${name}: ${run}`).toBe(0);
        if (theirs.includes(0) && theirs.includes(1)) masking.add(run);
      }
    }
    expect([...masking].sort()).toEqual(Object.keys(runs).sort());
  },
  300_000,
);

const shapesScript = `
from dxtbx.masking import mask_untrusted_circle, mask_untrusted_polygon
from dials.array_family import flex
answer = []
for kind, numbers in input:
    mask = flex.bool(flex.grid(37, 41), True)
    try:
        if kind == "circle":
            mask_untrusted_circle(mask, *numbers)
        else:
            mask_untrusted_polygon(mask, flex.vec2_double([tuple(v) for v in numbers]))
        answer.append("".join("1" if v else "0" for v in mask))
    except RuntimeError:
        answer.append(None)
output(answer)
`;

needs.dials().it("two thousand random circles and polygons, pixel for pixel", async () => {
  const { next } = new Pcg32(4);
  const between = (low: number, high: number) => Math.round(low + (high - low) * next());
  // Corners at rising angles round a centre: no edges cross. On whole numbers, so that many centres lie on edges.
  const polygon = (): Vec2[] => {
    const n = between(4, 9);
    const [x, y] = [between(5, 35), between(5, 30)];
    return Array.from({ length: n }, (_, i): Vec2 => {
      const angle = (2 * Math.PI * (i + 0.8 * next())) / n;
      const r = between(4, 30);
      return [
        Math.max(0, Math.round(x + r * Math.cos(angle))),
        Math.max(0, Math.round(y + r * Math.sin(angle))),
      ];
    });
  };
  const shapes: [string, number[] | Vec2[]][] = Array.from({ length: 2000 }, (_, i) =>
    i % 2 === 0 ? ["circle", [between(-5, 45), between(-5, 45), between(1, 25)]] : ["polygon", polygon()],
  );
  const answers = await runDials<(string | null)[]>(shapesScript, shapes);
  let compared = 0;
  for (const [i, [kind, numbers]] of shapes.entries()) {
    const mask: PanelMask = { shape: [37, 41], values: new FlexBool(new Uint8Array(37 * 41).fill(1)) };
    const theirs = answers[i];
    let failed = false;
    try {
      if (kind === "circle") masks.maskUntrustedCircle(mask, ...(numbers as [number, number, number]));
      else masks.maskUntrustedPolygon(mask, numbers as Vec2[]);
    } catch {
      failed = true;
    }
    // What we refuse masks nothing in DIALS, or has crossing edges.
    if (failed) {
      if (kind === "circle") expect(theirs === null || !theirs!.includes("0"), String(numbers)).toBe(true);
      continue;
    }
    compared++;
    expect(mask.values.data.join(""), `${kind} ${numbers}`).toBe(theirs);
  }
  expect(compared).toBeGreaterThan(1500);
});
