import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";

/** Files of images by path; `node/` installs it. A browser has none: `ImageSet.fromSources` takes the bytes there. */
export interface ImageFileAccess {
  open(path: string): ByteSource;
  exists(path: string): boolean;
  isFolder(path: string): boolean;
  /** Names of the files in a folder, not of its folders ("" is where the program runs); empty when there is none. */
  list(folder: string): string[];
  /** The path with `~`, `$VAR` and `${VAR}` expanded, seen from the folder of the file `from`; absolute. */
  resolve(path: string, from?: string): string;
}

let access: ImageFileAccess | undefined;

export function installImageFileAccess(installed: ImageFileAccess): void {
  access = installed;
}

export function imageFileAccess(): ImageFileAccess {
  if (access) return access;
  throw new EwaldError(
    "unsupported",
    "There are no files by path here; give the bytes of the images to ImageSet.fromSources.",
  );
}

/**
 * The path a record means (dxtbx: resolve_path): expanded, from the folder of the file it stands in; its own text when there
 * is nothing, so that messages name what the user wrote. `there` says whether something is there.
 */
export function resolvedPath(
  path: string,
  from: string | undefined,
  there: (resolved: string, files: ImageFileAccess) => boolean = (resolved, files) => files.exists(resolved),
): string {
  if (!access) return path;
  const resolved = access.resolve(path, from);
  return there(resolved, access) ? resolved : path;
}
