import { rotationAbout, transform } from "../../array/mat3.js";
import { angleBetween, cross, unit } from "../../array/vec3.js";
import type { Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Detector, type DetectorData, type PanelGroupData } from "../../models/detector.js";
import type { PanelFrameData } from "../../models/panelRecord.js";

/**
 * A detector whose panels (and groups of panels, with `level` only those so deep, the whole being 0) lie at the mean place of those
 * of all: means of origins and axes, the axes turned alike until they are at right angles, as dials.combine_experiments averages.
 * Throws EwaldError `"bad-argument"` for detectors of another build than the first.
 */
export function averageDetector(detectors: readonly Detector[], level: number | null): Detector {
  const [first] = detectors;
  if (!first) throw new EwaldError("bad-argument", "There is no detector to average.");
  const average = new Detector(structuredClone(first.data) as DetectorData);
  const average1 = (frames: (PanelFrameData | undefined)[], depth: number) => {
    if (level === null || depth === level) setMean(frames);
  };
  const walk = (nodes: (PanelGroupData | { panel: number } | undefined)[], depth: number): void => {
    const [target] = nodes;
    if (!target) return;
    if ("panel" in target) {
      const number = target.panel as number;
      average1(
        [average, ...detectors].map((detector) => detector.panels[number]?.data),
        depth,
      );
      return;
    }
    const groups = nodes as (PanelGroupData | undefined)[];
    average1(groups, depth);
    (target as PanelGroupData).children?.forEach((_, i) => {
      walk(
        groups.map((group) => group?.children?.[i]),
        depth + 1,
      );
    });
  };
  if (average.hierarchy)
    walk(
      [average, ...detectors].map(({ hierarchy }) => hierarchy),
      0,
    );
  else
    average.panels.forEach((_, i) => {
      average1(
        [average, ...detectors].map((detector) => detector.panels[i]?.data),
        1,
      );
    });
  return average;
}

/** Sets the first frame to the mean of the others. */
function setMean([target, ...frames]: (PanelFrameData | undefined)[]): void {
  if (frames.some((frame) => !frame))
    throw new EwaldError("bad-argument", "Detectors of different numbers of panels have no average.");
  const mean = (key: "fast_axis" | "slow_axis" | "origin") => {
    const missing: Record<string, Vec3> = { fast_axis: [1, 0, 0], slow_axis: [0, 1, 0], origin: [0, 0, 0] };
    const sum = [0, 0, 0];
    for (const frame of frames)
      for (let k = 0; k < 3; k++) sum[k]! += (frame![key] ?? missing[key]!)[k]! / frames.length;
    return sum as readonly number[] as Vec3;
  };
  const fast = mean("fast_axis");
  const slow = mean("slow_axis");
  const normal = cross(fast, slow);
  const turn = angleBetween(fast, slow) / 2 - Math.PI / 4;
  target!.fast_axis = [...unit(transform(rotationAbout(normal, turn), fast))];
  target!.slow_axis = [...unit(transform(rotationAbout(normal, -turn), slow))];
  target!.origin = [...mean("origin")];
}
