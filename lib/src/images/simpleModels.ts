import type { Vec2, Vec3 } from "../array/vectors.js";
import { Beam } from "../models/beam.js";
import { Detector, type PanelGroupData } from "../models/detector.js";
import { Goniometer } from "../models/goniometer.js";
import type { PanelData } from "../models/panel.js";
import { Scan } from "../models/scan.js";
import { imageNumberOf } from "./imageNumber.js";
import type { Rectangle } from "./modules.js";

// Models as DIALS' factories make them from an image's header, with every key that DIALS writes.

const unitMatrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** A beam along −z, polarized in the xz plane; of 0.05 Å or less one of electrons is meant, unpolarized (BeamFactory.simple). */
export function simpleBeam(wavelength: number): Beam {
  return new Beam({
    direction: [0, 0, 1],
    wavelength,
    divergence: 0,
    sigma_divergence: 0,
    polarization_normal: [0, 1, 0],
    polarization_fraction: wavelength > 0.05 ? 0.999 : 0.5,
    flux: 0,
    transmission: 1,
  });
}

/** What makes a panel; what is not given is as in DIALS' Panel(). */
export interface PanelDescription {
  readonly name?: string;
  readonly type?: string;
  readonly fast: Vec3;
  readonly slow: Vec3;
  /** mm. */
  readonly origin: Vec3;
  /** [fast, slow], mm. */
  readonly pixelSize: Vec2;
  /** [fast, slow], px. */
  readonly imageSize: Vec2;
  readonly trustedRange: Vec2;
  readonly mask?: readonly Rectangle[];
  readonly gain?: number;
  readonly pedestal?: number;
  /** Thickness, mm, μ, mm⁻¹, and whether positions are corrected for the depth at which photons are absorbed. */
  readonly sensor?: {
    readonly material: string;
    readonly thickness: number;
    readonly mu: number;
    readonly parallax: boolean;
  };
  readonly identifier?: string;
  readonly rawImageOffset?: Vec2;
}

/** A panel's record. */
export function panelData(panel: PanelDescription): PanelData {
  const { sensor } = panel;
  return {
    name: panel.name ?? "Panel",
    type: panel.type ?? "SENSOR_UNKNOWN",
    fast_axis: [...panel.fast],
    slow_axis: [...panel.slow],
    origin: [...panel.origin],
    raw_image_offset: [...(panel.rawImageOffset ?? [0, 0])],
    image_size: [...panel.imageSize],
    pixel_size: [...panel.pixelSize],
    trusted_range: [...panel.trustedRange],
    thickness: sensor?.thickness ?? 0,
    material: sensor?.material ?? "",
    mu: sensor?.mu ?? 0,
    identifier: panel.identifier ?? "",
    mask: (panel.mask ?? []).map((rectangle) => [...rectangle]),
    gain: panel.gain ?? 1,
    pedestal: panel.pedestal ?? 0,
    px_mm_strategy: { type: sensor?.parallax ? "ParallaxCorrectedPxMmStrategy" : "SimplePxMmStrategy" },
  };
}

/** A group of panels or groups; the frame is local to the group above. */
export function panelGroup(
  children: NonNullable<PanelGroupData["children"]>,
  frame: { name?: string; fast?: Vec3; slow?: Vec3; origin?: Vec3 } = {},
): PanelGroupData {
  return {
    name: frame.name ?? "",
    type: "",
    fast_axis: [...(frame.fast ?? [1, 0, 0])],
    slow_axis: [...(frame.slow ?? [0, 1, 0])],
    origin: [...(frame.origin ?? [0, 0, 0])],
    raw_image_offset: [0, 0],
    image_size: [0, 0],
    pixel_size: [0, 0],
    trusted_range: [0, 0],
    thickness: 0,
    material: "",
    mu: 0,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
    children,
  };
}

/** Panels in one group that stands still. */
export function flatDetector(panels: readonly PanelDescription[]): Detector {
  return new Detector({
    panels: panels.map(panelData),
    hierarchy: panelGroup(panels.map((_, panel) => ({ panel }))),
  });
}

/**
 * One panel at a right angle to the beam, fast along +x, slow along −y (DetectorFactory.simple). `distance` and `beamCentre`
 * [fast, slow] in mm.
 */
export function simpleDetector(
  distance: number,
  beamCentre: Vec2,
  panel: Omit<PanelDescription, "fast" | "slow" | "origin">,
): Detector {
  return flatDetector([
    { ...panel, fast: [1, 0, 0], slow: [0, -1, 0], origin: [-beamCentre[0], beamCentre[1], -distance] },
  ]);
}

/** One axis; `fixed` is what turns the crystal before it. */
export function singleAxisGoniometer(
  axis: Vec3 = [1, 0, 0],
  fixed: readonly number[] = unitMatrix,
): Goniometer {
  return new Goniometer({
    rotation_axis: [...axis],
    fixed_rotation: [...fixed],
    setting_rotation: [...unitMatrix],
  });
}

/** Several axes, from crystal to base: name, direction at the datum, angle in degrees. */
export function multiAxisGoniometer(
  axes: readonly (readonly [name: string, axis: Vec3, angle: number])[],
  scanAxis: number,
): Goniometer {
  return new Goniometer({
    axes: axes.map(([, axis]) => [...axis]),
    angles: axes.map(([, , angle]) => angle),
    names: axes.map(([name]) => name),
    scan_axis: scanAxis,
  });
}

/**
 * The scan of one image, whose number is in the file's name. Degrees, s, s since 1970. A width below −180° is that of an image
 * that ends at 0° after 360°.
 */
export function scanOfImage(file: string, exposureTime: number, [start, width]: Vec2, epoch: number): Scan {
  const number = imageNumberOf(file);
  return new Scan({
    image_range: [number, number],
    batch_offset: 0,
    oscillation: [start, width < -180 ? width + 360 : width],
    exposure_time: [exposureTime],
    epochs: [epoch],
    valid_image_ranges: {},
  });
}
