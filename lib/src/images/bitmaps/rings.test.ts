// Rings beside closed formulas, their place in pictures, what is drawn of them.
import { describe, expect, it } from "vitest";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import type { EwaldError } from "../../error.js";
import { Detector } from "../../models/detector.js";
import { ImageSetFactory } from "../../node/main.js";
import type { Bitmap } from "./bitmap.js";
import { drawRings } from "./drawRings.js";
import { levelsOf } from "./levels.js";
import { inMosaic, mosaic, placements } from "./mosaic.js";
import { colourOf } from "./namedColours.js";
import { evenRings, ringOf } from "./rings.js";
import { strokeLines } from "./strokes.js";

const panel = (origin: Vec3, tilt = 0) => ({
  name: "p",
  type: "SENSOR_PAD",
  fast_axis: [1, 0, 0],
  slow_axis: [0, -Math.cos(tilt), Math.sin(tilt)],
  origin,
  raw_image_offset: [0, 0],
  image_size: [400, 300],
  pixel_size: [0.1, 0.1],
  trusted_range: [-1, 1e6],
  thickness: 0,
  material: "",
  mu: 0,
  identifier: "",
  mask: [],
  gain: 1,
  pedestal: 0,
  px_mm_strategy: { type: "SimplePxMmStrategy" },
});
const detectorOf = (...panels: object[]) =>
  new Detector({
    panels,
    hierarchy: {
      name: "",
      type: "",
      fast_axis: [1, 0, 0],
      slow_axis: [0, 1, 0],
      origin: [0, 0, 0],
      children: panels.map((_, i) => ({ panel: i })),
    },
  } as never);
const s0: Vec3 = [0, 0, -1];

describe("rings of resolution", () => {
  it("are circles of distance · tan 2θ about the beam on a panel at right angles to it, cut at its edges", () => {
    // beam at (250, 120) px, 50 mm away
    const detector = detectorOf(panel([-25, 12, -50]));
    const { lines, labels } = ringOf(detector, s0, 3);
    const radius = 500 * Math.tan(2 * Math.asin(1 / 6));
    const points = lines.flatMap((line) => line.points);
    for (const [x, y] of points) {
      expect(Math.abs(Math.hypot(x - 250, y - 120) - radius)).toBeLessThan(0.01);
      expect(x >= 0 && x <= 400 && y >= 0 && y <= 300).toBe(true);
    }
    // it leaves the panel above and to the right, where x or y is at the edge
    const ends = lines.flatMap(({ points: line }) => [line[0]!, line.at(-1)!]);
    const atEdge = ends.filter(([x, y]) => y < 1e-9 || x > 400 - 1e-9);
    expect(atEdge.length).toBeGreaterThanOrEqual(4);
    const drawn = lines.reduce(
      (sum, { points: line }) =>
        sum + line.slice(1).reduce((s, [x, y], i) => s + Math.hypot(x - line[i]![0], y - line[i]![1]), 0),
      0,
    );
    const half = Math.acos(120 / radius) + Math.acos(150 / radius);
    expect(drawn).toBeCloseTo(radius * (2 * Math.PI - 2 * half), 1);
    for (const { at } of labels) expect(Math.abs(at[0] - 250)).toBeCloseTo(Math.abs(at[1] - 120), 9);
  });

  it("have their resolution on tilted panels", () => {
    const detector = detectorOf(panel([-20, 12, -50], 0.4));
    for (const d of [8, 3.4, 2.5]) {
      const { lines } = ringOf(detector, s0, d);
      expect(lines.length).toBeGreaterThan(0);
      for (const { points } of lines)
        for (const px of points) expect(detector.panel(0).getResolutionAtPixel(s0, px) / d).toBeCloseTo(1, 4);
    }
  });

  it("lie in even steps of 1/d² up to the farthest corner", () => {
    const detector = detectorOf(panel([-25, 12, -50]));
    const squared = evenRings(detector, s0, 4).map((d) => 1 / d ** 2);
    const most = 1 / detector.getMaxResolution(s0) ** 2;
    for (const [i, x] of squared.entries()) expect(x).toBeCloseTo((most * (i + 1)) / 5, 12);
  });

  it("are refused below λ/2", () => {
    let error: EwaldError | undefined;
    try {
      ringOf(detectorOf(panel([-25, 12, -50])), s0, 0.4);
    } catch (thrown) {
      error = thrown as EwaldError;
    }
    expect(error?.message).toBe(
      "There is no ring of 0.4 Å at a wavelength of 1.0000 Å; 0.5000 Å or more would work.",
    );
    expect(error?.code).toBe("bad-argument");
  });
});

const blank = (width: number, height: number): Bitmap => ({
  width,
  height,
  rgb: new Uint8Array(3 * width * height).fill(255),
});

describe("what is drawn", () => {
  it("covers pixels by a line as wide as it is, once where lines cross", () => {
    const picture = blank(20, 9);
    const lines: Vec2[][] = [
      [
        [2, 4],
        [18, 4],
      ],
      [
        [10, 4],
        [18, 4],
      ],
    ];
    strokeLines(picture, lines, { width: 2, colour: [0, 0, 0], opacity: 0.5 });
    const column = (x: number) => Array.from({ length: 9 }, (_, y) => picture.rgb[3 * (20 * y + x)]);
    expect(column(6)).toEqual([255, 255, 255, 128, 128, 255, 255, 255, 255]);
    expect(column(12)).toEqual(column(6));
    expect(column(0)).toEqual(new Array(9).fill(255));
  });

  it("keeps within the picture, and labels apart", () => {
    const picture = blank(100, 80);
    const rings = [10, 10.1, 4].map((d, i) => ({
      d,
      lines: [
        {
          panel: 0,
          points: [
            [-50, 40 + i],
            [150, 40 + i],
          ] as Vec2[],
        },
      ],
      labels: [{ panel: 0, at: [98, 40 + 0.1 * i] as Vec2 }],
    }));
    drawRings(picture, [{ rings, colour: [255, 0, 0], fontSize: 20 }], (_, px) => px);
    const red = (x: number, y: number) => picture.rgb[3 * (100 * y + x) + 1]! < 128;
    expect(red(0, 40)).toBe(true);
    const rows = Array.from({ length: 80 }, (_, y) => y).filter((y) =>
      Array.from({ length: 100 }, (_, x) => x).some((x) => red(x, y)),
    );
    // one label, as high as its ring on top
    expect(rows.length).toBeGreaterThanOrEqual(14);
    expect(rows.length).toBeLessThan(22);
  });

  it("takes colours by name, number or parts", () => {
    expect(colourOf("Red")).toEqual([255, 0, 0]);
    expect(colourOf("rebeccapurple")).toEqual([102, 51, 153]);
    expect(colourOf("#0f8")).toEqual([0, 255, 136]);
    expect(colourOf("#102030")).toEqual([16, 32, 48]);
    expect(colourOf("rgb(1, 2,255)")).toEqual([1, 2, 255]);
    for (const wrong of ["", "redd", "#12345", "rgb(1,2,256)"])
      expect(() => colourOf(wrong)).toThrow(`"${wrong}" is no colour`);
  });
});

const cspad = shared("data", "thermolysin_cspad/idx-20130301060858401.cbf");
needs
  .sharedData("data", "thermolysin_cspad")
  .it("points of panels lie in the picture where their pixels do", () => {
    const [set] = ImageSetFactory.new([cspad]);
    const detector = set!.getDetector(0);
    for (const binning of [1, 2]) {
      // each panel in a level of its own
      const levels = set!
        .getRawData(0)
        .map(({ shape }, i) =>
          levelsOf(
            { shape, values: new Int32Array(shape[0] * shape[1]).fill(i) },
            { scale: 1 / 256, saturation: 1000, binning },
          ),
        );
      const places = placements(detector, "image", set!.getBeam(0)!.getS0());
      const picture = mosaic(levels, places, { scheme: "inverse_greyscale", binning });
      const toPicture = inMosaic(places, { corner: picture.corner, binning });
      for (const [i, each] of detector.panels.entries()) {
        const [nx, ny] = each.getImageSize();
        for (const px of [
          [4.5, 5.5],
          [nx - 4.5, 4.5],
          [nx / 2, ny / 2],
          [4.5, ny - 5.5],
        ] as Vec2[]) {
          const [column, row] = toPicture(i, px).map(Math.floor) as [number, number];
          expect(picture.rgb[3 * (row * picture.width + column)]).toBe(
            levels[i]!.values[0]! === 0 ? 255 : 255 - levels[i]!.values[0]!,
          );
        }
      }
    }
  });
