// What `ewald show` prints of an experiment file is what `dials.show` prints, line by line: every file of the shared data that
// DIALS 3.12 reads, and files changed to have what none of them has. Intended exceptions are those of `exceptions`.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dials, ExperimentList } from "ewald";
import { afterAll, expect, it } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";

// Debian's cctbx formats a cell within a longer text as nothing ("Average unit cell: "): its __format__ forgets the plain case, in
// which newer ones give str(cell). Mended here, so that the cells are compared.
const script = `
import contextlib, io, warnings
warnings.simplefilter("ignore")
from cctbx import uctbx
from dials.command_line import show
formatted = uctbx.unit_cell.__format__
uctbx.unit_cell.__format__ = lambda cell, spec: formatted(cell, spec) if spec else str(cell)
texts = []
for args in input:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            show.run(args=args)
        texts.append(out.getvalue())
    except BaseException as error:
        texts.append(type(error).__name__ + ": " + str(error))
output(texts)
`;

type Edit = (lines: string[]) => string[];

/** Where we differ, and why; each brings a line of either program to a common form. */
const exceptions: readonly { readonly reason: string; readonly theirs: Edit; readonly ours: Edit }[] = [
  {
    reason:
      "the sign of a rounding error: what prints as zero in U, B or A may be +1e-18 here and −1e-18 there",
    ...both((lines) =>
      lines.map((line) => (/[{},]/.test(line) ? line.replaceAll("-0.0000", " 0.0000") : line)),
    ),
  },
  {
    reason:
      "DIALS has no text for an ellipsoid profile (Python shows its address in memory); we show type and parameters",
    theirs: (lines) => lines.filter((line) => !line.includes("EllipsoidProfileModel object at")),
    ours: (lines) =>
      lines.filter(
        (line, i) =>
          !(line === "Profile model:" && lines[i + 1] === "    type: ellipsoid") &&
          !/^ {4}(type: ellipsoid|parameterisation: |parameters: )/.test(line),
      ),
  },
  {
    reason: "DIALS counts an absent crystal as a crystal, which all experiments share",
    theirs: (lines) => withoutAbsent(lines, /^ +0$/),
    ours: (lines) => withoutAbsent(lines, /^none$/),
  },
];

function both(edit: Edit) {
  return { theirs: edit, ours: edit };
}

/** Drops the table below "Crystal:" of the shared models where it begins so. */
function withoutAbsent(lines: string[], first: RegExp): string[] {
  const from = lines.findIndex((line, i) => line === "Crystal:" && first.test(lines[i + 1] ?? ""));
  if (from < 0) return lines;
  const onlyX = lines
    .slice(from + 1, lines.indexOf("", from))
    .every((line) => /^(none| +0|Experiment \d+ +x)$/.test(line));
  const crystals = lines.slice(0, from).includes("Crystal:");
  return onlyX && !crystals ? [...lines.slice(0, from + 1), ...lines.slice(lines.indexOf("", from))] : lines;
}

function report(text: string, side: "theirs" | "ours"): string[] {
  // Before it stand the banner and the modified parameters, which the command prints on stderr.
  const lines = text.slice(Math.max(0, text.indexOf("Experiment 0:"))).split("\n");
  return exceptions.reduce((edited, exception) => exception[side](edited), lines);
}

/** DIALS 3.12 does not show these, and why; we do. */
const onlyOurs: Readonly<Record<string, string>> = {
  "isis_sxd_nacl_processed/imported.expt":
    "a polychromatic beam and time of flight, which came with dxtbx 3.16 and 3.18",
  "image_examples/SACLA-MPCCD-run266702-0-subset-refined_experiments_level1.json": "there is no beam",
};

const files = () =>
  readdirSync(shared("data"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(expt|json)$/.test(name))
    .filter((name) => readFileSync(shared("data", name), "utf8").includes('"ExperimentList"'))
    .sort();

const options = ["show_scan_varying=True", "show_shared_models=True"];
const shown = async (path: string) =>
  `${await dials.show(ExperimentList.fromFile(path), { show_scan_varying: true, show_shared_models: true })}\n`;

needs.all(needs.dials(), needs.sharedData("data")).it(
  "every experiment file is shown as DIALS shows it",
  async () => {
    const names = files();
    const theirs = await runDials<string[]>(
      script,
      names.map((name) => [shared("data", name), ...options]),
    );
    let lines = 0;
    for (const [i, name] of names.entries()) {
      const ours = await shown(shared("data", name));
      if (Object.hasOwn(onlyOurs, name)) {
        expect(theirs[i], name).not.toContain("Experiment 0:");
        expect(ours.startsWith("Experiment 0:"), name).toBe(true);
        continue;
      }
      const expected = report(theirs[i]!, "theirs");
      expect(expected[0], `${name}: ${theirs[i]!.slice(0, 200)}`).toBe("Experiment 0:");
      lines += expected.length;
      expect(report(ours, "ours"), name).toEqual(expected);
    }
    expect(names.length - Object.keys(onlyOurs).length).toBeGreaterThan(38);
    expect(lines).toBeGreaterThan(80_000);
  },
  300_000,
);

type Json = Record<string, Record<string, unknown>[]>;

/** Files of what the shared data lack: each takes a real one and changes its models. */
const changes: readonly (readonly [name: string, from: string, change: (expt: Json) => void])[] = [
  [
    "a beam of everything, varying in the scan",
    "centroid_test_data/indexed.expt",
    ({ beam }) => {
      Object.assign(beam![0]!, {
        divergence: 0.25,
        sigma_divergence: 0.05,
        flux: 1.5e12,
        transmission: 0.125,
        s0_at_scan_points: Array.from({ length: 10 }, (_, i) => [0.001 * i, -0.002 * i, -1.02]),
      });
    },
  ],
  [
    "a goniometer whose setting varies, and one of three axes",
    "l_cysteine_dials_output/indexed.expt",
    ({ goniometer }) => {
      goniometer![0] = {
        rotation_axis: [0, 1, 0],
        fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1],
        setting_rotation: [1, 0, 0, 0, 0.6, -0.8, 0, 0.8, 0.6],
        setting_rotation_at_scan_points: Array.from({ length: 1701 }, () => [1, 0, 0, 0, 1, 0, 0, 0, 1]),
      };
      goniometer![1] = {
        axes: [
          [1, 0, 0],
          [0.914, 0.279, -0.297],
          [1, 0, 0],
        ],
        angles: [12.5, -30.25, 77],
        names: ["PHI", "KAPPA", "OMEGA"],
        scan_axis: 1,
      };
    },
  ],
  [
    "recalculated cells, mosaicity, uncertainties great and small",
    "l_cysteine_dials_output/indexed.expt",
    ({ crystal }) => {
      const [first] = crystal!;
      const scaled = (by: number) => (first!.B_covariance as number[]).map((x) => x * by);
      Object.assign(first!, {
        mosaicity: 0.123,
        recalculated_unit_cell: [5.47, 8.21, 12.15, 90, 89.9, 90],
        recalculated_cell_parameter_sd: [0.0014, 0.00019, 0.00021, 0, 0.25, 1e-6],
        recalculated_cell_volume_sd: 0.1,
        B_covariance: scaled(1e8),
      });
    },
  ],
  [
    "a recalculated cell without uncertainties, a centred group",
    "insulin_processed/integrated.expt",
    ({ crystal }) => {
      Object.assign(crystal![0]!, {
        recalculated_unit_cell: [78.1, 78.1, 78.1, 90, 90, 90],
        recalculated_cell_parameter_sd: [],
        recalculated_cell_volume_sd: 0,
        space_group_hall_symbol: " P 2y (x,y,-x+z)",
      });
      delete crystal![0]!.B_covariance;
    },
  ],
  [
    "a KB scaling model, one without uncertainties",
    "quartz_processed/scaled.expt",
    ({ scaling_model }) => {
      const one = (value: number) => ({ n_parameters: 1, parameters: [value], est_standard_devs: [] });
      scaling_model![0] = {
        __id__: "KB",
        is_scaled: true,
        decay: one(-0.25),
        scale: one(1.125),
        configuration_parameters: { corrections: ["scale", "decay"] },
      };
    },
  ],
  [
    "a beam beside the panels, and offsets in the raw image",
    "ssx_CuNiR_test_data/imported_with_ref_5.expt",
    ({ detector }) => {
      const { panels } = detector![0] as unknown as { panels: Record<string, unknown>[] };
      const [panel] = panels;
      const origin = panel!.origin as number[];
      Object.assign(panel!, { raw_image_offset: [10, 20] });
      panels.push({
        ...panel!,
        name: "other",
        origin: [origin[0]! + 500, origin[1], origin[2]],
        raw_image_offset: [3000, 0],
      });
      delete (detector![0] as Record<string, unknown>).hierarchy;
    },
  ],
];

needs.all(needs.dials(), needs.sharedData("data")).describe("files changed", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-show-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are shown as DIALS shows them", async () => {
    const paths = changes.map(([, from, change], i) => {
      const expt = JSON.parse(readFileSync(shared("data", from), "utf8")) as Json;
      change(expt);
      const path = join(folder, `${i}.expt`);
      writeFileSync(path, JSON.stringify(expt));
      return path;
    });
    const theirs = await runDials<string[]>(
      script,
      paths.map((path) => [path, ...options]),
    );
    for (const [i, path] of paths.entries()) {
      const expected = report(theirs[i]!, "theirs");
      expect(expected[0], `${changes[i]![0]}: ${theirs[i]!.slice(0, 400)}`).toBe("Experiment 0:");
      expect(report(await shown(path), "ours"), changes[i]![0]).toEqual(expected);
    }
  }, 120_000);
});

needs.sharedData("data", "insulin_processed").describe("the command", () => {
  const path = shared("data", "insulin_processed", "integrated.expt");

  it("prints the report, or the same as JSON in full precision", async () => {
    const { out, code } = await ewald(["show", path]);
    expect(code).toBe(0);
    expect(out).toContain("Crystal:\n    Unit cell: 78.092(2), 78.092(2), 78.092(2), 90.0, 90.0, 90.0\n");
    const json = JSON.parse((await ewald(["show", path, "--json"])).out) as {
      experiments: { crystal: { unitCell: number[]; spaceGroup: string; numScanPoints: number } }[];
    };
    const [experiment] = ExperimentList.fromFile(path);
    expect(json.experiments[0]!.crystal.unitCell).toEqual([...experiment!.crystal!.getUnitCellParameters()]);
    expect(json.experiments[0]!.crystal).toMatchObject({ spaceGroup: "I 2 3", numScanPoints: 46 });
    expect(json.experiments[0]).toMatchObject({
      beam: { wavelength: 0.9790000000000008, beamCentre: { panel: 0 } },
      detector: { panels: [{ name: "Panel", imageSize: [2304, 2304] }] },
      scan: { imageRange: [1, 45], oscillation: [0, 1] },
      profile: { type: "gaussian_rs" },
    });
  });
});
