import { EwaldError } from "../error.js";
import type { PanelMask } from "../models/imageAccess.js";
import { fileAccess } from "../reflections/codec.js";
import { readLookup, writeMask } from "./lookupPickle.js";

/**
 * A mask that DIALS (or {@link writeMask}) pickled, one for each panel; a bare array of a single panel is taken too. Plain,
 * gzipped or bzip2ed (the last not in a browser). Throws EwaldError `"bad-format"` for anything else, gains and pedestals
 * among it.
 */
export function readMask(bytes: Uint8Array, name = "mask"): PanelMask[] {
  return readLookup(bytes, name).map(({ shape, values }, panel) => {
    if (values.type === "bool") return { shape, values };
    throw new EwaldError(
      "bad-format",
      `${name} is no mask: panel ${panel} holds ${values.type} values, a mask bool; it may be a gain, pedestal or offset map.`,
    );
  });
}

/** Reads a mask from a file. Not in a browser. */
export function loadMask(path: string): PanelMask[] {
  const source = fileAccess().open(path);
  try {
    return readMask(source.read(0, source.size), path);
  } finally {
    source.close?.();
  }
}

/** Writes a mask as DIALS reads it, as a whole or not at all. Not in a browser. */
export function saveMask(path: string, mask: readonly PanelMask[]): void {
  fileAccess().write(path, [writeMask(mask)]);
}
