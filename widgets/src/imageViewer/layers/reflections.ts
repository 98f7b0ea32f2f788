import { type MarkKind, markFilters, marksOf } from "../marks.js";
import type { KernelLayer } from "./index.js";

/** Buffers: rows, panels, places, states, and of layers of Miller indices h, k, l of each. */
const layerOf = (name: string, kind: MarkKind, indices = false): KernelLayer => ({
  name,
  ofSelection: true,
  available: ({ reflections }) =>
    reflections?.has(kind) === true && (!indices || reflections.has("miller_index")),
  data(context, image, { stack, options }) {
    const filter = markFilters.find((each) => each === options.filter) ?? (indices ? "indexed" : "all");
    const marks = marksOf(context, image, stack, kind, filter);
    const buffers: ArrayBufferView[] = [marks.rows, marks.panels, marks.places, marks.states];
    if (indices) {
      const { data } = context.reflections!.column("miller_index");
      const hkl = new Int32Array(marks.rows.length * 3);
      for (const [i, row] of marks.rows.entries()) hkl.set(data.subarray(3 * row, 3 * row + 3), 3 * i);
      buffers.push(hkl);
    }
    return { content: { misplaced: marks.misplaced }, buffers };
  },
});

export const shoeboxes = layerOf("shoeboxes", "bbox");
export const centroids = layerOf("centroids", "xyzobs.px.value");
export const predictions = layerOf("predictions", "xyzcal.px");
export const millerIndices = layerOf("millerIndices", "xyzobs.px.value", true);
