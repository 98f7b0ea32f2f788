import { inverse } from "../array/mat3.js";
import { cross, unit } from "../array/vec3.js";
import { FlexVec3Double, type Mat3, type Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { PanelRays } from "../geometry/panelRays.js";
import { modelOf } from "../geometry/perExperiment.js";
import type { Beam } from "../models/beam.js";
import type { Experiment } from "../models/experiment.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { cosAndSin } from "./rounded.js";

const radians = Math.PI / 180;

/**
 * The table with the centroids of its spots in mm and radians, `xyzobs.mm.value` and `.variance`, from pixels and images,
 * `xyzobs.px.value` and `.variance` (a variance that is not there is 1): DIALS' centroid_px_to_mm. Which experiment a row is of says
 * `imageset_id`, or without one `id`; rows of none keep 0. The other columns are shared with the table given.
 * Throws EwaldError: `"missing-column"`, `"out-of-range"` for a panel that the detector does not have, `"bad-argument"` for an
 * experiment without detector.
 */
export function centroidPxToMm(table: ReflectionTable, experiments: Iterable<Experiment>): ReflectionTable {
  const px = table.column("xyzobs.px.value").data;
  const variance = table.has("xyzobs.px.variance")
    ? table.column("xyzobs.px.variance").data
    : new Float64Array(px.length).fill(1);
  const value = new Float64Array(px.length);
  const spread = new Float64Array(px.length);
  const panel = table.column("panel").data;
  const all = [...experiments];
  const rows = rowsByExperiment(table, all.length);
  for (const [i, experiment] of all.entries()) {
    const panels = modelOf(experiment, "detector").panels.map((one) => ({
      rays: new PanelRays(one),
      area: one.getPixelSize().map((size) => size * size),
    }));
    const { scan } = experiment;
    const [start, width] = (scan?.getOscillation() ?? [0, 0]).map((angle) => angle * radians) as [
      number,
      number,
    ];
    const [first] = scan?.getImageRange() ?? [0];
    for (const row of rows[i]!) {
      const { rays, area } = panels[panel[row]!] ?? noPanel(row, panel[row]!, panels.length);
      const k = 3 * row;
      rays.toMillimeter(px[k]!, px[k + 1]!);
      value[k] = rays.out[0]!;
      value[k + 1] = rays.out[1]!;
      value[k + 2] = scan?.hasOscillation() ? start + (px[k + 2]! + 1 - first) * width : 0;
      spread[k] = variance[k]! * area[0]!;
      spread[k + 1] = variance[k + 1]! * area[1]!;
      spread[k + 2] = variance[k + 2]! * (width * width);
    }
  }
  const found = shared(table);
  if (!table.has("xyzobs.px.variance")) found.set("xyzobs.px.variance", new FlexVec3Double(variance));
  return found
    .set("xyzobs.mm.value", new FlexVec3Double(value))
    .set("xyzobs.mm.variance", new FlexVec3Double(spread));
}

/**
 * The table with `s1` (Å⁻¹, laboratory, of length 1/λ) and `rlp` (Å⁻¹, |rlp| = 1/d, at the goniometer's datum) of its centroids,
 * `xyzobs.mm.value`: DIALS' map_centroids_to_reciprocal_space. Which experiment a row is of says `imageset_id`, or without one `id`; rows of
 * none keep 0. In a polychromatic beam each row has its own wavelength and incident wave: columns `wavelength` and `s0`.
 * Throws EwaldError as {@link centroidPxToMm}, and `"bad-argument"` for an experiment without beam.
 */
export function mapCentroidsToReciprocalSpace(
  table: ReflectionTable,
  experiments: Iterable<Experiment>,
): ReflectionTable {
  const mm = table.column("xyzobs.mm.value").data;
  const panel = table.column("panel").data;
  const s1 = new Float64Array(mm.length);
  const rlp = new Float64Array(mm.length);
  const all = [...experiments];
  const rows = rowsByExperiment(table, all.length);
  for (const [i, experiment] of all.entries()) {
    if (rows[i]!.length === 0) continue;
    const frames = modelOf(experiment, "detector").panels.map((one) => one.getFrame().d);
    const incident = incidentWave(table, modelOf(experiment, "beam"));
    const toDatum = datumOf(experiment);
    for (const row of rows[i]!) {
      const d = frames[panel[row]!] ?? noPanel(row, panel[row]!, frames.length);
      const k = 3 * row;
      const [x, y] = [mm[k]!, mm[k + 1]!];
      const px = d[0] * x + d[1] * y + d[2];
      const py = d[3] * x + d[4] * y + d[5];
      const pz = d[6] * x + d[7] * y + d[8];
      const length = Math.sqrt(px * px + py * py + pz * pz);
      const { wavenumber, s0 } = incident(row);
      s1[k] = (px / length) * wavenumber;
      s1[k + 1] = (py / length) * wavenumber;
      s1[k + 2] = (pz / length) * wavenumber;
      toDatum(s1[k]! - s0[0], s1[k + 1]! - s0[1], s1[k + 2]! - s0[2], mm[k + 2]!, rlp, k);
    }
  }
  return shared(table).set("s1", new FlexVec3Double(s1)).set("rlp", new FlexVec3Double(rlp));
}

/** 1/λ and s0, Å⁻¹, of a row. */
type IncidentWave = (row: number) => { readonly wavenumber: number; readonly s0: Vec3 };

function incidentWave(table: ReflectionTable, beam: Beam): IncidentWave {
  if (!beam.isPolychromatic()) {
    const wave = { wavenumber: 1 / beam.getWavelength(), s0: beam.getS0() };
    return () => wave;
  }
  if (!table.has("wavelength") || !table.has("s0"))
    throw new EwaldError(
      "missing-column",
      'The beam is polychromatic, so reciprocal space needs columns "wavelength" and "s0", which say what each reflection saw.',
    );
  const [wavelength, s0] = [table.column("wavelength").data, table.column("s0").data];
  return (row) => ({
    wavenumber: 1 / wavelength[row]!,
    s0: [s0[3 * row]!, s0[3 * row + 1]!, s0[3 * row + 2]!],
  });
}

/** Leaves q turned back to the goniometer's datum, FᵀR(φ)ᵀSᵀ·q, in `out` from `k` on. */
type ToDatum = (x: number, y: number, z: number, phi: number, out: Float64Array, k: number) => void;

/** The order of the operations is that of DIALS, so that equal centroids give equal bits. */
function datumOf({ goniometer, scan }: Experiment): ToDatum {
  if (!goniometer)
    return (x, y, z, _, out, k) => {
      out[k] = x;
      out[k + 1] = y;
      out[k + 2] = z;
    };
  const setting = inverse(goniometer.getSettingRotation(), "setting rotation");
  const sample = inverse(goniometer.getFixedRotation(), "fixed rotation");
  const axis = unit(goniometer.getRotationAxisDatum());
  // without oscillation the third coordinate is no angle but, say, a time of flight
  const turns = scan?.hasOscillation() ?? false;
  return (x, y, z, phi, out, k) => {
    const v = times(setting, x, y, z);
    const [c, s] = turns ? cosAndSin(-phi) : [1, 0];
    const along = axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2];
    const across = cross(axis, v);
    const turned = (i: 0 | 1 | 2) => v[i] * c + axis[i] * along * (1 - c) + across[i] * s;
    const at = times(sample, turned(0), turned(1), turned(2));
    out[k] = at[0];
    out[k + 1] = at[1];
    out[k + 2] = at[2];
  };
}

const times = (m: Mat3, x: number, y: number, z: number): Vec3 => [
  m[0] * x + m[1] * y + m[2] * z,
  m[3] * x + m[4] * y + m[5] * z,
  m[6] * x + m[7] * y + m[8] * z,
];

function rowsByExperiment(table: ReflectionTable, experiments: number): number[][] {
  const rows: number[][] = Array.from({ length: experiments }, () => []);
  const { data } = table.column(table.has("imageset_id") ? "imageset_id" : "id");
  for (let i = 0; i < data.length; i++) rows[data[i]!]?.push(i);
  return rows;
}

/** A table of the same columns, to which others can be added. */
function shared(table: ReflectionTable): ReflectionTable {
  return table.slice();
}

function noPanel(row: number, panel: number, panels: number): never {
  throw new EwaldError("out-of-range", `Row ${row} is on panel ${panel}, but there are ${panels} panels.`);
}
