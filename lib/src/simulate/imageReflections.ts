import { multiply, transform, tryInverse } from "../array/mat3.js";
import { add, cross, dot, norm, unit } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { modelOf } from "../geometry/perExperiment.js";
import type { Experiment } from "../models/experiment.js";
import type { Panel } from "../models/panel.js";
import { crossingAngles } from "./crossings.js";
import { rotate } from "./linear.js";
import { type SpotShape, type SpotWidths, spotShape } from "./spotShape.js";

/** One passage of a reflection through the Ewald sphere; on a still, one reflection near it. */
export interface ImageReflection {
  /** Number of its experiment. */
  readonly id: number;
  readonly index: readonly [h: number, k: number, l: number];
  readonly panel: number;
  /** Å⁻¹, |s1| = 1/λ. */
  readonly s1: Vec3;
  /** Rotation angle, radians; 0 of stills. */
  readonly angle: number;
  /** Where s1 meets the panel, mm. */
  readonly mm: readonly [number, number];
  /** Fast px, slow px by the detector's model, array index. */
  readonly px: Vec3;
  readonly d: number;
  /** axis·(s1 × s0)/|s1 × s0|; 0 of stills. */
  readonly zeta: number;
  readonly entering: boolean;
  readonly shape: SpotShape;
  /** Stills: the turn that brings it onto the sphere, radians, and ½(|s0 + r|² − |s0|²), Å⁻². */
  readonly delpsi: number;
  readonly off: number;
  /** Stills: where the middle of the spot is off px, because not the mosaic blocks alone make it reflect. */
  readonly shift: readonly [number, number];
}

export interface PredictionOptions {
  /** Highest resolution, Å. */
  readonly dMin: number;
  /** Rotation: reflections nearer to the axis than this |ζ| are left out; they reflect for ever. */
  readonly minZeta: number;
  readonly widths: SpotWidths;
}

/** Spots end at this many standard deviations; what is beyond is 7·10⁻⁶ of them. */
export const spotReach = 4.5;

/** More reflections than this to look at are refused. */
const mostIndices = 3e7;

/**
 * Every reflection of an experiment to d_min that comes within {@link spotReach} standard deviations of reflecting on its
 * images and whose ray meets a panel, absences included. The crystal may vary along the scan (A at scan points, between
 * them element by element on a line, as DIALS); beam and goniometer may not. Order: h, k, l, angle.
 */
export function imageReflections(
  experiment: Experiment,
  id: number,
  options: PredictionOptions,
): ImageReflection[] {
  const crystal = modelOf(experiment, "crystal");
  const beam = modelOf(experiment, "beam");
  const panels = panelsOf(experiment);
  const still = experiment.isStill();
  if (beam.isPolychromatic() || (beam.getNumScanPoints() > 0 && !still))
    throw new EwaldError("unsupported", "Images are simulated of beams of one wavelength that do not vary.");
  if ((experiment.goniometer?.getNumScanPoints() ?? 0) > 0 && !still)
    throw new EwaldError("unsupported", "Images are not simulated of goniometers that vary in the scan.");
  const s0 = beam.getS0();
  if (options.dMin < 0.5 / norm(s0))
    throw new EwaldError(
      "out-of-range",
      `Nothing reflects to d = ${options.dMin} Å at a wavelength of ${1 / norm(s0)} Å; d_min is at least half of it.`,
    );
  const context = { experiment, id, s0, panels, ...options };
  const A = crystal.getAAtArrayOffset(
    crystal.getNumScanPoints() > 0 ? (crystal.getNumScanPoints() - 1) / 2 : 0,
  );
  const found: ImageReflection[] = [];
  const each = still ? stillReflection(context, A) : rotationReflections(context, A);
  overIndices(A, options.dMin, (h, k, l) => each(h, k, l, found));
  return found;
}

interface Context extends PredictionOptions {
  readonly experiment: Experiment;
  readonly id: number;
  readonly s0: Vec3;
  readonly panels: readonly { readonly panel: Panel; readonly size: readonly [number, number] }[];
}

type Each = (h: number, k: number, l: number, found: ImageReflection[]) => void;

function panelsOf(experiment: Experiment): Context["panels"] {
  return modelOf(experiment, "detector").panels.map((panel) => {
    const [nx, ny] = panel.getImageSize();
    return { panel, size: [nx, ny] as const };
  });
}

/** All h, k, l of a lattice with d ≥ dMin but 0, 0, 0. */
function overIndices(A: Mat3, dMin: number, each: (h: number, k: number, l: number) => void): void {
  const vectors = tryInverse(A);
  if (!vectors) throw new EwaldError("bad-argument", "The crystal's cell vectors lie in a plane.");
  const lengths = [0, 3, 6].map((i) => Math.hypot(vectors[i]!, vectors[i + 1]!, vectors[i + 2]!));
  const [H, K, L] = lengths.map((length) => Math.floor(length / dMin)) as [number, number, number];
  const count = (2 * H + 1) * (2 * K + 1) * (2 * L + 1);
  if (count > mostIndices)
    throw new EwaldError(
      "out-of-range",
      `The crystal has about ${(count / 2).toExponential(1)} reflections to d = ${dMin} Å; at most ${(mostIndices / 2).toExponential(1)} are simulated, so raise d_min.`,
    );
  const limit = 1 / dMin ** 2;
  for (let h = -H; h <= H; h++)
    for (let k = -K; k <= K; k++)
      for (let l = -L; l <= L; l++) {
        const x = A[0] * h + A[1] * k + A[2] * l;
        const y = A[3] * h + A[4] * k + A[5] * l;
        const z = A[6] * h + A[7] * k + A[8] * l;
        if (x * x + y * y + z * z <= limit && (h !== 0 || k !== 0 || l !== 0)) each(h, k, l);
      }
}

function rotationReflections(context: Context, A: Mat3): Each {
  const { experiment, s0, widths, minZeta } = context;
  const goniometer = modelOf(experiment, "goniometer");
  const crystal = modelOf(experiment, "crystal");
  const scan = experiment.scan!;
  const fixed = multiply(goniometer.getSettingRotation(), goniometer.getFixedRotation());
  const axis = unit(goniometer.getRotationAxis());
  const images = scan.getNumImages();
  const varies = crystal.getNumScanPoints() > 0;
  if (varies && crystal.getNumScanPoints() !== images + 1)
    throw new EwaldError(
      "wrong-length",
      `The crystal has ${crystal.getNumScanPoints()} scan points; a scan of ${images} images needs ${images + 1}.`,
    );
  const points = crystal.getAAtScanPoints().map((each) => multiply(fixed, each));
  const [start, first] = [
    scan.getAngleFromArrayIndex(scan.getArrayRange()[0], false),
    scan.getArrayRange()[0],
  ];
  const width = scan.getAngleFromArrayIndex(first + 1, false) - start;
  const end = start + images * width;
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  const middle = multiply(fixed, A);
  const drift = Math.max(0, ...points.map((point) => relativeChange(point, middle)));
  const matrixAt = (angle: number): Mat3 => {
    const at = Math.min(images, Math.max(0, (angle - start) / width));
    const before = Math.min(images - 1, Math.floor(at));
    const part = at - before;
    const to = points[before + 1]!;
    return points[before]!.map((value, i) => value + (to[i]! - value) * part) as readonly number[] as Mat3;
  };
  const wavenumber = norm(s0);
  // What φ can spread by times |ζ|, whatever the reflection: an upper bound of √tt·|ζ|.
  const spread = (r: number, across: number) =>
    Math.hypot(
      widths.mosaicity,
      (widths.divergence * r * wavenumber) / across,
      (widths.bandwidth * r * r) / 2 / across,
      (0.39 * wavenumber) / widths.blockSize / across,
    );
  return (h, k, l, found) => {
    const index = [h, k, l] as const;
    const r0 = transform(middle, index);
    const angles = crossingAngles(r0, axis, s0);
    if (!angles) return;
    const length = norm(r0);
    const across = length * Math.sqrt(Math.max(0, wavenumber ** 2 - (length * length) / 4));
    const before = found.length;
    for (const side of [0, 1] as const) {
      const about = angles[side];
      const s1 = add(s0, rotate(r0, axis, about));
      const zeta = dot(axis, unit(cross(s1, s0)));
      if (!(Math.abs(zeta) >= minZeta)) continue;
      const margin = (spotReach * spread(length, across) + 2 * drift) / Math.abs(zeta);
      const turns = Math.ceil((low - margin - about) / (2 * Math.PI));
      for (let angle = about + 2 * Math.PI * turns; angle <= high + margin; angle += 2 * Math.PI) {
        const at = varies ? settled(matrixAt, index, axis, s0, angle) : { angle, r: r0 };
        const one = at && rotationReflection(context, index, axis, at.angle, at.r);
        if (!one) continue;
        const sigma = Math.sqrt(one.shape.tt);
        if (one.angle > low - spotReach * sigma && one.angle < high + spotReach * sigma) found.push(one);
      }
    }
    if (found.length > before + 1) {
      const sorted = found.splice(before).sort((a, b) => a.angle - b.angle);
      found.push(...sorted);
    }
  };
}

/** Largest part by which a lattice vector of one differs from that of the other (a bound: Frobenius norm). */
function relativeChange(one: Mat3, other: Mat3): number {
  const inverse = tryInverse(other)!;
  const ratio = multiply(one, inverse);
  return Math.sqrt(ratio.reduce((sum, value, i) => sum + (value - (i % 4 === 0 ? 1 : 0)) ** 2, 0));
}

/**
 * Where a crystal that varies really crosses the sphere, near the crossing of the one that does not: Newton's method on
 * ½(|s0 + r|² − |s0|²), r = R(φ)·A(φ)·h. Undefined where there is no such place, or it is passed the other way.
 */
function settled(
  matrixAt: (angle: number) => Mat3,
  index: Vec3,
  axis: Vec3,
  s0: Vec3,
  start: number,
): { angle: number; r: Vec3 } | undefined {
  const at = (angle: number) => {
    const r = transform(matrixAt(angle), index);
    const turned = rotate(r, axis, angle);
    return {
      r,
      off: dot(s0, turned) + dot(turned, turned) / 2,
      speed: dot(add(s0, turned), cross(axis, turned)),
    };
  };
  const step = 1e-7;
  const forwards = Math.sign(at(start).speed);
  let angle = start;
  for (let pass = 0; pass < 30; pass++) {
    const slope = (at(angle + step).off - at(angle - step).off) / (2 * step);
    const move = at(angle).off / slope;
    if (!(Math.abs(move) < 0.5)) return undefined;
    angle -= move;
    if (Math.abs(move) > 1e-13 * Math.max(1, Math.abs(angle))) continue;
    const { r, speed } = at(angle);
    return Math.sign(speed) === forwards ? { angle, r } : undefined;
  }
  const { r, off } = at(angle);
  return Math.abs(off) < 1e-11 ? { angle, r } : undefined;
}

function rotationReflection(
  context: Context,
  index: ImageReflection["index"],
  axis: Vec3,
  angle: number,
  r0: Vec3,
): ImageReflection | undefined {
  const { experiment, s0 } = context;
  const s1 = add(s0, rotate(r0, axis, angle));
  const place = meet(context, s1);
  if (!place) return undefined;
  return {
    id: context.id,
    index,
    ...place,
    s1,
    angle,
    px: [place.px[0], place.px[1], experiment.scan!.getArrayIndexFromAngle(angle, false)],
    d: 1 / norm(r0),
    zeta: dot(axis, unit(cross(s1, s0))),
    entering: dot(s1, cross(s0, axis)) < 0,
    shape: spotShape(s0, s1, axis, context.widths, place.frame),
    delpsi: 0,
    off: 0,
    shift: [0, 0],
  };
}

function stillReflection(context: Context, A: Mat3): Each {
  const { experiment, s0, widths } = context;
  const { goniometer, scan } = experiment;
  // A goniometer with a scan that does not turn stands at the scan's angle.
  const angle = scan?.hasOscillation() ? scan.getOscillation()[0] : 0;
  const matrix = goniometer ? multiply(goniometer.getRotationMatrix(angle), A) : A;
  const wavenumber = norm(s0);
  const z = (scan?.getArrayRange()[0] ?? 0) + 0.5;
  return (h, k, l, found) => {
    const index = [h, k, l] as const;
    const r = transform(matrix, index);
    const square = dot(r, r);
    const off = dot(s0, r) + square / 2;
    const length = Math.sqrt(square);
    const bound = Math.hypot(
      (widths.mosaicity + widths.divergence) * length * wavenumber,
      (widths.bandwidth * square) / 2,
      (0.39 * wavenumber) / widths.blockSize,
    );
    if (!(Math.abs(off) < 1.1 * spotReach * bound)) return;
    const axis = unit(cross(r, s0));
    const angles = crossingAngles(r, axis, s0);
    if (!angles) return;
    const [a, b] = angles.map((each) => each - 2 * Math.PI * Math.round(each / (2 * Math.PI)));
    const delpsi = Math.abs(a!) < Math.abs(b!) ? a! : b!;
    const s1 = add(s0, rotate(r, axis, delpsi));
    const place = meet(context, s1);
    if (!place) return;
    const shape = spotShape(s0, s1, undefined, widths, place.frame);
    if (!(Math.abs(off) < spotReach * Math.sqrt(shape.tt))) return;
    const byTurn = spotShape(s0, s1, undefined, { ...mosaicAlone, pointSpread: 0 }, place.frame);
    found.push({
      id: context.id,
      index,
      ...place,
      s1,
      angle: 0,
      px: [place.px[0], place.px[1], z],
      d: 1 / length,
      zeta: 0,
      entering: off < 0,
      shape,
      delpsi,
      off,
      shift: [
        -off * (shape.tx / shape.tt - byTurn.tx / byTurn.tt),
        -off * (shape.ty / shape.tt - byTurn.ty / byTurn.tt),
      ],
    });
  };
}

const mosaicAlone: SpotWidths = {
  mosaicity: 1,
  divergence: 0,
  bandwidth: 0,
  blockSize: Number.POSITIVE_INFINITY,
  crystalSize: 0,
  pointSpread: 0,
};

/** The panel that s1 meets first and where; undefined if none. */
function meet({ panels }: Context, s1: Vec3) {
  let nearest = Number.POSITIVE_INFINITY;
  let found:
    | {
        panel: number;
        mm: readonly [number, number];
        px: readonly [number, number];
        frame: ReturnType<typeof frameOf>;
      }
    | undefined;
  for (const [number, { panel, size }] of panels.entries()) {
    const mm = panel.getRayIntersection(s1);
    if (!mm) continue;
    const px = panel.millimeterToPixel(mm);
    if (!(px[0] >= 0 && px[1] >= 0 && px[0] < size[0] && px[1] < size[1])) continue;
    const frame = frameOf(panel, mm);
    if (frame.pathLength >= nearest) continue;
    nearest = frame.pathLength;
    found = { panel: number, mm, px, frame };
  }
  return found;
}

function frameOf(panel: Panel, mm: readonly [number, number]) {
  const { fast, slow, normal } = panel.getFrame();
  return { fast, slow, normal, pixelSize: panel.getPixelSize(), pathLength: norm(panel.getLabCoord(mm)) };
}
