import { type Display, kindsBy } from "../display/api.js";
import type { DisplayHandle } from "../display/display.js";

/** Stands in for the package `tslab`, so that notebooks written for its kernel run where it is not installed. */
export const display = (globalThis as unknown as { display: Display }).display;

type Kinds = ReturnType<typeof kindsBy> & Pick<Display, "raw">;

/** A place in the output: what is shown by its methods replaces what they showed before. */
export function newDisplay(): Kinds {
  let shown: DisplayHandle | undefined;
  const raw = (mime: string, content: unknown): DisplayHandle => {
    if (shown) shown.update({ [mime]: content }, { raw: true });
    else shown = display.raw(mime, content);
    return shown;
  };
  return { ...kindsBy(raw), raw };
}

/** The versions of what runs the cells, by tslab's names. */
export const versions = { tslab: "ewald-kernel", typescript: "6.0.3", node: process.version };
