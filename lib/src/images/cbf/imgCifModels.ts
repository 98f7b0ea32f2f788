import { scale, unit } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Beam } from "../../models/beam.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Scan } from "../../models/scan.js";
import { multiAxisGoniometer, scanOfImage, simpleBeam } from "../simpleModels.js";
import { epochOf } from "../timestamp.js";
import type { Axes, Axis } from "./axes.js";
import type { Cif } from "./cif.js";

const radians = Math.PI / 180;

/**
 * The beam: towards the source along the axis of equipment `source`. Of the polarization, `polarizn_source_ratio` is taken for the
 * fraction and `polarizn_source_norm` for the angle between plane and y axis, as DIALS does. Throws EwaldError `"bad-format"`.
 */
export function imgCifBeam(file: string, cif: Cif, axes: Axes): Beam {
  const source = [...axes].find(({ equipment }) => equipment === "source");
  const radiation = cif.category("_diffrn_radiation");
  const wavelengths = cif.category("_diffrn_radiation_wavelength");
  const id = radiation.text(0, "wavelength_id");
  const row = (id === undefined ? undefined : wavelengths.row("id", id)) ?? 0;
  const wavelength = wavelengths.number(row, "wavelength");
  if (wavelength === undefined || !(wavelength > 0))
    throw new EwaldError(
      "bad-format",
      `${file} has no _diffrn_radiation_wavelength.wavelength, which its beam needs.`,
    );
  const fraction = radiation.number(0, "polarizn_source_ratio");
  const angle = (radiation.number(0, "polarizn_source_norm") ?? 0) * radians;
  const direction = source && Math.hypot(...source.vector) > 0 ? unit(source.vector) : ([0, 0, 1] as Vec3);
  return new Beam({
    ...simpleBeam(wavelength).data,
    direction: [...direction],
    polarization_normal: fraction === undefined ? [0, 1, 0] : [Math.sin(angle), Math.cos(angle), 0],
    polarization_fraction: fraction ?? 0.999,
  });
}

/** How an axis of the goniometer moves: its angle at the start of the scan, and the width of an image, degrees. */
interface ScanAxis {
  readonly axis: Axis;
  readonly start: number;
  readonly width: number;
}

/** The axes of the goniometer, from crystal to base. */
function goniometerAxes(file: string, cif: Cif, axes: Axes): ScanAxis[] {
  const own = [...axes].filter(({ equipment, type }) => equipment === "goniometer" && type === "rotation");
  const mountedOn = new Set(own.map(({ dependsOn }) => dependsOn));
  const tops = own.filter(({ id }) => !mountedOn.has(id));
  if (tops.length > 1)
    throw new EwaldError(
      "bad-format",
      `${file} has ${tops.length} goniometers: no axis depends on ${tops.map(({ id }) => id).join(", ")}.`,
    );
  const scan = cif.category("_diffrn_scan_axis");
  const chain = tops.flatMap(({ id }) => axes.chain(id)).filter((axis) => own.includes(axis));
  return chain.map((axis) => {
    const row = scan.row("axis_id", axis.id);
    return {
      axis,
      start: scan.number(row, "angle_start") ?? axis.setting,
      width: scan.number(row, "angle_increment") ?? 0,
    };
  });
}

/**
 * Goniometer and scan of an image; neither when no axis belongs to a goniometer. The axis that moves is the scan's, the one
 * nearest the crystal when none does (of the scan's start dxtbx then takes the base's angle). One that turns backwards is
 * written as its opposite turning forwards (dxtbx changes the angles, but not the axis).
 * Throws EwaldError `"bad-format"`, `"unsupported"`.
 */
export function imgCifRotation(
  file: string,
  cif: Cif,
  axes: Axes,
): { goniometer: Goniometer; scan: Scan } | undefined {
  const all = goniometerAxes(file, cif, axes);
  if (all.length === 0) return undefined;
  const moving = all.filter(({ width }) => width !== 0);
  if (moving.length > 1)
    throw new EwaldError(
      "unsupported",
      `${file} turns ${moving.map(({ axis }) => axis.id).join(" and ")} at the same time; scans of one axis are read.`,
    );
  const scanAxis = moving.length === 0 ? 0 : all.indexOf(moving[0]!);
  const { axis: turning, width } = all[scanAxis]!;
  const sense = width < 0 ? -1 : 1;
  const goniometer = multiAxisGoniometer(
    all.map(({ axis, start: angle }, i) => {
      const turn = i === scanAxis ? sense : 1;
      return [axis.id, scale(axis.vector, turn), turn * angle];
    }),
    scanAxis,
  );
  const oscillation: Vec2 = [sense * turning.setting, sense * width];
  const frame = cif.category("_diffrn_scan_frame");
  const date = frame.text(0, "date");
  return {
    goniometer,
    scan: scanOfImage(
      file,
      frame.number(0, "integration_time") ?? 0,
      oscillation,
      (date === undefined ? undefined : epochOf(date)) ?? 0,
    ),
  };
}
