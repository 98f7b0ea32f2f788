import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What cannot be installed, in one sentence for the person at the terminal. */
export class InstallError extends Error {}

const reasons: Record<string, string> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a file is in the way",
};

/** An error of the file system as an InstallError that says what would work. */
export function refused(path: string, error: unknown): InstallError {
  if (error instanceof InstallError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new InstallError(
    `Cannot write ${path}: ${reasons[code] ?? message}. Choose another place: --user, --prefix DIR or --sys-prefix DIR.`,
  );
}

/** Writes a file so that it is there whole or as it was: beside, to the disk, then renamed. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, content, { flush: true });
    renameSync(beside, path);
  } catch (error) {
    // Not rmSync: its `force` does not forgive a path through a file.
    if (existsSync(beside)) rmSync(beside);
    throw refused(path, error);
  }
}

/**
 * Copies a folder to `target`, and puts `extra` files in it, so that a reader sees the old one or the new one. `scratch` is a
 * folder of the same file system that nobody searches.
 */
export function copyWhole(
  source: string,
  target: string,
  scratch: string,
  extra: Record<string, string>,
): void {
  let beside: string | undefined;
  try {
    mkdirSync(dirname(target), { recursive: true });
    beside = mkdtempSync(join(scratch, ".ewald-"));
    cpSync(source, join(beside, "new"), { recursive: true, dereference: true });
    for (const [name, text] of Object.entries(extra)) writeFileSync(join(beside, "new", name), text);
    if (existsSync(target)) renameSync(target, join(beside, "old"));
    renameSync(join(beside, "new"), target);
  } catch (error) {
    throw refused(target, error);
  } finally {
    if (beside) rmSync(beside, { recursive: true, force: true });
  }
}
