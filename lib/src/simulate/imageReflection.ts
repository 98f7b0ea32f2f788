import { norm } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";
import { modelOf } from "../geometry/perExperiment.js";
import type { Experiment } from "../models/experiment.js";
import type { Panel } from "../models/panel.js";
import type { SpotShape, SpotWidths } from "./spotShape.js";

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

/** What the prediction of one experiment's reflections needs. */
export interface PredictionContext extends PredictionOptions {
  readonly experiment: Experiment;
  readonly id: number;
  readonly s0: Vec3;
  readonly panels: readonly { readonly panel: Panel; readonly size: readonly [number, number] }[];
}

/** Adds what it finds of one index. */
export type EachIndex = (h: number, k: number, l: number, found: ImageReflection[]) => void;

export function panelsOf(experiment: Experiment): PredictionContext["panels"] {
  return modelOf(experiment, "detector").panels.map((panel) => {
    const [nx, ny] = panel.getImageSize();
    return { panel, size: [nx, ny] as const };
  });
}

/** The panel that s1 meets first and where; undefined if none. */
export function meet({ panels }: PredictionContext, s1: Vec3) {
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
