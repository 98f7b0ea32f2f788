import { EwaldError } from "ewald";
import { selectionOf } from "../selection.js";
import type { ImageAt, ViewerContext } from "./context.js";

/** What of a reflection is drawn: its box, where it was found, where it was predicted. */
export const markKinds = ["bbox", "xyzobs.px.value", "xyzcal.px"] as const;
export type MarkKind = (typeof markKinds)[number];

/** Which reflections are drawn. */
export const markFilters = ["all", "indexed", "unindexed", "integrated"] as const;
export type MarkFilter = (typeof markFilters)[number];

/** Bits of `states`. */
export const markStates = { indexed: 1, integrated: 2, selected: 4 } as const;

/** Reflections of an image or of a stack. */
export interface Marks {
  readonly rows: Uint32Array;
  readonly panels: Uint32Array;
  /** Per reflection x, y (px), or of boxes x0, x1, y0, y1. */
  readonly places: Float32Array;
  readonly states: Uint8Array;
  /** Reflections of these images whose place is not a number, or on no panel. */
  readonly misplaced: number;
}

const flagIndexed = 4;
const flagsIntegrated = 256 | 512;

/**
 * Reflections whose centroid or prediction is on the `stack` images from this one (z of the table's column, floored), or whose box
 * reaches into them. Of a table with `id`, those of the image's experiments and those of no experiment (id −1). Throws EwaldError
 * `"missing-column"` without the column.
 */
export function marksOf(
  { reflections, images }: ViewerContext,
  image: ImageAt,
  stack: number,
  kind: MarkKind,
  filter: MarkFilter = "all",
): Marks {
  if (!reflections?.has(kind))
    throw new EwaldError(
      "missing-column",
      `The reflections have no column ${kind}; a table that has it would work.`,
    );
  const { data } = reflections.column(kind);
  const step = kind === "bbox" ? 6 : 3;
  const ids = reflections.has("id") ? reflections.column("id").data : undefined;
  const panels = reflections.has("panel") ? reflections.column("panel").data : undefined;
  const flags = reflections.has("flags") ? reflections.column("flags").data : undefined;
  const selected = new Set(selectionOf(reflections).indices);
  const own = new Set(image.experiments.map(({ id }) => id));
  const several = image.set.length < images.length;
  const [first, last] = [image.z, image.z + stack];
  const rows: number[] = [];
  let misplaced = 0;
  for (let row = 0; row < reflections.nrows; row++) {
    const id = ids?.[row] ?? 0;
    if (own.size > 0 && id >= 0 ? !own.has(id) : several && id < 0) continue;
    const at = row * step;
    if (kind === "bbox") {
      if (data[at + 5]! <= first || data[at + 4]! >= last) continue;
    } else {
      const z = Math.floor(data[at + 2]!);
      if (z < first || z >= last) continue;
      if (data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 0) continue;
    }
    const flag = flags?.[row] ?? 0;
    const indexed = (flag & flagIndexed) !== 0;
    if (filter === "indexed" && !indexed) continue;
    if (filter === "unindexed" && indexed) continue;
    if (filter === "integrated" && (flag & flagsIntegrated) === 0) continue;
    const onPanel = (panels?.[row] ?? 0) < image.detector.panels.length;
    if (
      !onPanel ||
      !Number.isFinite(data[at]) ||
      !Number.isFinite(data[at + 1]) ||
      !Number.isFinite(data[at + 2])
    )
      misplaced++;
    else rows.push(row);
  }
  const across = kind === "bbox" ? 4 : 2;
  const places = new Float32Array(rows.length * across);
  const states = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    for (let k = 0; k < across; k++) places[i * across + k] = data[row * step + k]!;
    const flag = flags?.[row] ?? 0;
    states[i] =
      ((flag & flagIndexed) !== 0 ? markStates.indexed : 0) |
      ((flag & flagsIntegrated) !== 0 ? markStates.integrated : 0) |
      (selected.has(row) ? markStates.selected : 0);
  });
  return {
    rows: Uint32Array.from(rows),
    panels: Uint32Array.from(rows, (row) => panels?.[row] ?? 0),
    places,
    states,
    misplaced,
  };
}
