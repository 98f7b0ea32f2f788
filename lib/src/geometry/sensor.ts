import { FlexDouble, type FlexSizeT } from "../array/scalars.js";
import type { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { Panel } from "../models/panel.js";
import { type PanelNumbers, type PixelColumn, rowsOnPanels } from "./columns.js";
import { modelOf, type OfExperiments, perExperiment } from "./perExperiment.js";

/**
 * Part of the photons along s1 that the sensor stops, 1 − exp(−μt/|cos α|), α between s1 and the panel's normal: DIALS' column
 * `qe`. **Divide** intensities by it. A panel whose μ or thickness the file does not give is taken to stop all: 1
 * (dials.integrate then writes no such column).
 */
export function qe(s1: FlexVec3Double, panel: FlexSizeT, given: OfExperiments): FlexDouble {
  const { of, numbers, step } = perExperiment(given, s1.length, (experiment) =>
    modelOf(experiment, "detector").panels.map((one) => ({
      normal: one.getNormal(),
      depth: one.getMu() * one.getThickness(),
    })),
  );
  if (panel.length !== s1.length)
    throw new EwaldError("wrong-length", `${panel.length} panel numbers were given for ${s1.length} rows.`);
  const found = new Float64Array(s1.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const panels = of[numbers[i * step]!]!;
    const one = panels[panel.data[i]!];
    if (!one)
      throw new EwaldError(
        "out-of-range",
        `Row ${i} is on panel ${panel.data[i]}, but there are ${panels.length} panels.`,
      );
    const x = s1.data[k]!;
    const y = s1.data[k + 1]!;
    const z = s1.data[k + 2]!;
    const { normal, depth } = one;
    const cosine = Math.abs(x * normal[0] + y * normal[1] + z * normal[2]) / Math.sqrt(x * x + y * y + z * z);
    found[i] = depth > 0 ? -Math.expm1(-depth / cosine) : 1;
  }
  return new FlexDouble(found);
}

/**
 * Solid angle, sr, of the pixel around each position: area·cos α/r², the pixel taken for small. **Divide** intensities by it to
 * have them per steradian.
 */
export function solidAngle(where: Detector | Panel, px: PixelColumn, panel?: PanelNumbers): FlexDouble {
  const { rays, numbers, step } = rowsOnPanels(where, panel, px.length);
  const found = new Float64Array(px.length);
  for (let i = 0, k = 0; i < found.length; i++, k += px.stride) {
    const ray = rays[numbers[i * step]!]!;
    ray.toLab(px.data[k]!, px.data[k + 1]!);
    const [x, y, z] = ray.out as unknown as [number, number, number];
    const r2 = x * x + y * y + z * z;
    const { normal } = ray;
    found[i] =
      (ray.pixelArea * Math.abs(x * normal[0] + y * normal[1] + z * normal[2])) / (r2 * Math.sqrt(r2));
  }
  return new FlexDouble(found);
}

/**
 * Part of the photons that air between sample and pixel lets through, exp(−μr). **Divide** intensities by it.
 * `mu`: linear attenuation coefficient of the air, mm⁻¹ (see `airAttenuation`); `from`: mm along the ray before the air begins
 * (a helium path or beam pipe).
 */
export function airTransmission(
  where: Detector | Panel,
  px: PixelColumn,
  { mu, from = 0, panel }: { mu: number; from?: number; panel?: PanelNumbers },
): FlexDouble {
  if (!(mu >= 0 && from >= 0))
    throw new EwaldError(
      "bad-argument",
      `Air of μ = ${mu} mm⁻¹ from ${from} mm on cannot be; both are 0 or more.`,
    );
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
