import { FlexDouble, type FlexSizeT } from "../array/scalars.js";
import type { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { Panel } from "../models/panel.js";
import { type PanelNumbers, type PixelColumn, rowsOnPanels } from "./columns.js";
import { modelOf, type OfExperiments, perExperiment } from "./perExperiment.js";
import { mapOfPoints, type PixelMap, type PixelMapOptions } from "./pixelMap.js";

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
  checkPanelColumn(panel, s1.length);
  const found = new Float64Array(s1.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const { normal, depth } = panelOfRow(of[numbers[i * step]!]!, panel, i);
    const x = s1.data[k]!;
    const y = s1.data[k + 1]!;
    const z = s1.data[k + 2]!;
    const cosine = Math.abs(x * normal[0] + y * normal[1] + z * normal[2]) / Math.sqrt(x * x + y * y + z * z);
    found[i] = stopped(depth, cosine);
  }
  return new FlexDouble(found);
}

const stopped = (depth: number, cosine: number): number => (depth > 0 ? -Math.expm1(-depth / cosine) : 1);

/** {@link qe} of each pixel of a panel. **Divide** the image by it. */
export function qeMap(panel: Panel, options: PixelMapOptions = {}): PixelMap {
  const normal = panel.getNormal();
  const depth = panel.getMu() * panel.getThickness();
  return mapOfPoints(panel, options, (x, y, z) =>
    stopped(
      depth,
      Math.abs(x * normal[0] + y * normal[1] + z * normal[2]) / Math.sqrt(x * x + y * y + z * z),
    ),
  );
}

/** Throws EwaldError `"wrong-length"` unless there is a panel number for each row. */
export function checkPanelColumn(panel: FlexSizeT, rows: number): void {
  if (panel.length !== rows)
    throw new EwaldError("wrong-length", `${panel.length} panel numbers were given for ${rows} rows.`);
}

/** What is known of the panel of row i. Throws EwaldError `"out-of-range"` for a panel there is not. */
export function panelOfRow<Known>(panels: readonly Known[], panel: FlexSizeT, row: number): Known {
  const known = panels[panel.data[row]!];
  if (known !== undefined) return known;
  throw new EwaldError(
    "out-of-range",
    `Row ${row} is on panel ${panel.data[row]}, but there are ${panels.length} panels.`,
  );
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

/** The same of each pixel of a panel. **Divide** the image by it to have it per steradian. */
export function solidAngleMap(panel: Panel, options: PixelMapOptions = {}): PixelMap {
  const normal = panel.getNormal();
  const [width, height] = panel.getPixelSize();
  return mapOfPoints(panel, options, (x, y, z) => {
    const r2 = x * x + y * y + z * z;
    return (width * height * Math.abs(x * normal[0] + y * normal[1] + z * normal[2])) / (r2 * Math.sqrt(r2));
  });
}
