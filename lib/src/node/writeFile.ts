import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EwaldError } from "../error.js";

let count = 0;

/**
 * Writes a file as a whole or not at all: the pieces go into a file beside it, which takes its name when complete.
 * A failure, of the disk or of making a piece, leaves neither a partial file nor the one beside, and an older file
 * of this name as it was. A symbolic link goes on pointing at what it pointed at, with the new content.
 */
export function writeFile(path: string, chunks: Iterable<Uint8Array>): void {
  const target = resolved(path);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}-${++count}.part`);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(beside, "wx", modeOf(target));
    for (const chunk of chunks)
      for (let done = 0; done < chunk.length; )
        done += writeSync(descriptor, chunk, done, Math.min(chunk.length - done, 2 ** 30));
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(beside, target);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    rmSync(beside, { force: true });
    if (error instanceof EwaldError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EwaldError("file-unreadable", `${path} cannot be written (${code}).`, { cause: error });
  }
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Permissions of the file to be replaced; else what the umask leaves. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777;
}
