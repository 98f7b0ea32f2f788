import { fromColumns, transform } from "../../array/mat3.js";
import { add, dot, scale, subtract } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import type { Panel } from "../../models/panel.js";
import type { PanelFrame } from "../../models/panelFrame.js";
import { freeOf, type Parameterisation } from "./parameterisation.js";
import { turns } from "./turns.js";

/** Axes in the laboratory, and the point whose place Dist, Shift1 and Shift2 tell: of a panel its middle. */
export type Frame = Pick<PanelFrame, "fast" | "slow" | "origin" | "normal">;

/** The axes of a panel at its middle. */
export function middleFrame(panel: Panel): Frame {
  const [width, height] = panel.getImageSizeMm();
  return { ...panel.getFrame(), origin: panel.getLabCoord([width / 2, height / 2]) };
}

/**
 * Panels that move together as a rigid body: `Dist` (mm) along the normal of `frame`, `Shift1` and `Shift2` (mm) along its axes, then
 * `Tau1`, `Tau2`, `Tau3` (mrad) about normal, fast and slow axis, through the point where the normal through the sample meets it.
 * States are the d matrices of the panels (Waterman et al., Acta Cryst. D72 (2016) 558, section 3.2).
 */
export function detectorParameters(
  panels: readonly Panel[],
  frame: Frame = middleFrame(panels[0]!),
  fixed: ReadonlySet<string> = new Set(),
): Parameterisation {
  const { fast, slow, origin, normal } = frame;
  const distance = dot(origin, normal);
  const pivot = scale(normal, distance);
  const offset = subtract(origin, pivot);
  const all: { name: string; shift?: Vec3; axis?: Vec3; start: number }[] = [
    { name: "Dist", shift: normal, start: distance },
    { name: "Shift1", shift: fast, start: dot(offset, fast) },
    { name: "Shift2", shift: slow, start: dot(offset, slow) },
    { name: "Tau1", axis: normal, start: 0 },
    { name: "Tau2", axis: fast, start: 0 },
    { name: "Tau3", axis: slow, start: 0 },
  ];
  const free = freeOf(all, fixed);
  const frames = panels.map((panel) => panel.getFrame());
  const turning = free.flatMap(({ axis }) => (axis ? [axis] : []));
  const firstTurn = free.length - turning.length;
  return {
    names: free.map(({ name }) => name),
    values: Float64Array.from(free, ({ start }) => start),
    compose(values) {
      const { product, derivatives } = turns(
        turning,
        turning.map((_, i) => values[firstTurn + i]! / 1000),
      );
      let shift: Vec3 = [0, 0, 0];
      for (const [i, one] of free.entries())
        if (one.shift) shift = add(shift, scale(one.shift, values[i]! - one.start));
      const states = new Float64Array(9 * panels.length);
      const changes = free.map(() => new Float64Array(9 * panels.length));
      for (const [k, panel] of frames.entries()) {
        const arm = subtract(panel.origin, pivot);
        const turned = (m: Mat3) =>
          [transform(m, panel.fast), transform(m, panel.slow), transform(m, arm)] as const;
        const [f, s, o] = turned(product);
        states.set(fromColumns(f, s, add(add(o, pivot), shift)), 9 * k);
        for (const [i, one] of free.entries()) {
          if (one.shift) changes[i]!.set(fromColumns([0, 0, 0], [0, 0, 0], one.shift), 9 * k);
          else
            changes[i]!.set(
              fromColumns(...turned(derivatives[i - firstTurn]!)).map((x) => x / 1000),
              9 * k,
            );
        }
      }
      return { state: states, derivatives: changes };
    },
  };
}
