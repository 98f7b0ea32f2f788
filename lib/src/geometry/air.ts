import { FlexDouble, type FlexSizeT } from "../array/scalars.js";
import type { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Panel } from "../models/panel.js";
import { type AirConditions, airAttenuation } from "../scattering/airAttenuation.js";
import { type PanelNumbers, type PixelColumn, rowsOnPanels } from "./columns.js";
import { modelOf, type OfExperiments, perExperiment } from "./perExperiment.js";
import { mapOfPoints, type PixelMap, type PixelMapOptions } from "./pixelMap.js";
import { wavelengthOf } from "./scattering.js";
import { checkPanelColumn, panelOfRow } from "./sensor.js";

/** The air between sample and detector. */
export interface Air extends AirConditions {
  /** Its linear attenuation coefficient, mm⁻¹; by default that of dry air at the beam's wavelength ({@link airAttenuation}). */
  readonly mu?: number;
  /** mm along the ray before the air begins (a helium path or beam pipe). @default 0 */
  readonly from?: number;
}

/** Air whose attenuation is given, or follows from a beam. */
export type AirOfBeam = Air & ({ readonly mu: number } | { readonly beam: Beam });

/**
 * Part of the photons that air between sample and pixel lets through, exp(−μr). **Divide** intensities by it.
 * `airTransmission(detector, px, { beam, panel })`, or with `mu` of one's own.
 */
export function airTransmission(
  where: Detector | Panel,
  px: PixelColumn,
  { panel, ...air }: AirOfBeam & { panel?: PanelNumbers },
): FlexDouble {
  const { mu, from } = pathOf(air, "beam" in air ? air.beam : undefined);
  const { rays, numbers, step } = rowsOnPanels(where, panel, px.length);
  const found = new Float64Array(px.length);
  for (let i = 0, k = 0; i < found.length; i++, k += px.stride) {
    const ray = rays[numbers[i * step]!]!;
    ray.toLab(px.data[k]!, px.data[k + 1]!);
    const path = Math.hypot(ray.out[0]!, ray.out[1]!, ray.out[2]!);
    found[i] = Math.exp(-mu * Math.max(0, path - from));
  }
  return new FlexDouble(found);
}

/**
 * The same of columns of s1, laboratory frame, and panel numbers, each ray going to its panel's plane: as {@link qe} takes
 * them, the wavelength being that of each experiment's beam. **Divide** intensities by it.
 */
export function airTransmissionOfS1(
  s1: FlexVec3Double,
  panel: FlexSizeT,
  given: OfExperiments,
  air: Air = {},
): FlexDouble {
  const { of, numbers, step } = perExperiment(given, s1.length, (experiment) => ({
    ...pathOf(air, experiment.beam),
    panels: modelOf(experiment, "detector").panels.map((one) => ({
      normal: one.getNormal(),
      distance: one.getDistance(),
    })),
  }));
  checkPanelColumn(panel, s1.length);
  const found = new Float64Array(s1.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const { mu, from, panels } = of[numbers[i * step]!]!;
    const { normal, distance } = panelOfRow(panels, panel, i);
    const x = s1.data[k]!;
    const y = s1.data[k + 1]!;
    const z = s1.data[k + 2]!;
    const cosine = Math.abs(x * normal[0] + y * normal[1] + z * normal[2]) / Math.sqrt(x * x + y * y + z * z);
    found[i] = Math.exp(-mu * Math.max(0, distance / cosine - from));
  }
  return new FlexDouble(found);
}

/** The same of each pixel of a panel. **Divide** the image by it. */
export function airTransmissionMap(
  panel: Panel,
  { at = "centre", ...air }: AirOfBeam & PixelMapOptions,
): PixelMap {
  const { mu, from } = pathOf(air, "beam" in air ? air.beam : undefined);
  return mapOfPoints(panel, { at }, (x, y, z) =>
    Math.exp(-mu * Math.max(0, Math.sqrt(x * x + y * y + z * z) - from)),
  );
}

function pathOf({ mu, from = 0, ...conditions }: Air, beam: Beam | undefined): { mu: number; from: number } {
  if (mu === undefined && beam === undefined)
    throw new EwaldError("bad-argument", "What the air attenuates needs either mu or a beam.");
  const coefficient = mu ?? airAttenuation(wavelengthOf(beam!), conditions);
  if (coefficient >= 0 && from >= 0) return { mu: coefficient, from };
  throw new EwaldError(
    "bad-argument",
    `Air of μ = ${coefficient} mm⁻¹ from ${from} mm on cannot be; both are 0 or more.`,
  );
}
