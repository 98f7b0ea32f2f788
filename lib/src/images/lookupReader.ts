import type { FlexBool, FlexDouble, FlexInt } from "../array/scalars.js";
import { EwaldError } from "../error.js";

/** One value for each pixel of a panel, as `files/lookupPickle.ts` reads it. */
export interface LookupTileData {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: FlexBool | FlexDouble | FlexInt;
}

/** Reads a mask, gain, pedestal or offset map; `files/` installs it, as images may not import files. */
export type LookupReader = (bytes: Uint8Array, name: string) => LookupTileData[];

let reader: LookupReader | undefined;

export function installLookupReader(installed: LookupReader): void {
  reader = installed;
}

export function lookupReader(): LookupReader {
  if (reader) return reader;
  throw new EwaldError("unsupported", 'No reader of lookup maps is installed; import from "ewald" itself.');
}
