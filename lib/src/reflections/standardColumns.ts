import type { ColumnOfType } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";

/** What a column of a DIALS reflection table is. */
export interface StandardColumn {
  /** The type DIALS gives it; where old files differ, all types met, the usual one first. */
  readonly type: ColumnType | readonly ColumnType[];
  /** Of a row's numbers, each its own where they differ: "px, px, image". Empty for plain numbers. */
  readonly unit: string;
  readonly meaning: string;
}

const float = (unit: string, meaning: string) => ({ type: "double", unit, meaning }) as const;
const vector = (unit: string, meaning: string) => ({ type: "vec3<double>", unit, meaning }) as const;
const count = (meaning: string) => ({ type: "int", unit: "px", meaning }) as const;

/**
 * The columns DIALS' programs write, by name: type, unit, meaning. `image` counts images from the first of the array
 * range, and is continuous; px are those of the panel, x fast, y slow, (0, 0) the outer corner of the first pixel.
 */
export const standardColumns = Object.freeze({
  "background.dispersion": float("", "Variance of the background over its mean"),
  "background.mean": float("counts/px", "Mean background"),
  "background.mse": float("counts²/px", "Mean squared error of the background model"),
  "background.sum.value": float("counts", "Background under the foreground pixels, summed"),
  "background.sum.variance": float("counts²", "Variance of background.sum.value"),
  bbox: { type: "int6", unit: "px, px, image", meaning: "Box x0 x1 y0 y1 z0 z1, half-open" },
  d: float("Å", "Resolution 1/|A·h|"),
  "delpsical.rad": float("rad", "Rotation that would bring the reflection onto the Ewald sphere"),
  delpsical2: float("rad²", "Square of delpsical.rad"),
  dqe: float("", "Quantum efficiency of the detector (old name of qe): divide intensities by it"),
  entering: { type: "bool", unit: "", meaning: "Whether it enters the Ewald sphere: s1·(s0×axis) < 0" },
  flags: { type: "std::size_t", unit: "bits", meaning: "What has happened to it: bits of Flag" },
  id: { type: ["int", "std::size_t"], unit: "", meaning: "Experiment number; −1 when not indexed" },
  imageset_id: { type: ["int", "std::size_t"], unit: "", meaning: "Image set number" },
  "intensity.cor.value": float("counts", "Corrected intensity (XDS import)"),
  "intensity.cor.variance": float("counts²", "Variance of intensity.cor.value"),
  "intensity.prf.value": float("counts", "Intensity by profile fitting"),
  "intensity.prf.variance": float("counts²", "Variance of intensity.prf.value"),
  "intensity.raw.value": float("counts", "Raw intensity (old tables)"),
  "intensity.raw.variance": float("counts²", "Variance of intensity.raw.value"),
  "intensity.scale.value": float("counts", "I·lp/(qe·partiality), not yet divided by inverse_scale_factor"),
  "intensity.scale.variance": float("counts²", "Variance of intensity.scale.value, after the error model"),
  "intensity.sum.value": float("counts", "Intensity by summation"),
  "intensity.sum.variance": float("counts²", "Variance of intensity.sum.value"),
  inverse_scale_factor: float("", "Divide the intensity by it"),
  inverse_scale_factor_variance: float("", "Variance of inverse_scale_factor"),
  L1: float("m", "Flight path from sample to pixel (time of flight)"),
  lp: float("", "Lorentz and polarisation correction: multiply intensities by it"),
  miller_index: {
    type: "cctbx::miller::index<>",
    unit: "",
    meaning: "Miller index h k l; 0 0 0 when not indexed",
  },
  n_signal: count("Strong pixels"),
  "num_pixels.background": count("Background pixels"),
  "num_pixels.background_used": count("Background pixels used in modelling"),
  "num_pixels.foreground": count("Foreground pixels"),
  "num_pixels.valid": count("Valid pixels"),
  original_index: { type: "std::size_t", unit: "", meaning: "Row in the table before scaling" },
  panel: { type: "std::size_t", unit: "", meaning: "Detector panel" },
  partial_id: { type: "std::size_t", unit: "", meaning: "The same for all parts of one reflection" },
  partiality: float("", "Fraction of the reflection recorded"),
  "partiality.inv.variance": float("", "Variance of 1/partiality (ellipsoid stills)"),
  phi: float("deg", "Rotation angle (old tables)"),
  phi_resid: float("rad", "Calculated − observed rotation angle"),
  "profile.correlation": float("", "Correlation of the spot with the reference profile"),
  "profile.rmsd": float("", "Deviation of the spot from the reference profile"),
  qe: float("", "Quantum efficiency of the detector: divide intensities by it"),
  rlp: vector("Å⁻¹", "Reciprocal lattice point at the datum of the goniometer"),
  s0: vector("Å⁻¹", "Incident wave vector, |s0| = 1/λ (Laue, time of flight)"),
  s1: vector("Å⁻¹", "Diffracted wave vector, |s1| = 1/λ, laboratory frame"),
  s2: vector("Å⁻¹", "Wave vector to the centre of the reflection (ellipsoid stills)"),
  shoebox: { type: "Shoebox<>", unit: "counts", meaning: "Pixels around the spot" },
  wavelength: float("Å", "Wavelength (Laue, time of flight)"),
  x_resid: float("mm", "Calculated − observed x"),
  x_resid2: float("mm²", "Square of x_resid"),
  "xyzcal.mm": vector("mm, mm, rad", "Predicted position"),
  "xyzcal.px": vector("px, px, image", "Predicted position"),
  "xyzobs.mm.value": vector("mm, mm, rad", "Observed centroid"),
  "xyzobs.mm.variance": vector("mm², mm², rad²", "Variance of xyzobs.mm.value"),
  "xyzobs.px.value": vector("px, px, image", "Observed centroid"),
  "xyzobs.px.variance": vector("px², px², image²", "Variance of xyzobs.px.value"),
  y_resid: float("mm", "Calculated − observed y"),
  y_resid2: float("mm²", "Square of y_resid"),
  zeta: float("", "axis·(s1×s0)/|s1×s0|"),
} satisfies Record<string, StandardColumn>);

type Catalogue = typeof standardColumns;
type TypeOf<T> = T extends ColumnType ? T : T extends readonly ColumnType[] ? T[number] : never;

export type StandardColumnName = keyof Catalogue;

/** The class of each standard column: what `table.column(name)` gives. */
export type StandardColumns = {
  readonly [Name in StandardColumnName]: ColumnOfType[TypeOf<Catalogue[Name]["type"]>];
};

/** The catalogue's entry, or undefined for a name it does not know. */
export function standardColumn(name: string): StandardColumn | undefined {
  return Object.hasOwn(standardColumns, name) ? standardColumns[name as StandardColumnName] : undefined;
}

/** The types the catalogue allows a column of this name; undefined when it does not know the name. */
export function standardTypes(name: string): readonly ColumnType[] | undefined {
  const type = standardColumn(name)?.type;
  return typeof type === "string" ? [type] : type;
}
