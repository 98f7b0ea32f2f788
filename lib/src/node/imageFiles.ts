import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { ImageFileAccess } from "../images/imageFiles.js";
import { FileSource } from "./fileSource.js";

/** `~`, `$VAR` and `${VAR}` expanded as a shell does; a variable that is not set stays as it is written. */
export function expanded(path: string): string {
  const home = path.replace(/^~(?=$|[/\\])/, () => homedir());
  return home.replace(/\$(?:(\w+)|\{(\w+)\})/g, (text, bare, braced) => process.env[bare ?? braced] ?? text);
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Files of images by path. */
export const imageFiles: ImageFileAccess = {
  open: (path) => new FileSource(path),
  exists: existsSync,
  isFolder,
  list(folder) {
    const path = folder === "" ? "." : folder;
    try {
      return readdirSync(path, { withFileTypes: true })
        .filter((entry) => !(entry.isSymbolicLink() ? isFolder(join(path, entry.name)) : entry.isDirectory()))
        .map(({ name }) => name);
    } catch {
      return [];
    }
  },
  resolve: (path, from) => resolve(from === undefined ? "." : dirname(from), expanded(path)),
};
