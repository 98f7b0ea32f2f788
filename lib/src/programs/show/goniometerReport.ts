import type { Mat3, Vec3 } from "../../array/vectors.js";
import type { Goniometer } from "../../models/goniometer.js";
import { general } from "../text/printf.js";
import { braced } from "../text/vector.js";

/** One axis of a goniometer of several, from crystal to base. */
export interface GoniometerAxisReport {
  readonly name: string;
  readonly axis: Vec3;
  /** Degrees. */
  readonly angle: number;
}

export interface GoniometerReport {
  /** Of the scan, in the laboratory. */
  readonly rotationAxis: Vec3;
  /** Row by row. */
  readonly fixedRotation: Mat3;
  readonly settingRotation: Mat3;
  readonly axes?: readonly GoniometerAxisReport[];
  /** Which of the axes turns in the scan. */
  readonly scanAxis?: number;
  /** Scan points at which the setting rotation is given; 0 when it does not vary. */
  readonly scanPoints: number;
}

export function goniometerReport(goniometer: Goniometer): GoniometerReport {
  const names = goniometer.getNames();
  const angles = goniometer.getAngles();
  const axes = goniometer.getAxes().map((axis, i) => ({ name: names[i] ?? "", axis, angle: angles[i] ?? 0 }));
  return {
    rotationAxis: goniometer.getRotationAxis(),
    fixedRotation: goniometer.getFixedRotation(),
    settingRotation: goniometer.getSettingRotation(),
    ...(goniometer.isMultiAxis() && { axes, scanAxis: goniometer.getScanAxis() }),
    scanPoints: goniometer.getNumScanPoints(),
  };
}

/** The goniometer as `dials.show` prints it. */
export function goniometerText({ axes = [], scanAxis = 0, ...goniometer }: GoniometerReport): string[] {
  return [
    "Goniometer:",
    `    Rotation axis:   ${braced(goniometer.rotationAxis)}`,
    `    Fixed rotation:  ${braced(goniometer.fixedRotation)}`,
    `    Setting rotation:${braced(goniometer.settingRotation)}`,
    ...axes.map(({ name, axis }, i) => `    Axis #${i} (${name}):  ${braced(axis)}`),
    ...(axes.length > 0
      ? [
          `    Angles: ${axes.map(({ angle }) => general(angle)).join(",")}`,
          `    scan axis: #${scanAxis} (${axes[scanAxis]!.name})`,
        ]
      : []),
    ...(goniometer.scanPoints > 0
      ? [`    Setting rotation sampled at ${goniometer.scanPoints} scan points`]
      : []),
    "",
  ];
}
