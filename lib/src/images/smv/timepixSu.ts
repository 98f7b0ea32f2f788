import { FlexBool } from "../../array/scalars.js";
import { unit } from "../../array/vec3.js";
import type { Vec2 } from "../../array/vectors.js";
import { Detector } from "../../models/detector.js";
import { cutOut } from "../cutOut.js";
import { panelData, panelGroup, simpleDetector, singleAxisGoniometer } from "../simpleModels.js";
import { unpolarizedElectrons } from "./adsc.js";
import type { SmvHeader } from "./smvHeader.js";
import { adscEpoch, adscScan, type SmvVariant } from "./smvVariant.js";

/** Thickness, mm, of the silicon; no depth correction is made. */
const sensor = { material: "Si", thickness: 0.3, mu: 0, parallax: false };
const trustedRange: Vec2 = [0, 65_535];

const needed = [
  "BEAM_CENTER_X",
  "BEAM_CENTER_Y",
  "DISTANCE",
  "WAVELENGTH",
  "PIXEL_SIZE",
  "OSC_START",
  "OSC_RANGE",
  "PHI",
  "SIZE1",
  "SIZE2",
  "BYTE_ORDER",
  "DETECTOR_SN",
];

const isTimepix = (header: SmvHeader, side: string) =>
  header.get("BEAMLINE")?.toUpperCase() === "TIMEPIX_SU" &&
  header.has(...needed) &&
  header.get("SIZE1") === side &&
  header.get("SIZE2") === side;

/** Side of a chip, px; its outermost pixels are three wide. */
const chip = 256;
const wide = 3;

/** Where a pixel coordinate of two chips side by side lies, mm. */
function alongChips(px: number, pixel: number): number {
  // Edges between pixels of one width, px, and the width from there on.
  const pieces: readonly (readonly [edge: number, width: number])[] = [
    [Number.NEGATIVE_INFINITY, wide],
    [1, 1],
    [chip - 1, wide],
    [chip + 1, 1],
    [2 * chip - 1, wide],
  ];
  let mm = 0;
  pieces.forEach(([edge, width], i) => {
    const from = Math.max(edge, 0);
    const to = Math.min(px, pieces[i + 1]?.[0] ?? Number.POSITIVE_INFINITY);
    if (to > from || i === 0) mm += (to - from) * width * pixel;
  });
  return mm;
}

/** What is read of a chip: all but its outermost pixels. */
const corners: readonly Vec2[] = [
  [1, 1],
  [chip + 1, 1],
  [1, chip + 1],
  [chip + 1, chip + 1],
];
const panelSide = chip - 2;

const common = {
  beam: (header: SmvHeader) => unpolarizedElectrons(header.number("WAVELENGTH")),
  scan: (header: SmvHeader) =>
    adscScan(header, {
      exposureTime: header.number("TIME"),
      width: header.number("OSC_RANGE"),
      epoch: adscEpoch(header.get("DATE")),
    }),
};

/** The four Timepix chips of the electron microscope in Stockholm, a panel each without its wide edge pixels. */
export const timepixSu512: SmvVariant = {
  ...common,
  name: "FormatSMVTimePix_SU_512x512",
  understands: (header) => isTimepix(header, "512") && header.number("PIXEL_SIZE") === 0.055,
  goniometer: () => singleAxisGoniometer(unit([-0.755, -0.656, 0])),
  detector: (header) => {
    const pixel = header.number("PIXEL_SIZE");
    const x = alongChips(header.number("BEAM_CENTER_X"), pixel);
    const y = alongChips(header.number("BEAM_CENTER_Y"), pixel);
    const panels = corners.map(([fast, slow], i) =>
      panelData({
        name: `Panel${i}`,
        type: "SENSOR_PAD",
        fast: [1, 0, 0],
        slow: [0, 1, 0],
        origin: [alongChips(fast, pixel), alongChips(slow, pixel), 0],
        pixelSize: [pixel, pixel],
        imageSize: [panelSide, panelSide],
        trustedRange,
        sensor,
        rawImageOffset: [fast, slow],
      }),
    );
    return new Detector({
      panels,
      hierarchy: panelGroup(
        panels.map((_, panel) => ({ panel })),
        { fast: [1, 0, 0], slow: [0, -1, 0], origin: [-x, y, -header.number("DISTANCE")] },
      ),
    });
  },
  panels: ({ shape, values }) =>
    corners.map(([fast, slow]) => ({
      shape: [panelSide, panelSide],
      values: cutOut(values, shape[1], fast, slow, panelSide, panelSide),
    })),
};

/** Side of the image whose wide pixels were split into three, and the cross of them, px. */
const splitSide = 516;
const cross: Vec2 = [255, 261];

/** The same as one panel, its wide pixels split into three each; they do not show profiles rightly, and are masked. */
export const timepixSu516: SmvVariant = {
  ...common,
  name: "FormatSMVTimePix_SU_516x516",
  understands: (header) => isTimepix(header, String(splitSide)),
  goniometer: () => singleAxisGoniometer(unit([0.7826, -0.6226, 0])),
  detector: (header) => {
    const pixel = header.number("PIXEL_SIZE");
    return simpleDetector(
      header.number("DISTANCE"),
      [header.number("BEAM_CENTER_X") * pixel, header.number("BEAM_CENTER_Y") * pixel],
      {
        type: "SENSOR_PAD",
        pixelSize: [pixel, pixel],
        imageSize: [splitSide, splitSide],
        trustedRange,
        sensor,
      },
    );
  },
  mask: () => {
    const good = new Uint8Array(splitSide * splitSide).fill(1);
    const within = (x: number) => x >= cross[0] && x < cross[1];
    for (let i = 0; i < good.length; i++)
      if (within(i % splitSide) || within(Math.floor(i / splitSide))) good[i] = 0;
    return [{ shape: [splitSide, splitSide], values: new FlexBool(good) }];
  },
};
