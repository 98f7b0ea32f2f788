import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import type { ExperimentList } from "./experimentList.js";

/**
 * How experiment lists become text and back. `files/` installs it, as models may not import files.
 * `open` reads a file that the list refers to by name.
 */
export interface ExperimentCodec {
  read(bytes: Uint8Array, name: string, open?: (path: string) => ByteSource): ExperimentList;
  /** `recordOf`: what is written of a model, where that is not just its record. */
  write(list: ExperimentList, recordOf?: (model: { readonly data: object }) => object): Uint8Array;
}

/** Files by path; `node/` installs it. A browser has none. */
export interface ExperimentFileAccess {
  open(path: string): ByteSource;
  write(path: string, chunks: Iterable<Uint8Array>): void;
  /** `path` as seen from the folder of the file `from`. */
  beside(from: string, path: string): string;
}

let codec: ExperimentCodec | undefined;
let access: ExperimentFileAccess | undefined;

export function installExperimentCodec(installed: ExperimentCodec): void {
  codec = installed;
}

export function installExperimentFileAccess(installed: ExperimentFileAccess): void {
  access = installed;
}

export function experimentCodec(): ExperimentCodec {
  if (codec) return codec;
  throw new EwaldError(
    "unsupported",
    'No reader of experiment lists is installed; import from "ewald" itself.',
  );
}

export function experimentFileAccess(): ExperimentFileAccess {
  if (access) return access;
  throw new EwaldError("unsupported", "There are no files by path here; use fromJson and toJson.");
}
