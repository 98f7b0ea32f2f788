// Headers of instruments that are known by their serial numbers, each beside the reader that dxtbx has for it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { BytesSource } from "../../bytes/byteSource.js";
import "../../node/main.js";
import type { JsonValue } from "../../models/json.js";
import type { PanelData } from "../../models/panel.js";
import { Scan } from "../../models/scan.js";
import { openImage } from "../openImage.js";
import { attenuationOf } from "../sensorMaterial.js";
import { simpleBeam, simpleDetector } from "../simpleModels.js";
import { writeMiniCbf } from "./writeMiniCbf.js";

interface Case {
  readonly detector: string;
  readonly size?: readonly [number, number];
  readonly date?: string;
  readonly material?: "Si" | "CdTe";
  readonly lines?: readonly string[];
  readonly params?: Record<string, boolean>;
}

const angles = ["Alpha 50.1 deg.", "Phi 10.5 deg.", "Chi 12.25 deg.", "Kappa -20.75 deg.", "Omega 33.5 deg."];

function file({
  detector,
  size = [487, 195],
  date = "2021-06-17",
  material = "Si",
  lines = [],
}: Case): Uint8Array {
  const wavelength = 0.98;
  return writeMiniCbf({
    beam: simpleBeam(wavelength),
    detector: simpleDetector(200, [0.08 * size[0], 0.07 * size[1]], {
      type: "SENSOR_PAD",
      pixelSize: [0.172, 0.172],
      imageSize: size,
      trustedRange: [0, 5e5],
      sensor: { material, thickness: 0.45, mu: attenuationOf(material, wavelength), parallax: true },
    }),
    scan: new Scan({
      image_range: [1, 1],
      oscillation: [5, 0.1],
      exposure_time: [0.1],
      epochs: [Date.parse(`${date}T12:00:00Z`) / 1000],
    }),
    data: new Int32Array(size[0] * size[1]),
    detectorName: detector,
    comments: lines,
    lossy: true,
  });
}

const eiger = [1030, 514] as const;
const cases: readonly Case[] = [
  { detector: "PILATUS 300K, S/N 3-0118, Universite de Geneve", size: [487, 619] },
  { detector: "PILATUS 300K, S/N 3-0118", size: [981, 407], params: { multi_panel: true } },
  { detector: "PILATUS3 6M, S/N 60-0119", lines: ["Oscillation_axis X.CW +SLOW"] },
  { detector: "PILATUS3 6M, S/N 60-0119", lines: ["Oscillation_axis X.CW +FAST"] },
  { detector: "PILATUS3 6M, S/N 60-0119", lines: ["Oscillation_axis X.CW -FAST"] },
  { detector: "PILATUS3 6M, S/N 60-0119", date: "2014-11-02" },
  { detector: "PILATUS 6M, S/N 60-0100 Diamond", lines: angles },
  { detector: "PILATUS 6M, S/N 60-0100 Diamond" },
  { detector: "PILATUS 6M-F, S/N 60-0114-F", date: "2018-01-01" },
  { detector: "PILATUS 6M-F, S/N 60-0114-F", date: "2016-01-01" },
  { detector: "PILATUS3 6M, S/N 60-0126", lines: angles },
  { detector: "PILATUS3 6M, S/N 60-0132" },
  { detector: "PILATUS3 6M, S/N 60-0127" },
  { detector: "PILATUS3 6M, S/N 60-0125" },
  { detector: "PILATUS 6M-F, S/N 60-0115-F" },
  { detector: "PILATUS 6M, S/N 60-0106, Soleil", lines: [...angles, "Oscillation_axis OMEGA"] },
  {
    detector: "PILATUS 6M, S/N 60-0106, Soleil",
    lines: ["Phi 1 deg.", "Chi 2 deg.", "Omega 3 deg.", "Oscillation_axis Phi"],
  },
  { detector: "PILATUS 12M, S/N 120-0100", date: "2016-03-31", lines: angles },
  ...[
    "2016-04-02",
    "2019-09-04",
    "2019-11-27",
    "2020-02-22",
    "2020-09-09",
    "2022-01-25",
    "2022-07-02",
  ].flatMap((date) =>
    [true, false].map((multi_panel) => ({
      detector: "PILATUS 12M, S/N 120-0100",
      date,
      lines: angles,
      params: { multi_panel },
    })),
  ),
  { detector: "PILATUS3 X CdTe 300K, S/N 3-0999", material: "CdTe" },
  { detector: "EIGER 500K, S/N E-01-0002", size: eiger },
  { detector: "EIGER2 XE 1M, S/N E-01-0003", size: [1028, 1062], material: "CdTe" },
  { detector: "EIGER 16M XR4i S/N 160-0001 Diamond", size: eiger, lines: angles },
  { detector: "Dectris Eiger 16M, S/N E-32-0105", size: eiger },
  { detector: "Eiger 16M, S/N E-32-0107", size: eiger, date: "2021-05-21" },
  { detector: "GENERIC, S/N 60-0000", size: [100, 90] },
];

needs.dials().describe("miniCBF of known instruments beside dxtbx", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-beamlines-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  interface Theirs {
    readonly format: string;
    readonly models: Record<string, JsonValue> & { detector: { panels: PanelData[] } };
  }
  let theirs: Theirs[];
  const written = cases.map(file);
  beforeAll(async () => {
    const paths = written.map((bytes, i) => {
      const path = join(folder, `case${i}_0001.cbf`);
      writeFileSync(path, bytes);
      return [path, cases[i]!.params ?? {}];
    });
    theirs = await runDials<Theirs[]>(
      `
import warnings
warnings.simplefilter("ignore")
from dxtbx.format.Registry import get_format_class_for_file
def one(path, params):
    cls = get_format_class_for_file(path)
    f = cls(path, **params)
    return {"format": cls.__name__, "models": {
      "beam": f.get_beam().to_dict(), "detector": f.get_detector().to_dict(),
      "goniometer": f.get_goniometer().to_dict(), "scan": f.get_scan().to_dict()}}
output([one(p, k) for p, k in input])`,
      paths,
    );
  }, 120_000);

  cases.forEach(({ detector, date, lines, params, material }, i) => {
    it([detector, date, material, lines?.at(-1), params?.multi_panel ? "multi_panel" : ""].join(" "), () => {
      const image = openImage(new BytesSource(written[i]!, `case${i}_0001.cbf`), params ? { params } : {});
      const { format, models } = theirs[i]!;
      expect(image.format).toBe(format);
      // Older readers say −1 for what Ewald, with its ends included, says 0.
      for (const panel of models.detector.panels) panel.trusted_range = [0, panel.trusted_range![1]!];
      const mine = {
        beam: image.getBeam().data,
        detector: image.getDetector().data,
        goniometer: image.getGoniometer()!.data,
        scan: image.getScan()!.data,
      };
      expect(rounded(mine)).toEqual(rounded(models));
    });
  });
});

/** Numbers to eleven digits, and zeros without sign. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(11));
  if (Array.isArray(value)) return value.map(rounded);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, rounded(inside)]));
}

describe("instruments that newer dxtbx knows", () => {
  const open = (one: Case) => openImage(new BytesSource(file(one), "a_0001.cbf"));
  it.each([
    ["PILATUS 6M, S/N 60-0123", "FormatCBFMiniPilatusReverse", [-1, 0, 0], [487, 195], "2021-06-17"],
    ["PILATUS3 6M, S/N XX-XXX", "FormatCBFMiniPilatusReverse", [-1, 0, 0], [487, 195], "2021-06-17"],
    ["Eiger 16M, S/N E-32-0111", "FormatCBFMiniEigerReverse", [-1, 0, 0], eiger, "2021-06-17"],
    ["Eiger2 16M, S/N E-32-0129", "FormatCBFMiniEigerPetraP14", [0, 1, 0], eiger, "2021-05-23"],
    ["Eiger 16M, S/N E-32-0107", "FormatCBFMiniEiger", [1, 0, 0], eiger, "2021-05-23"],
    ["Dectris EIGER2 Si 16M, S/N E-32-0123", "FormatCBFMiniEigerChessID7B2", [-1, 0, 0], eiger, "2021-06-17"],
  ] as const)("%s of %s: %j", (detector, format, axis, size, date) => {
    const image = open({ detector, size, date });
    expect(image.format).toBe(format);
    expect(image.getGoniometer()!.getRotationAxisDatum()).toEqual(axis);
  });

  it("P12M: row 22 was dead in autumn 2024, and is not after its repair", () => {
    const mask = (date: string, multi_panel: boolean) =>
      openImage(new BytesSource(file({ detector: "PILATUS 12M, S/N 120-0100", date }), "a_0001.cbf"), {
        params: { multi_panel },
      })
        .getDetector()
        .panel(multi_panel ? 5 * 21 + 3 : 21)
        .getMask();
    expect(mask("2024-09-02", false)).toEqual([[0, 0, 2463, 195]]);
    expect(mask("2024-09-02", true)).toEqual([[0, 0, 487, 195]]);
    expect(mask("2024-11-26", false)).toEqual([]);
  });

  it("SOLEIL: a φ scan turns φ (dxtbx takes ω whatever the header says)", () => {
    const image = open({
      detector: "PILATUS 6M, S/N 60-0106, Soleil",
      lines: [...angles, "Oscillation_axis PHI"],
    });
    expect(image.getGoniometer()!.getScanAxis()).toBe(0);
    const wrong = open({ detector: "PILATUS 6M, S/N 60-0106, Soleil", lines: ["Oscillation_axis THETA"] });
    expect(() => wrong.getGoniometer()).toThrow(
      /Oscillation_axis "THETA" in its header, which is none of PHI, CHI, OMEGA/,
    );
  });

  it("masks the gaps of an Eiger turned by 90° where they are", () => {
    const panel = open({ detector: "EIGER2 1M", size: [1062, 1028] })
      .getDetector()
      .panel(0);
    expect(panel.getMask()).toEqual([[512, 0, 550, 1028]]);
  });
});
