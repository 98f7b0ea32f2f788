import { unit } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { Beam } from "../models/beam.js";
import { Detector } from "../models/detector.js";
import { Goniometer } from "../models/goniometer.js";
import { Scan } from "../models/scan.js";
import { attenuation } from "../scattering/attenuation.js";
import { type DetectorModel, gapsOf, imageSizeOf } from "./detectorModels.js";
import { rotationOfQuaternion } from "./linear.js";
import { Pcg32 } from "./random.js";

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
  const { pixelSize, thickness } = model;
  if (!(distance > 0)) throw new EwaldError("bad-argument", `A detector at ${distance} mm cannot be.`);
  const parallax = thickness > 0;
  return new Detector({
    panels: [
      {
        name: "Panel",
        type: "SENSOR_PAD",
        fast_axis: [1, 0, 0],
        slow_axis: [0, -1, 0],
        origin: [-x * pixelSize, y * pixelSize, -distance],
        raw_image_offset: [0, 0],
        image_size: size,
        pixel_size: [pixelSize, pixelSize],
        trusted_range: [0, options.saturation ?? model.saturation],
        thickness,
        material: parallax ? model.material : "",
        mu: parallax ? attenuation(model.material).atAngstrom(wavelength).mu : 0,
        identifier: "",
        mask: gapsOf(model),
        gain,
        pedestal,
        px_mm_strategy: { type: parallax ? "ParallaxCorrectedPxMmStrategy" : "SimplePxMmStrategy" },
      },
    ],
  });
}

/** A monochromatic beam along −z, polarized along x. */
export function beamOf(wavelength: number, polarizationFraction = 0.999): Beam {
  return new Beam({
    __id__: "monochromatic",
    direction: [0, 0, 1],
    wavelength,
    divergence: 0,
    sigma_divergence: 0,
    polarization_normal: [0, 1, 0],
    polarization_fraction: polarizationFraction,
    flux: 0,
    transmission: 1,
  });
}

/** A goniometer of one axis. */
export function goniometerOf(axis: Vec3): Goniometer {
  return new Goniometer({
    rotation_axis: [...unit(axis)],
    fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    setting_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  });
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
