import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import type { ImageFileAccess } from "../images/imageFiles.js";
import { FileSource } from "./fileSource.js";

/** `~`, `$VAR` and `${VAR}` expanded as a shell does; a variable that is not set stays as it is written. */
export function expanded(path: string): string {
  const home = path.replace(/^~(?=$|[/\\])/, () => homedir());
  return home.replace(/\$(?:(\w+)|\{(\w+)\})/g, (text, bare, braced) => process.env[bare ?? braced] ?? text);
}

/** Files of images by path. */
export const imageFiles: ImageFileAccess = {
  open: (path) => new FileSource(path),
  exists: existsSync,
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  list(folder) {
    try {
      return readdirSync(folder === "" ? "." : folder);
    } catch {
      return [];
    }
  },
  resolve: (path, from) => resolve(from === undefined ? "." : dirname(from), expanded(path)),
};
