import type { Mat3, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Goniometer } from "../../models/goniometer.js";
import type { GeometryParameters } from "./parameters.js";

type GoniometerParameters = GeometryParameters["goniometer"];

const bad = (what: string) => new EwaldError("bad-argument", `geometry.goniometer: ${what}.`);
const needless = (
  params: GoniometerParameters,
  names: readonly (keyof GoniometerParameters)[],
  kind: string,
) => {
  for (const name of names)
    if (params[name] !== null) throw bad(`${name} means nothing to a goniometer of ${kind}`);
};

/**
 * The goniometer changed as the parameters say; where there is none, one made of them, or none when they say nothing. Throws
 * EwaldError `"bad-argument"`.
 */
export function overrideGoniometer(
  goniometer: Goniometer | undefined,
  params: GoniometerParameters,
): Goniometer | undefined {
  if (params.axis && params.axes) throw bad("only one of axis and axes can be set");
  const axes = vectors(params.axes);
  if (!goniometer) {
    if (axes && axes.length > 1) return several(axes, params);
    if (!params.axis && !axes) return undefined;
    goniometer = new Goniometer({ rotation_axis: [...(params.axis ?? axes![0]!)] });
  }
  if (goniometer.isMultiAxis()) changeSeveral(goniometer, axes, params);
  else changeSingle(goniometer, axes, params);
  return goniometer;
}

function changeSingle(goniometer: Goniometer, axes: Vec3[] | undefined, params: GoniometerParameters): void {
  needless(params, ["angles", "names", "scan_axis"], "one axis");
  if (axes && axes.length > 1) throw bad(`${axes.length} axes were given for a goniometer of one`);
  const axis = params.axis ?? axes?.[0];
  if (axis) goniometer.setRotationAxisDatum(axis);
  if (params.fixed_rotation) goniometer.setFixedRotation(matrix(params.fixed_rotation));
  if (params.setting_rotation) goniometer.setSettingRotation(matrix(params.setting_rotation));
  if (params.invert_rotation_axis)
    goniometer.setRotationAxisDatum(goniometer.getRotationAxisDatum().map((x) => -x) as unknown as Vec3);
}

function changeSeveral(goniometer: Goniometer, axes: Vec3[] | undefined, params: GoniometerParameters): void {
  needless(params, ["axis", "fixed_rotation", "setting_rotation", "scan_axis"], "several axes");
  const count = goniometer.getAxes().length;
  const fits = (what: string, values: readonly unknown[] | null | undefined) => {
    if (values && values.length !== count) throw bad(`${values.length} ${what} were given for ${count} axes`);
  };
  fits("axes", axes);
  fits("angles", params.angles);
  fits("names", params.names);
  const { data } = goniometer;
  if (axes) data.axes = axes.map((axis) => [...axis]);
  if (params.invert_rotation_axis) data.axes = goniometer.getAxes().map((axis) => axis.map((x) => -x));
  if (params.angles) goniometer.setAngles(params.angles);
  if (params.names) data.names = [...params.names];
}

function several(axes: Vec3[], params: GoniometerParameters): Goniometer {
  needless(params, ["axis", "fixed_rotation", "setting_rotation"], "several axes");
  const scanAxis = params.scan_axis ?? 0;
  if (scanAxis < 0 || scanAxis >= axes.length) throw bad(`there is no axis ${scanAxis} of ${axes.length}`);
  const goniometer = new Goniometer({
    axes: axes.map((axis) => [...axis]),
    angles: axes.map(() => 0),
    names: axes.map(() => ""),
    scan_axis: scanAxis,
  });
  changeSeveral(goniometer, undefined, { ...params, scan_axis: null });
  return goniometer;
}

function vectors(numbers: readonly number[] | null): Vec3[] | undefined {
  if (!numbers) return undefined;
  if (numbers.length === 0 || numbers.length % 3 !== 0)
    throw bad(`axes are three numbers each, and ${numbers.length} were given`);
  return Array.from(
    { length: numbers.length / 3 },
    (_, i) => numbers.slice(3 * i, 3 * i + 3) as unknown as Vec3,
  );
}

const matrix = (numbers: readonly number[]) => [...numbers] as unknown as Mat3;
