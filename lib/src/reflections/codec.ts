import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import type { ReflectionTable } from "./reflectionTable.js";

/** Reads and writes tables in their file format. `files/` installs one; tables know none themselves. */
export interface TableCodec {
  read(source: ByteSource): ReflectionTable;
  /** The file's bytes, whole or in pieces made as they are asked for. */
  write(table: ReflectionTable): Iterable<Uint8Array> | Uint8Array;
}

/** Reads and writes files by path. `node/` installs one; in a browser there is none. */
export interface FileAccess {
  open(path: string): ByteSource;
  write(path: string, chunks: Iterable<Uint8Array>): void;
}

let codec: TableCodec | undefined;
let files: FileAccess | undefined;

export function installTableCodec(installed: TableCodec): void {
  codec = installed;
}

export function installFileAccess(installed: FileAccess): void {
  files = installed;
}

/** The codec; without one throws "unsupported". */
export function tableCodec(): TableCodec {
  if (codec) return codec;
  throw new EwaldError(
    "unsupported",
    'No reader and writer of reflection tables is installed; import ReflectionTable from "ewald".',
  );
}

/** Access to files; where there is none throws "unsupported". */
export function fileAccess(): FileAccess {
  if (files) return files;
  throw new EwaldError(
    "unsupported",
    "Files cannot be reached by path here (in a browser, say); pass the file's bytes to fromBytes, or take toBytes.",
  );
}

/** The pieces a codec wrote. */
export function chunksOf(written: Iterable<Uint8Array> | Uint8Array): Iterable<Uint8Array> {
  return written instanceof Uint8Array ? [written] : written;
}

/** The pieces a codec wrote, joined. */
export function joined(written: Iterable<Uint8Array> | Uint8Array): Uint8Array {
  if (written instanceof Uint8Array) return written;
  const chunks = [...written];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
