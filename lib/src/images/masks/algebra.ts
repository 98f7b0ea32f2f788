import { FlexBool } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { PanelMask } from "../../models/imageAccess.js";
import type { DetectorMask } from "./panelMasks.js";

/** Good where all masks are good. Throws EwaldError `"wrong-length"` when panels or shapes differ. */
export function and(first: DetectorMask, ...others: readonly DetectorMask[]): PanelMask[] {
  return combined("and", first, others, (to, from) => {
    for (let i = 0; i < to.length; i++) to[i]! &= from[i]!;
  });
}

/** Good where any mask is good. Throws likewise. */
export function or(first: DetectorMask, ...others: readonly DetectorMask[]): PanelMask[] {
  return combined("or", first, others, (to, from) => {
    for (let i = 0; i < to.length; i++) to[i]! |= from[i]!;
  });
}

/** Good where the mask is bad. */
export function not(mask: DetectorMask): PanelMask[] {
  return mask.map(({ shape, values }) => {
    const data = new Uint8Array(values.length);
    for (let i = 0; i < data.length; i++) data[i] = values.data[i]! ^ 1;
    return { shape, values: new FlexBool(data) };
  });
}

function combined(
  name: string,
  first: DetectorMask,
  others: readonly DetectorMask[],
  put: (to: Uint8Array, from: Uint8Array) => void,
): PanelMask[] {
  for (const other of others) sameShapes(name, first, other);
  return first.map(({ shape, values }, panel) => {
    const data = values.data.slice();
    for (const other of others) put(data, other[panel]!.values.data);
    return { shape, values: new FlexBool(data) };
  });
}

function sameShapes(name: string, a: DetectorMask, b: DetectorMask): void {
  if (a.length !== b.length)
    throw new EwaldError(
      "wrong-length",
      `${name} needs masks of one detector, not of ${a.length} and ${b.length} panels.`,
    );
  a.forEach(({ shape, values }, panel) => {
    const other = b[panel]!;
    if (shape[0] !== other.shape[0] || shape[1] !== other.shape[1] || values.length !== other.values.length)
      throw new EwaldError(
        "wrong-length",
        `${name} needs masks of one shape; panel ${panel} is of ${shape.join(" × ")} and ${other.shape.join(" × ")} px.`,
      );
  });
}
