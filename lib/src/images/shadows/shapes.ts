import { rotationAbout, transform } from "../../array/mat3.js";
import { add, scale } from "../../array/vec3.js";
import type { Vec3 } from "../../array/vectors.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { GoniometerShadow } from "./goniometerShadow.js";

// What the goniometers known to dxtbx (`masking/goniometer_shadow_masking.h` and `masking/__init__.py`) put in the way. Numbers are mm and
// degrees, measured by the beamlines; all that follows from them follows from geometry.

const degree = Math.PI / 180;

/** from, from + step … to, both included. */
const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

/** Points of a circle, its axis along x. `y` and `z`: its directions at angles 0 and 90°, times the radius. */
const circle = (centre: Vec3, y: Vec3, z: Vec3, angles: readonly number[]): Vec3[] =>
  angles.map((angle) =>
    add(centre, add(scale(y, Math.cos(angle * degree)), scale(z, Math.sin(angle * degree)))),
  );

const fixed = (axis: number, points: readonly Vec3[], isWindow = false): GoniometerShadow => ({
  carried: () => [{ axis, points }],
  isWindow,
});

/** A mini-kappa's: a cone about φ (along x), its apex the crystal, of the opening angle. */
export function miniKappa(openingAngle = 43.60281897270362): GoniometerShadow {
  const height = 50;
  const radius = height * Math.tan((openingAngle / 2) * degree);
  return fixed(0, [[0, 0, 0], ...circle([height, 0, 0], [0, radius, 0], [0, 0, -radius], range(0, 359, 1))]);
}

/** A diamond anvil cell's: only what leaves it by one of two cones about ±y, of the opening angle (degrees), is seen. */
export function diamondAnvilCell(openingAngle: number): GoniometerShadow {
  const height = 10;
  const radius = height * Math.tan((openingAngle / 2) * degree);
  const rim = (y: number) => circle([0, y, 0], [radius, 0, 0], [0, 0, radius], range(0, 359, 1));
  return fixed(0, [[0, 0, 0], ...rim(height), ...rim(-height)], true);
}

/** Corners of the arm of the kappa goniometer of Diamond's beamline I23 on one side, from the ω to the κ axis. */
const i23Arm: readonly Vec3[] = [
  [107.49, 7.84, 39.49],
  [107.39, 15.69, 38.97],
  [107.27, 23.53, 38.46],
  [107.16, 31.37, 37.94],
  [101.76, 33.99, 36.25],
  [96.37, 36.63, 34.56],
  [90.98, 39.25, 33.0],
  [85.58, 41.88, 31.18],
  [80.89, 47.06, 31.0],
  [76.55, 51.51, 31.03],
  [72.9, 55.04, 31.18],
  [66.86, 60.46, 31.67],
  [62.1, 64.41, 32.25],
];

/**
 * That of the kappa goniometer of I23: ω along x, κ at 50° to it. Half circles about both axes, and the arm between them. In the end
 * station's frame y and z point the other way than in imgCIF's.
 */
export function dlsI23Kappa(): GoniometerShadow {
  const [omega, omegaRadius] = [107.61, 40];
  const [kappa, kappaRadius, kappaAngle] = [89.02, 33, 50 * degree];
  const along: Vec3 = [Math.cos(kappaAngle), Math.sin(kappaAngle), 0];
  const across: Vec3 = [Math.sin(kappaAngle), -Math.cos(kappaAngle), 0];
  const points = [
    [0, 0, 0] as Vec3,
    ...circle([omega, 0, 0], [0, 0, -omegaRadius], [0, -omegaRadius, 0], range(0, 180, 10)),
    ...i23Arm,
    ...i23Arm.map(([x, y, z]): Vec3 => [x, y, -z]),
    ...circle(scale(along, kappa), [0, 0, -kappaRadius], scale(across, kappaRadius), range(180, 360, 10)),
  ];
  return fixed(
    1,
    points.map(([x, y, z]): Vec3 => [x, -y, -z]),
  );
}

/** On the SmarGon's lower arm: the joint, which χ moves, and the arm's corners from there, which it does not turn. */
const smargonJoint: Vec3 = [28.5, 4.9, 8.5];
const smargonArm: readonly Vec3[] = [
  [0, 0, 0],
  [13.8, 26.0, 0],
  [27.5, 29.5, 0],
  [65.5, 29.5, 0],
];

/** That of a SmarGon: the holder's rim and the face of the head behind it, which χ and ω turn, and the lower arm, kept upright. */
export function smargon(goniometer: Goniometer): GoniometerShadow {
  const chi = goniometer.getAxes()[1];
  const [face, faceRadius, faceDepth] = [33, 10, 12.8];
  const sides = range(0, 10, 1).map((i) => (i * faceDepth) / 10);
  const head: Vec3[] = [
    ...circle([face, 0, 0], [0, -faceRadius, 0], [0, 0, faceRadius], range(-90, 90, 10)),
    ...sides.flatMap((y): Vec3[] => [
      [face, y, faceRadius],
      [face, y, -faceRadius],
    ]),
    [face, faceDepth, 0],
    ...circle([19, 0, 0], [0, -6, 0], [0, 0, 6], range(0, 345, 15)),
  ];
  return {
    carried(angles) {
      if (!chi) return [{ axis: 1, points: head }];
      const joint = transform(rotationAbout(chi, angles[1]! * degree), smargonJoint);
      return [
        { axis: 1, points: head },
        { axis: 2, points: lowerArm(joint) },
      ];
    },
  };
}

/** Corners of the arm and the middles of its edges, on both sides of it, and the middles of its ends. */
function lowerArm(joint: Vec3): Vec3[] {
  const outline = smargonArm.flatMap((to, i) => {
    const from = smargonArm[i - 1];
    return from ? [scale(add(from, to), 0.5), to] : [to];
  });
  const [x, y, z] = joint;
  const at = ([dx, dy]: Vec3, height: number): Vec3 => [x + dx, y + dy, height];
  return [
    ...outline.flatMap((offset) => [at(offset, z), at(offset, -z)]),
    at(smargonArm[0]!, 0),
    at(smargonArm.at(-1)!, 0),
  ];
}
