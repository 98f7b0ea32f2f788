import { simpleBeam, simpleDetector, singleAxisGoniometer } from "../simpleModels.js";
import { smvSize } from "./smvPixels.js";
import { adscEpoch, adscScan, type SmvVariant } from "./smvVariant.js";

/** What a Pilatus' pixels measure, mm; images with such mean one. */
const pilatusPixel = 0.172;

/** Images of James Holton's simulators and of simtbx: `BEAMLINE=fake`. */
export const jhSim: SmvVariant = {
  name: "FormatSMVJHSim",
  understands: (header) => header.get("BEAMLINE")?.toLowerCase() === "fake",
  beam: (header) => simpleBeam(header.number("WAVELENGTH")),
  detector: (header) => {
    const pixel = header.number("PIXEL_SIZE");
    const size = smvSize(header);
    const pedestal = header.numberOr("ADC_OFFSET", 1);
    return simpleDetector(
      header.number("DISTANCE"),
      // ADXV's convention: one pixel off, and counted from the lower edge.
      [header.number("BEAM_CENTER_X") + pixel, pixel * size[1] - header.number("BEAM_CENTER_Y") + pixel],
      {
        type: pixel === pilatusPixel ? "SENSOR_PAD" : "SENSOR_CCD",
        pixelSize: [pixel, pixel],
        imageSize: size,
        trustedRange: [0, 65_535 - pedestal],
        pedestal,
      },
    );
  },
  goniometer: () => singleAxisGoniometer(),
  scan: (header) =>
    adscScan(header, {
      exposureTime: 1,
      width: header.number("OSC_RANGE"),
      epoch: adscEpoch(header.get("DATE")),
    }),
};
