import type { AnyColumn } from "../array/anyColumn.js";
import { Flag } from "../reflections/flag.js";
import { ColumnsOf } from "./columns.js";
import { rotate, scale, subtract, unit, type Vector } from "./linear.js";
import { labOfMillimetres, millimetresOfPixel } from "./panelGeometry.js";
import type { IntegratedReflection, StrongSpot } from "./scans.js";
import { angleOfImage, type SimulatedSetup } from "./setup.js";

/** Columns by DIALS' names. */
export type Columns = Record<string, AnyColumn>;

type Triple = readonly [number, number, number];

const nothing: Triple = [0, 0, 0];

/** What dials.find_spots writes. */
export function strongColumns(spots: readonly StrongSpot[]): Columns {
  const of = new ColumnsOf(spots);
  return {
    bbox: of.boxes((spot) => spot.box),
    flags: of.sizes(() => Flag.strong),
    id: of.ints((spot) => spot.scan),
    "intensity.sum.value": of.doubles((spot) => spot.sum),
    "intensity.sum.variance": of.doubles((spot) => spot.sum),
    n_signal: of.ints((spot) => spot.signal),
    panel: of.sizes(() => 0),
    shoebox: of.shoeboxes((spot) => spot),
    "xyzobs.px.value": of.vectors((spot) => spot.centroid),
    "xyzobs.px.variance": of.vectors((spot) => spot.variance),
  };
}

/** Indexed spots by experiment, then the others, as dials.index leaves them. */
export function indexedOrder(spots: readonly StrongSpot[]): StrongSpot[] {
  return [...spots.filter((spot) => spot.reflection), ...spots.filter((spot) => !spot.reflection)];
}

/** What dials.index writes, of spots in {@link indexedOrder}. */
export function indexedColumns(setup: SimulatedSetup, spots: readonly StrongSpot[]): Columns {
  const of = new ColumnsOf(spots);
  const observed = spots.map((spot) => observedRay(setup, spot.centroid));
  const rays = new ColumnsOf(observed);
  return {
    ...strongColumns(spots),
    entering: of.bools((spot) => spot.reflection?.entering ?? true),
    flags: of.sizes(indexedFlags),
    id: of.ints((spot) => (spot.reflection ? spot.scan : -1)),
    imageset_id: of.ints((spot) => spot.scan),
    miller_index: of.indices((spot) => spot.reflection?.index ?? nothing),
    rlp: rays.vectors((ray) => ray.rlp),
    s1: rays.vectors((ray) => ray.s1),
    "xyzcal.mm": of.vectors(({ reflection }) =>
      reflection ? [reflection.mm[0], reflection.mm[1], reflection.angle] : nothing,
    ),
    "xyzcal.px": of.vectors(({ reflection }) => reflection?.px ?? nothing),
    "xyzobs.mm.value": rays.vectors((ray) => ray.mm),
    "xyzobs.mm.variance": of.vectors((spot) => millimetreVariance(setup, spot.variance)),
  };
}

/** What dials.integrate writes. */
export function integratedColumns(setup: SimulatedSetup, rows: readonly IntegratedReflection[]): Columns {
  const of = new ColumnsOf(rows);
  return {
    "background.dispersion": of.doubles((row) => row.background.dispersion),
    "background.mean": of.doubles((row) => row.background.mean),
    "background.mse": of.doubles((row) => row.background.mse),
    "background.sum.value": of.doubles((row) => row.background.sum),
    "background.sum.variance": of.doubles((row) => row.background.sumVariance),
    bbox: of.boxes((row) => row.box),
    d: of.doubles((row) => row.reflection.d),
    entering: of.bools((row) => row.reflection.entering),
    flags: of.sizes(integratedFlags),
    id: of.ints((row) => row.scan),
    imageset_id: of.ints((row) => row.scan),
    "intensity.prf.value": of.doubles((row) => row.profile),
    "intensity.prf.variance": of.doubles((row) => row.profileVariance),
    "intensity.sum.value": of.doubles((row) => row.sum),
    "intensity.sum.variance": of.doubles((row) => row.sumVariance),
    lp: of.doubles((row) => row.reflection.lp),
    miller_index: of.indices((row) => row.reflection.index),
    "num_pixels.background": of.ints((row) => row.pixels.background),
    "num_pixels.background_used": of.ints((row) => row.pixels.backgroundUsed),
    "num_pixels.foreground": of.ints((row) => row.pixels.foreground),
    "num_pixels.valid": of.ints((row) => row.pixels.valid),
    panel: of.sizes(() => 0),
    partial_id: of.sizes((_, at) => at),
    partiality: of.doubles((row) => row.partiality),
    "profile.correlation": of.doubles((row) => row.correlation),
    qe: of.doubles((row) => row.reflection.qe),
    s1: of.vectors((row) => row.reflection.s1),
    "xyzcal.mm": of.vectors(({ reflection: { mm, angle } }) => [mm[0], mm[1], angle]),
    "xyzcal.px": of.vectors((row) => row.reflection.px),
    "xyzobs.mm.value": of.vectors((row) => millimetres(setup, row.centroid)),
    "xyzobs.mm.variance": of.vectors((row) => millimetreVariance(setup, row.centroidVariance)),
    "xyzobs.px.value": of.vectors((row) => row.centroid),
    "xyzobs.px.variance": of.vectors((row) => row.centroidVariance),
    zeta: of.doubles((row) => row.reflection.zeta),
  };
}

function indexedFlags({ reflection, outlier }: StrongSpot): number {
  if (!reflection) return Flag.strong;
  return Flag.strong | Flag.indexed | (outlier ? Flag.centroid_outlier : Flag.used_in_refinement);
}

function integratedFlags(row: IntegratedReflection): number {
  const ofSpot = Flag.indexed | Flag.used_in_refinement | Flag.strong | Flag.reference_spot;
  return (
    Flag.predicted |
    (row.strong ? ofSpot : 0) |
    (row.overloaded ? Flag.overloaded : 0) |
    (row.badBackground ? Flag.background_includes_bad_pixels : 0) |
    (row.badForeground
      ? Flag.foreground_includes_bad_pixels | Flag.failed_during_summation
      : Flag.integrated_sum) |
    (row.profileVariance > 0 ? Flag.integrated_prf : Flag.failed_during_profile_fitting)
  );
}

/** Centroid px, px, image to mm, mm, radians. */
function millimetres(setup: SimulatedSetup, [x, y, z]: Triple): Triple {
  const mm = millimetresOfPixel(setup.panel, x, y);
  return [mm[0], mm[1], angleOfImage(setup, z)];
}

function millimetreVariance({ panel, imageWidth }: SimulatedSetup, [x, y, z]: Triple): Triple {
  return [x * panel.pixelSize ** 2, y * panel.pixelSize ** 2, z * imageWidth ** 2];
}

function observedRay(setup: SimulatedSetup, centroid: Triple): { mm: Triple; s1: Vector; rlp: Vector } {
  const mm = millimetres(setup, centroid);
  const s1 = scale(unit(labOfMillimetres(setup.panel, mm[0], mm[1])), 1 / setup.wavelength);
  return { mm, s1, rlp: rotate(subtract(s1, setup.s0), setup.axis, -mm[2]) };
}
