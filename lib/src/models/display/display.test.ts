import { describe, expect, it } from "vitest";
import { Beam } from "../beam.js";
import { Crystal } from "../crystal.js";
import { Detector } from "../detector.js";
import { Experiment } from "../experiment.js";
import { ExperimentList } from "../experimentList.js";
import { Goniometer } from "../goniometer.js";
import type { PanelData } from "../panel.js";
import { Scan } from "../scan.js";
import type { ModelDisplay } from "./bundle.js";
import { geometrySketch } from "./sketch.js";

const panel = (over: object = {}): PanelData =>
  ({
    name: "Panel",
    type: "SENSOR_PAD",
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-100, 100, -200],
    raw_image_offset: [0, 0],
    image_size: [1000, 1000],
    pixel_size: [0.2, 0.2],
    trusted_range: [0, 65535],
    thickness: 0.45,
    material: "Si",
    mu: 3.9,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
    ...over,
  }) as unknown as PanelData;
const beam = (over: object = {}) =>
  new Beam({
    __id__: "monochromatic",
    direction: [0, 0, 1],
    wavelength: 0.9795,
    divergence: 0,
    sigma_divergence: 0,
    polarization_normal: [0, 1, 0],
    polarization_fraction: 0.999,
    flux: 0,
    transmission: 1,
    ...over,
  } as never);
const goniometer = new Goniometer({
  rotation_axis: [1, 0, 0],
  fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  setting_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as never);
const scan = new Scan({
  image_range: [1, 90],
  batch_offset: 0,
  oscillation: [10, 0.5],
  exposure_time: Array(90).fill(0.1),
  epochs: Array(90).fill(0),
  valid_image_ranges: {},
} as never);
const crystal = new Crystal({
  __id__: "crystal",
  real_space_a: [78, 0, 0],
  real_space_b: [0, 78, 0],
  real_space_c: [0, 0, 37],
  space_group_hall_symbol: " P 4nw 2abw",
} as never);

const shown = (model: object): ModelDisplay =>
  (model as Record<symbol, () => ModelDisplay>)[Symbol.for("Jupyter.display")]!.call(model);
const polygons = (svg: string) =>
  [...svg.matchAll(/<polygon points="([^"]*)" fill="var\(--jp-ui/g)].map(([, points]) =>
    points!.split(" ").map((point) => point.split(",").map(Number) as [number, number]),
  );
const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );

describe("models in a notebook", () => {
  it("tell the numbers of their records, with units", () => {
    expect(shown(beam())["text/plain"]).toContain("0.9795 Å (12.658 keV)");
    expect(shown(scan)["text/plain"]).toContain("10° to 55°, 0.5° an image");
    expect(shown(crystal)["text/plain"]).toContain("P 43 21 2 (number 96)");
    expect(shown(goniometer)["text/plain"]).toContain("1, 0, 0");
    const detector = shown(new Detector([panel(), panel({ image_size: [500, 1000] })]));
    expect(detector["text/plain"]).toContain("1000 × 1000 … (2 kinds) px");
    expect(detector["text/plain"]).toContain("200 mm");
  });

  it("say what is wrong with a record in its row, and show the rest", () => {
    const text = shown(beam({ wavelength: 0, direction: [0, 0, 0] }))["text/plain"];
    expect(text).toContain("Wavelength");
    expect(text).toContain("0.999, normal 0, 1, 0");
    const list = ExperimentList.fromExperiments([
      new Experiment({ beam: beam({ wavelength: -1 }), detector: new Detector([panel()]) }),
    ]);
    expect(shown(list)["text/html"]).toContain("1 experiment");
    expect(shown(ExperimentList.fromExperiments([]))["text/html"]).toContain("0 experiments");
  });

  it("never take a text of a file for HTML", () => {
    const evil = "<img src=x onerror=alert(1)>";
    const html = shown(new Detector([panel({ type: evil, material: evil, name: evil })]))["text/html"];
    expect(html).not.toContain("<img");
    expect(html).toContain("&#60;img");
  });

  it("list experiments, twenty of many, columns that say nothing left out", () => {
    const one = new Experiment({
      beam: beam(),
      detector: new Detector([panel()]),
      goniometer,
      scan,
      crystal,
    });
    const html = shown(ExperimentList.fromExperiments(Array(25).fill(one)))["text/html"];
    expect(html.match(/<th scope="row">/g)!.length).toBe(20);
    expect(html).toContain("and 5 more");
    expect(html).toContain("78, 78, 37, 90, 90, 90");
    expect(
      shown(ExperimentList.fromExperiments([new Experiment({ beam: beam() })]))["text/html"],
    ).not.toContain("Oscillation");
  });
});

describe("the sketch of the geometry", () => {
  it("draws each panel, the sample, and the beam centre where it is on the panel", () => {
    const svg = geometrySketch(new Detector([panel()]), beam(), goniometer);
    const [outline] = polygons(svg);
    // The centre of the panel, where the beam hits, is the middle of its diagonals.
    const middle = [0, 1].map((i) => (outline![0]![i]! + outline![2]![i]!) / 2);
    const [sample, centre] = circles(svg);
    expect(centre![0]).toBeCloseTo(middle[0]!, 0);
    expect(centre![1]).toBeCloseTo(middle[1]!, 0);
    // Orthographic: 200 mm along the beam are as long as told by the angle; edges opposite are equal.
    for (const i of [0, 1] as const)
      expect(outline![1]![i] - outline![0]![i]).toBeCloseTo(outline![2]![i] - outline![3]![i], 0);
    expect(centre![0]).toBeGreaterThan(sample![0] + 30);
    expect(svg).toContain("rotation axis");
    expect(svg).not.toContain("NaN");
  });

  it("fits all panels of a barrel, at 2θ, and a beam that misses, into the picture", () => {
    const barrel = Array.from({ length: 24 }, (_, i) => {
      const angle = ((i - 12) * 5 * Math.PI) / 180;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      return panel({ slow_axis: [0, -c, -s], origin: [-100, 200 * s, -200 * c] });
    });
    const svg = geometrySketch(new Detector(barrel), beam());
    expect(polygons(svg).length).toBe(24);
    for (const [x, y] of polygons(svg).flat()) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(360);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(210);
    }
    const away = geometrySketch(new Detector([panel({ origin: [300, 300, -200] })]), beam());
    expect(circles(away).length).toBe(1);
  });
});
