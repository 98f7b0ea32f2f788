import { Pcg32 } from "../array/random.js";
import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { attenuationOf } from "../images/sensorMaterial.js";
import { simpleBeam, simpleDetector } from "../images/simpleModels.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import { Scan } from "../models/scan.js";
import { type DetectorModel, gapsOf, imageSizeOf } from "./detectorModels.js";
import { rotationOfQuaternion } from "./linear.js";

export interface DetectorOptions {
  readonly model: DetectorModel;
  /** mm. */
  readonly distance: number;
  /** Where the beam meets it, px; the middle when not given. */
  readonly beamCentre?: readonly [number, number] | undefined;
  /** Å, for the sensor's attenuation. */
  readonly wavelength: number;
  readonly gain?: number;
  readonly pedestal?: number;
  readonly saturation?: number;
}

/** A flat detector at right angles to a beam along −z, fast along x, slow along −y, as generic image headers say it. */
export function detectorOf(options: DetectorOptions): Detector {
  const { model, distance, wavelength, gain = 1, pedestal = 0 } = options;
  const size = imageSizeOf(model);
  const [x, y] = options.beamCentre ?? [size[0] / 2, size[1] / 2];
  const { pixelSize, thickness, material } = model;
  if (!(distance > 0)) throw new EwaldError("bad-argument", `A detector at ${distance} mm cannot be.`);
  return simpleDetector(distance, [x * pixelSize, y * pixelSize], {
    type: "SENSOR_PAD",
    pixelSize: [pixelSize, pixelSize],
    imageSize: size,
    trustedRange: [0, options.saturation ?? model.saturation],
    mask: gapsOf(model),
    gain,
    pedestal,
    ...(thickness > 0 && {
      sensor: { material, thickness, mu: attenuationOf(material, wavelength), parallax: true },
    }),
  });
}

/** A monochromatic beam along −z, polarized along x. */
export function beamOf(wavelength: number, polarizationFraction?: number): Beam {
  const beam = simpleBeam(wavelength);
  if (polarizationFraction !== undefined) beam.setPolarizationFraction(polarizationFraction);
  return beam;
}

/** A scan from image `first` on; degrees and seconds. */
export function scanOf(
  first: number,
  images: number,
  [start, width]: readonly [number, number],
  exposure: number,
): Scan {
  return new Scan({
    image_range: [first, first + images - 1],
    batch_offset: 0,
    oscillation: [start, width],
    exposure_time: new Array<number>(images).fill(exposure),
    epochs: Array.from({ length: images }, (_, i) => i * exposure),
    valid_image_ranges: {},
  });
}

/** A random orientation, uniform over all, of a seed: a normalised quaternion of four normal numbers. */
export function randomOrientation(seed: number, stream = 0): Mat3 {
  const { next } = new Pcg32(seed, stream);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return rotationOfQuaternion([normal(), normal(), normal(), normal()]);
}
