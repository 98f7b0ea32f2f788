import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import type { Vec2 } from "../../array/vectors.js";
import { Detector } from "../../models/detector.js";
import { Goniometer } from "../../models/goniometer.js";
import type { PanelMask } from "../../models/imageAccess.js";
import { ExperimentList, type ImageSequence } from "../../node/main.js";
import { multiAxisGoniometer, simpleDetector } from "../simpleModels.js";
import { clippedToRectangle, convexHull, polygonArea } from "./convexPolygon.js";
import { maskerOfFormat } from "./formatShadows.js";
import type { GoniometerShadow } from "./goniometerShadow.js";
import { GoniometerShadowMasker } from "./goniometerShadowMasker.js";
import { diamondAnvilCell, dlsI23Kappa, miniKappa, smargon } from "./shapes.js";

const points = fc.array(
  fc.tuple(fc.integer({ min: -20, max: 30 }), fc.integer({ min: -20, max: 30 })) as fc.Arbitrary<Vec2>,
  { minLength: 3, maxLength: 20 },
);
/** On which side of the edge from a to b a point is; 0 on its line. */
const side = (a: Vec2, b: Vec2, p: Vec2) => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);

describe("convex polygons", () => {
  it("hull: corners among the points, every point on the inner side of every edge", () => {
    fc.assert(
      fc.property(points, (all) => {
        const hull = convexHull(all);
        for (const corner of hull) expect(all).toContainEqual(corner);
        if (hull.length < 3) {
          const [a, b] = [hull[0]!, hull.at(-1)!];
          for (const p of all) expect(side(a, b, p)).toBe(0);
          return;
        }
        for (const [i, b] of hull.entries()) {
          const a = hull.at(i - 1)!;
          for (const p of all) expect(side(a, b, p)).toBeGreaterThanOrEqual(0);
          expect(side(a, b, hull[(i + 1) % hull.length]!)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("cut to a rectangle: the area that a count of small squares gives", () => {
    const size: Vec2 = [10, 7];
    fc.assert(
      fc.property(points, (all) => {
        const hull = convexHull(all);
        if (hull.length < 3) return;
        const shape = clippedToRectangle(hull, size);
        for (const [x, y] of shape) expect(x >= 0 && x <= 10 && y >= 0 && y <= 7).toBe(true);
        const n = 20;
        let inside = 0;
        for (let i = 0; i < 10 * n; i++)
          for (let j = 0; j < 7 * n; j++) {
            const p: Vec2 = [(i + 0.5) / n, (j + 0.5) / n];
            if (hull.every((b, k) => side(hull.at(k - 1)!, b, p) >= 0)) inside++;
          }
        // squares that an edge cuts: fewer than the rim is long
        expect(Math.abs(polygonArea(shape) - inside / n / n)).toBeLessThan((2 * 34) / n);
      }),
      { numRuns: 30 },
    );
  });
});

/** A panel of 400 × 300 mm across +x at 100 mm, the axis meeting its middle. */
const acrossX = () => {
  const detector = simpleDetector(100, [200, 150], {
    pixelSize: [1, 1],
    imageSize: [400, 300],
    trustedRange: [0, 10],
  });
  detector.panels[0]!.setFrame([0, 1, 0], [0, 0, 1], [100, -200, -150]);
  return detector;
};
const kappa = (angles: readonly number[]) =>
  multiAxisGoniometer(
    [
      ["GON_PHI", [1, 0, 0], angles[0]!],
      ["GON_KAPPA", [0.914, 0.279, -0.297], angles[1]!],
      ["GON_OMEGA", [1, 0, 0], angles[2]!],
    ],
    2,
  );
const smargonAt = (phi: number, chi: number) =>
  multiAxisGoniometer(
    [
      ["GON_PHI", [1, 0, 0], phi],
      ["GON_CHI", [0, 0, -1], chi],
      ["GON_OMEGA", [1, 0, 0], 0],
    ],
    2,
  );

describe("shadows of known shape", () => {
  it("of a cone on a panel across its axis: a disc, however it turns about the axis", () => {
    const masker = new GoniometerShadowMasker(miniKappa(60), kappa([10, 0, 0]));
    const radius = 100 * Math.tan(Math.PI / 6);
    for (const angle of [0, 33, 180]) {
      const [mask] = masker.getMask(acrossX(), angle)!;
      const hidden = mask!.values.length - mask!.values.count();
      expect(hidden / (Math.PI * radius ** 2)).toBeCloseTo(1, 2);
      expect(masker.shadowedFraction(acrossX(), angle)).toBeCloseTo((Math.PI * radius ** 2) / 120000, 4);
      expect(mask!.values.data[150 * 400 + 200]).toBe(0);
    }
    // turned away by the κ axis, the cone's own axis is where the goniometer turns x
    const turned = new GoniometerShadowMasker(miniKappa(10), kappa([0, 20, 0]));
    const axis = turned.goniometer.getRotationMatrix(50);
    const [x, y] = acrossX().panels[0]!.getRayIntersection([axis[0], axis[3], axis[6]])!;
    const [at] = turned.getMask(acrossX(), 50)!;
    expect(at!.values.data[Math.floor(y) * 400 + Math.floor(x)]).toBe(0);
    // and away from the panel altogether
    const behind = acrossX();
    behind.panels[0]!.setFrame([0, 1, 0], [0, 0, 1], [-100, -200, -150]);
    expect(masker.getMask(behind, 0)).toBe(undefined);
    expect(masker.projectExtrema(behind, 0)).toEqual([[]]);
  });

  it("of a cell with a window: all but a disc", () => {
    const panel = acrossX();
    panel.panels[0]!.setFrame([1, 0, 0], [0, 0, 1], [-200, 100, -150]);
    const masker = new GoniometerShadowMasker(diamondAnvilCell(60), kappa([0, 0, 0]));
    const [mask] = masker.getMask(panel, 0)!;
    const radius = 100 * Math.tan(Math.PI / 6);
    expect(mask!.values.count() / (Math.PI * radius ** 2)).toBeCloseTo(1, 2);
    expect(masker.shadowedFraction(panel, 0)).toBeCloseTo(1 - (Math.PI * radius ** 2) / 120000, 4);
  });

  it("are those of the instruments dxtbx knows, where they are asked for", () => {
    const format = "FormatCBFFullPilatusDLS6MSN100";
    const ask = (dynamic_shadowing: unknown, goniometer: Goniometer | undefined, name = format) =>
      maskerOfFormat(name, { dynamic_shadowing }, goniometer);
    expect(ask("Auto", smargonAt(0, 0))?.extremaAtScanAngle(0).length).toBe(82);
    expect(ask(true, kappa([0, 0, 0]))?.extremaAtScanAngle(0).length).toBe(361);
    expect(ask(false, kappa([0, 0, 0]))).toBe(undefined);
    expect(maskerOfFormat(format, {}, kappa([0, 0, 0]))).toBe(undefined);
    expect(ask("Auto", kappa([0, 0, 0]), "FormatCBFMiniPilatus")).toBe(undefined);
    expect(
      ask(
        "Auto",
        new Goniometer({
          rotation_axis: [1, 0, 0],
          fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
          setting_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        }),
      ),
    ).toBe(undefined);
    expect(ask("Auto", kappa([0, 0, 0]), "FormatCBFFullPilatusDLS300KSN104")).toBe(undefined);
    expect(ask("True", kappa([0, 0, 0]), "FormatCBFFullPilatusDLS300KSN104")?.shadow.isWindow).toBe(true);
    expect(() => ask("Auto", kappa([0, 0, 0]), "FormatCBFMiniEigerDLS16MSN160")).toThrow(
      "the axes GON_PHI, GON_KAPPA, GON_OMEGA the shadow is not known, but one whose second is GON_CHI; dynamic_shadowing=False",
    );
  });
});

const sha1 = (masks: readonly PanelMask[]) => {
  const hash = createHash("sha1");
  for (const { values } of masks) hash.update(values.data);
  return hash.digest("hex");
};
const example = (name: string) => shared("data", "image_examples", name);
const smargonImage = example("DLS_I03_smargon_0001.cbf.gz");
const barrelImage = example("DLS_I23_P12M_thau_00001.cbf.gz");

const shapes: Record<string, (goniometer: Goniometer) => GoniometerShadow> = {
  smargon,
  mini_kappa: () => miniKappa(),
  dls_i23_kappa: () => dlsI23Kappa(),
  diamond_anvil_cell: () => diamondAnvilCell(76),
};

interface Case {
  readonly shape: string;
  readonly image: string;
  readonly panels: boolean;
  /** Of all axes, degrees; undefined for the last, which the scan turns. */
  readonly angles: readonly number[];
  readonly scan: readonly number[];
}
const cases: Case[] = [
  {
    shape: "smargon",
    image: smargonImage,
    panels: false,
    angles: [45, 45, 0],
    scan: [0, 45, 75, 90, 123.4, 133],
  },
  {
    shape: "smargon",
    image: smargonImage,
    panels: false,
    angles: [30, 85, 0],
    scan: [30, 61.7, 90, 150, 240],
  },
  {
    shape: "mini_kappa",
    image: smargonImage,
    panels: false,
    angles: [0, 180, 0],
    scan: [0, 90, 272.5, 300, 344],
  },
  { shape: "mini_kappa", image: smargonImage, panels: false, angles: [70, -90, 0], scan: [255, 270] },
  { shape: "dls_i23_kappa", image: barrelImage, panels: false, angles: [0, 0, 0], scan: [-210, 200] },
  { shape: "dls_i23_kappa", image: barrelImage, panels: true, angles: [0, -120, 0], scan: [-75, 60, 300] },
  { shape: "diamond_anvil_cell", image: smargonImage, panels: false, angles: [0, 20, 0], scan: [0, 100] },
];

const ofDxtbx = `
import hashlib, math
from dxtbx.format.Registry import get_format_class_for_file
from dxtbx.masking import GoniometerMaskerFactory
from dxtbx.model.goniometer import GoniometerFactory
from scitbx.array_family import flex
answer, opened = [], {}
for case in input["cases"]:
    key = (case["image"], case["panels"])
    if key not in opened:
        opened[key] = get_format_class_for_file(case["image"])(case["image"], multi_panel=case["panels"])
    goniometer = GoniometerFactory.from_dict(case["goniometer"])
    make = getattr(GoniometerMaskerFactory, case["shape"])
    masker = make(goniometer, math.radians(76)) if case["shape"] == "diamond_anvil_cell" else make(goniometer)
    detector = opened[key].get_detector()
    found = []
    for angle in case["scan"]:
        masks = masker.get_mask(detector, angle)
        hash = hashlib.sha1()
        hidden = 0
        for mask in masks:
            hash.update(mask.as_numpy_array().astype("u1").tobytes())
            hidden += mask.count(False)
        found.append([hash.hexdigest(), hidden])
    answer.append({"detector": detector.to_dict(), "found": found})
output(answer)
`;

/**
 * Boost 1.74, which Debian's dxtbx is built on, cuts polygons on a grid of 10⁻⁷ of their extent (px): coarse where a corner of the shape
 * is nearly in the panel's plane. dxtbx's edges are off by as much then, ours are not.
 */
function boostGrid(masker: GoniometerShadowMasker, detector: Detector, angle: number): number {
  const points = masker.extremaAtScanAngle(angle);
  const extents = detector.panels.flatMap((panel) =>
    points.map((point) => Math.hypot(...(panel.getRayIntersection(point) ?? [0]))),
  );
  return Math.max(...extents) / detector.panels[0]!.getPixelSize()[0] / 1e7;
}

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).describe("shadows beside dxtbx", () => {
  it("are the same to the pixel: SmarGon, mini-kappa, I23 in one panel and in 120, anvil cell", async () => {
    const given = cases.map((one) => {
      const { shape, angles } = one;
      const goniometer = shape === "smargon" ? smargonAt(angles[0]!, angles[1]!) : kappa(angles);
      if (shape === "dls_i23_kappa") goniometer.data.axes![1] = [Math.cos(0.8727), -Math.sin(0.8727), 0];
      return { ...one, goniometer: goniometer.data };
    });
    const theirs = await runDials<{ detector: unknown; found: [string, number][] }[]>(ofDxtbx, {
      cases: given,
    });
    const [same, near]: [string[], string[]] = [[], []];
    for (const [i, { shape, goniometer, scan }] of given.entries()) {
      const { detector, found } = theirs[i]!;
      const model = new Detector(detector as Detector["data"]);
      const own = new Goniometer(goniometer);
      const masker = new GoniometerShadowMasker(shapes[shape]!(own), own);
      for (const [k, angle] of scan.entries()) {
        const mask = masker.getMask(model, angle);
        const hidden = (mask ?? []).reduce((sum, { values }) => sum + values.length - values.count(), 0);
        const [hash, theirHidden] = found[k]!;
        if (theirHidden === 0) expect(hidden).toBe(0);
        else if (mask && sha1(mask) === hash) same.push(`${shape} ${angle}`);
        else near.push(`${shape} ${angle}`);
        const bound = 1 + 2500 * boostGrid(masker, model, angle);
        expect([shape, angle, Math.abs(hidden - theirHidden) < bound]).toEqual([shape, angle, true]);
      }
    }
    expect(near.length).toBeLessThan(6);
    expect(same.length).toBeGreaterThan(13);
  }, 120_000);

  it("are in the masks of an experiment list's images", async () => {
    const script = `
import hashlib, json
from dxtbx.model.experiment_list import ExperimentList, ExperimentListFactory
answer = []
for path, chi, start, shadowing in input:
    experiments = ExperimentListFactory.from_filenames([path], format_kwargs={"dynamic_shadowing": shadowing, "multi_panel": False})
    document = json.loads(experiments.as_json(compact=True))
    document["goniometer"][0]["angles"][1] = chi
    document["scan"][0]["oscillation"][0] = start
    s = ExperimentListFactory.from_dict(document, check_format=True)[0].imageset
    hash = hashlib.sha1()
    for mask in s.get_mask(0):
        hash.update(mask.as_numpy_array().astype("u1").tobytes())
    answer.append({"document": document, "masker": s.masker() is not None, "mask": hash.hexdigest(), "good": sum(m.count(True) for m in s.get_mask(0))})
output(answer)`;
    const theirs = await runDials<{ document: object; masker: boolean; mask: string; good: number }[]>(
      script,
      [
        [smargonImage, 45, 90, "Auto"],
        [smargonImage, 45, 90, false],
        [barrelImage, -120, 60, "Auto"],
      ],
    );
    for (const { document, masker, mask, good } of theirs) {
      const [experiment] = ExperimentList.fromJson(JSON.stringify(document));
      const set = experiment!.imageset!.open() as ImageSequence;
      expect(set.hasDynamicMask()).toBe(masker);
      const ours = set.getMask(0);
      expect(ours.reduce((sum, { values }) => sum + values.count(), 0)).toBe(good);
      expect(sha1(ours)).toBe(mask);
    }
    expect(theirs.map(({ masker }) => masker)).toEqual([true, false, true]);
    expect(theirs[0]!.good).toBeLessThan(theirs[1]!.good - 10000);
  }, 60_000);
});
