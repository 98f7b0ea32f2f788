import { EwaldError } from "ewald";
import { selectionOf } from "../../selection.js";
import type { ViewerRequest } from "./index.js";

/** Selects rows of the reflections in all views of them; `add` keeps those that are selected, and lets go of rows that were. */
export const selectRequest: ViewerRequest = {
  name: "select",
  answer(context, { rows, add }) {
    const { reflections } = context;
    if (!reflections || !Array.isArray(rows) || !rows.every((row) => Number.isInteger(row) && row >= 0))
      throw new EwaldError(
        "wrong-type",
        "Rows of the viewer's reflections can be selected, by their numbers.",
      );
    const selection = selectionOf(reflections);
    const next = new Set<number>(add === true ? selection.indices : []);
    for (const row of rows as number[])
      if (add === true && rows.length === 1 && next.has(row)) next.delete(row);
      else next.add(row);
    selection.set(next, context);
    return { content: { selected: selection.indices.length } };
  },
};
