// Which reflections are drawn on an image, against a table whose places are known.
import { flex, ReflectionTable } from "ewald";
import { expect, it } from "vitest";
import { selectionOf } from "../selection.js";
import type { ImageAt, ViewerContext } from "./context.js";
import { runsOf } from "./layers/badPixels.js";
import { marksOf } from "./marks.js";

const table = new ReflectionTable();
table.set(
  "xyzobs.px.value",
  flex.vec3Double([
    [1, 2, 4.5],
    [3, 4, 5],
    [5, 6, 5.99],
    [7, 8, 6],
    [Number.NaN, 8, 5.5],
    [9, 9, 5.5],
  ]),
);
table.set("id", flex.int([0, 0, -1, 0, 0, 3]));
table.set("flags", flex.sizeT([4, 4 | 256, 0, 4, 4, 4]));
const context = { reflections: table, images: { length: 10 } } as unknown as ViewerContext;
const image = {
  z: 5,
  set: { length: 10 },
  experiments: [{ id: 0 }],
  detector: { panels: [{}] },
} as unknown as ImageAt;

it("marks are of the image's frames, experiments and filter", () => {
  const kind = "xyzobs.px.value";
  const marks = marksOf(context, image, 1, kind);
  expect([...marks.rows]).toEqual([1, 2]);
  expect([...marks.places]).toEqual([3, 4, 5, 6]);
  expect(marks.misplaced).toBe(1);
  expect([...marksOf(context, image, 2, kind).rows]).toEqual([1, 2, 3]);
  expect([...marksOf(context, image, 1, kind, "unindexed").rows]).toEqual([2]);
  expect([...marksOf(context, image, 1, kind, "integrated").rows]).toEqual([1]);
});

it("marks tell which rows are selected", () => {
  selectionOf(table).set([2]);
  expect([...marksOf(context, image, 1, "xyzobs.px.value").states]).toEqual([3, 4]);
});

it("a missing column is named", () => {
  expect(() => marksOf(context, image, 1, "bbox")).toThrow("bbox");
});

it("runs of bad pixels begin and end where they do", () => {
  expect([...runsOf([0, 0, 1, 1, 0, 1, 0])]).toEqual([0, 2, 4, 1, 6, 1]);
  expect([...runsOf([1, 1])]).toEqual([]);
});
