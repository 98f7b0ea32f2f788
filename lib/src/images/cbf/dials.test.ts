// Every CBF file of the shared data beside live dxtbx: models value by value, pixels by checksum.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { BytesSource } from "../../bytes/byteSource.js";
import "../../node/main.js";
import type { JsonValue } from "../../models/json.js";
import type { PanelData } from "../../models/panel.js";
import type { ImageFile } from "../imageFormat.js";
import { openImage } from "../openImage.js";

interface Theirs {
  readonly format: string;
  readonly beam: JsonValue;
  readonly detector: { panels: PanelData[] };
  readonly goniometer: JsonValue;
  readonly scan: JsonValue;
  readonly shapes: number[][];
  readonly md5: string[];
  /** [mm⁻¹, mm] of the parallax correction as it stands in memory. */
  readonly parallax: [mu: number, thickness: number] | null;
}

const script = `
import hashlib, warnings
warnings.simplefilter("ignore")
import dxtbx
from dxtbx import flumpy
from dxtbx.model.experiment_list import ExperimentListFactory
def model(m):
    return None if m is None else m.to_dict()
def parallax(s):
    return [s.mu(), s.t0()] if hasattr(s, "mu") else None
def one(path, params):
    f = dxtbx.load(path) if not params else dxtbx.load(path).__class__(path, **params)
    raw = f.get_raw_data()
    raw = raw if isinstance(raw, tuple) else (raw,)
    arrays = [flumpy.to_numpy(r) for r in raw]
    return {
        "format": f.__class__.__name__,
        "beam": model(f.get_beam()),
        "detector": model(f.get_detector()),
        "goniometer": model(f.get_goniometer()),
        "scan": model(f.get_scan()),
        "shapes": [list(a.shape) for a in arrays],
        "parallax": parallax(f.get_detector()[0].get_px_mm_strategy()),
        "md5": [hashlib.md5(a.astype("i4").tobytes()).hexdigest() for a in arrays],
    }
output([one(path, params) for path, params in input])
`;

/** Throws unless both are alike, numbers to 1e-10 (relative, or absolute when small). */
function alike(mine: JsonValue | undefined, theirs: JsonValue | undefined, at: string): void {
  if (typeof mine === "number" && typeof theirs === "number") {
    if (Math.abs(mine - theirs) <= 1e-10 * Math.max(1, Math.abs(theirs))) return;
    throw new Error(`${at} is ${mine}, but ${theirs} in dxtbx`);
  }
  if (mine && theirs && typeof mine === "object" && typeof theirs === "object") {
    expect(Object.keys(mine).sort(), at).toEqual(Object.keys(theirs).sort());
    for (const key of Object.keys(theirs))
      alike(
        (mine as Record<string, JsonValue>)[key],
        (theirs as Record<string, JsonValue>)[key],
        `${at}.${key}`,
      );
    return;
  }
  expect(mine, at).toEqual(theirs);
}

const open = (file: string, params?: Record<string, unknown>): ImageFile =>
  openImage(new BytesSource(readFileSync(shared("data", file)), file), { ...(params ? { params } : {}) });

/** File, parameters, and what differs on purpose: the ends of the trusted range (docs of the readers say why). */
const files: [file: string, params: Record<string, unknown>, trusted: (oracle: number[]) => number[]][] = [
  ["pilatus_300k/in16c_010001.cbf", {}, fromZero],
  ["thaumatin_grid/thau_3_2_0001.cbf.bz2", {}, fromZero],
  ["image_examples/DLS_I23_P12M_thau_00001.cbf.gz", {}, fromZero],
  ["image_examples/DLS_I23_P12M_thau_00001.cbf.gz", { multi_panel: true }, fromZero],
  ["image_examples/dlsnxs2cbf_therm_0001.cbf.gz", {}, fromZero],
  ["pilatus_300k/in16c_010001.cbf", { multi_panel: true }, fromZero],
  ["l_cysteine_images/l-cyst_01_00001.cbf.gz", {}, withoutEnds],
  ["l_cysteine_images/l-cyst_04_00015.cbf.gz", {}, withoutEnds],
  ["image_examples/DLS_I03_smargon_0001.cbf.gz", {}, withoutEnds],
  ["kapton_test_data/rayonix340/hit-20181213155134902.cbf", {}, withoutEnds],
  ["thermolysin_cspad/idx-20130301060858401.cbf", {}, withoutEnds],
  ["thermolysin_cspad/idx-20130301060858601.cbf", {}, withoutEnds],
];

/** miniCBF: the oracle's dxtbx 3.11.2 says −1 with its ends excluded, Ewald and current dxtbx 0 with its ends included. */
function fromZero([low, high]: number[]): number[] {
  expect(low).toBe(-1);
  return [0, high!];
}

/** imgCIF: the undefined and the overload value themselves, which Ewald and current dxtbx leave out. */
function withoutEnds([low, high]: number[]): number[] {
  return [low! + 1, high! - 1];
}

needs
  .all(needs.dials(), needs.sharedData("data", "image_examples"))
  .describe("CBF files beside dxtbx", () => {
    let theirs: Theirs[];
    beforeAll(async () => {
      theirs = await runDials<Theirs[]>(
        script,
        files.map(([file, params]) => [shared("data", file), params]),
      );
    }, 300_000);

    files.forEach(([file, params, trusted], i) => {
      it(`${file} ${JSON.stringify(params)}`, () => {
        const image = open(file, params);
        const expected = theirs[i]!;
        expect(image.format).toBe(expected.format);
        alike(image.getBeam().data, expected.beam, "beam");
        const { panels } = expected.detector;
        for (const panel of panels) {
          panel.trusted_range = trusted(panel.trusted_range!);
          // Of a CSPAD dxtbx corrects for parallax, but does not write by how much: from its own .expt it is lost.
          if (expected.format !== "FormatCBFCspad") continue;
          expect(panel.mu).toBe(0);
          Object.assign(panel, {
            mu: expected.parallax![0],
            thickness: expected.parallax![1],
            material: "Si",
          });
        }
        alike(image.getDetector().data, expected.detector as unknown as JsonValue, "detector");
        alike(image.getGoniometer()?.data ?? null, expected.goniometer, "goniometer");
        alike(image.getScan()?.data ?? null, expected.scan, "scan");
        const raw = image.getRawData();
        expect(raw.map(({ shape }) => [...shape])).toEqual(expected.shapes);
        expect(raw.map(({ values }) => md5(values))).toEqual(expected.md5);
      });
    });
  });

const md5 = (values: Int32Array | Float64Array) =>
  createHash("md5")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
