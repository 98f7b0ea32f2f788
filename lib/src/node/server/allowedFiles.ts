import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { EwaldError } from "../../error.js";
import { limitFiles } from "../fileSource.js";

/** Whether a path, its links followed, is in one of the folders. A path that is not there is in none. */
export function isWithin(path: string, folders: readonly string[]): boolean {
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    return false;
  }
  return folders.some(
    (folder) => real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep),
  );
}

/** The folders with their links followed. Throws EwaldError `"file-not-found"`. */
export function realFolders(folders: readonly string[]): string[] {
  return folders.map((folder) => {
    try {
      return realpathSync(folder);
    } catch (error) {
      throw new EwaldError("file-not-found", `There is no folder ${folder}.`, { cause: error });
    }
  });
}

/** From now on this thread reads no file outside these folders, whoever asks: images, what they refer to, masks. */
export function readOnlyWithin(folders: readonly string[]): void {
  limitFiles((path) => {
    if (!isWithin(path, folders)) throw outside(path);
  });
}

/** The same for what is there and what is not: neither is to be known. */
export const outside = (path: string) =>
  new EwaldError("file-unreadable", `${path} is not in a folder this server reads from.`);
