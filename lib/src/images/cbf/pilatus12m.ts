import { add, cross, scale } from "../../array/vec3.js";
import type { Vec3 } from "../../array/vectors.js";
import { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Rectangle } from "../modules.js";
import {
  multiAxisGoniometer,
  type PanelDescription,
  panelData,
  panelGroup,
  singleAxisGoniometer,
} from "../simpleModels.js";
import type { MiniCbfHeader } from "./miniCbfHeader.js";
import { absorbingSensor, distanceOf, sensorOf, wavelengthOf } from "./miniCbfModels.js";

// The Pilatus 12M of Diamond's beamline I23 (serial number 120-0100): 24 rows of 5 modules on a half cylinder of 250 mm around
// the crystal, geometry from its drawings (formats.md §5.2).

const rows = 24;
const columns = 5;
/** Of a module, and of the strips between them, px. */
const [nx, ny, gapX, gapY] = [487, 195, 7, 17];
/** mm. */
const pixel = 0.172;
const radius = 250;
const degrees = Math.PI / 180;
/** Where the beam ought to be, px. */
const idealBeam = [1075, 2594] as const;
const trustedRange = [0, 1_000_000] as const;

const utc = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / 1000;

/** Modules [row, column] (without column: the row), or a part of one, that were dead from a time on, newest first. */
const deadModules: readonly (readonly [
  after: number,
  dead: readonly (readonly [row: number, column?: number, part?: Rectangle])[],
])[] = [
  [utc(2024, 11, 25), []],
  [utc(2024, 9, 1), [[21]]],
  [utc(2022, 7, 1), []],
  [utc(2022, 1, 24), [[10, 3]]],
  [utc(2020, 9, 8), []],
  // The last is one chip of 60 × 97 pixels.
  [
    utc(2020, 2, 21),
    [
      [1, 4],
      [17, 0],
      [17, 4],
      [15, 4, [60, 0, 120, 97]],
    ],
  ],
  [
    utc(2019, 11, 26),
    [
      [17, 0],
      [17, 4],
    ],
  ],
  [
    utc(2019, 9, 3),
    [
      [15, 2],
      [17, 0],
    ],
  ],
];

/** Turned the other way round before this day. */
const conventionalSince = utc(2016, 4, 1);

/** A panel for each row of modules, or, with `multiPanel`, for each module. */
export function pilatus12mDetector(header: MiniCbfHeader, multiPanel: boolean): Detector {
  const [beamX, beamY] = header.pair("Beam_xy");
  const sensor = absorbingSensor(
    { material: "Si", thickness: sensorOf(header)?.thickness ?? header.numberIn("Silicon", 2) * 1000 },
    wavelengthOf(header),
  );
  const time = header.epoch ?? 0;
  const dead = deadModules.find(([after]) => time > after)?.[1] ?? [];
  const panels = Array.from({ length: rows }, (_, row) => {
    const fast: Vec3 = [1, 0, 0];
    const angle = (-12.2 + 7.903 / 2 + row * (7.903 + 0.441)) * degrees;
    const slow: Vec3 = [0, Math.sin(angle), Math.cos(angle)];
    const edge = add(scale(cross(fast, slow), radius), scale(slow, -16.8));
    return Array.from({ length: multiPanel ? columns : 1 }, (_, column) => {
      const offset = column * (nx + gapX);
      const mask = dead
        .filter((one) => one[0] === row && (!multiPanel || (one[1] ?? column) === column))
        .map(([, inColumn, part]): Rectangle => {
          const wide = inColumn === undefined && !multiPanel ? columns * (nx + gapX) - gapX : nx;
          const [f0, s0, f1, s1] = part ?? [0, 0, wide, ny];
          const shift = multiPanel ? 0 : (inColumn ?? 0) * (nx + gapX);
          return [f0 + shift, s0, f1 + shift, s1];
        });
      const panel: PanelDescription = {
        name: `row-${two(row)}${multiPanel ? `-col-${two(column)}` : ""}`,
        type: "SENSOR_PAD",
        fast,
        slow,
        origin: add(edge, scale(fast, offset * pixel - 184.9)),
        pixelSize: [pixel, pixel],
        imageSize: [multiPanel ? nx : columns * (nx + gapX) - gapX, ny],
        trustedRange,
        mask,
        sensor,
        rawImageOffset: [offset, row * (ny + gapY)],
      };
      return {
        ...panelData(panel),
        projection_2d: [
          [1, 0, 0, 1],
          [0 - row * (ny + gapY), 0 - offset],
        ],
      };
    });
  }).flat();
  const hierarchy = panelGroup(
    panels.map((_, panel) => ({ panel })),
    {
      fast: [-1, 0, 0],
      slow: [0, 1, 0],
      origin: [-pixel * (idealBeam[0] - beamX), pixel * (idealBeam[1] - beamY), -distanceOf(header)],
    },
  );
  return new Detector({ panels, hierarchy });
}

/** A kappa goniometer, κ inclined by 50° towards −y; one reversed axis before April 2016. */
export function pilatus12mGoniometer(header: MiniCbfHeader): Goniometer {
  if ((header.epoch ?? 0) < conventionalSince) return singleAxisGoniometer([-1, 0, 0]);
  const angle = 50 * degrees;
  return multiAxisGoniometer(
    [
      ["PHI", [1, 0, 0], header.numberOr("Phi", 0)],
      ["KAPPA", [Math.cos(angle), -Math.sin(angle), 0], header.numberOr("Kappa", 0)],
      ["OMEGA", [1, 0, 0], header.numberOr("Omega", 0)],
    ],
    2,
  );
}

const two = (n: number) => String(n).padStart(2, "0");
