import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { EwaldError } from "../../error.js";

/** What a sealed file holds: a value, or the error a task ended with. */
export type SealedKind = "value" | "error";

// magic 4, format 1, kind 1, unused 2, CRC-32 of the content 4, unused 4, length of the content 8; then the content
const headerLength = 24;
const magic = 0x65_77_6c_64; // "ewld"
const format = 1;
const kinds: readonly SealedKind[] = ["value", "error"];

/**
 * Writes a file that machines share: beside its target first, under a name nobody else takes, then renamed. Length and CRC at
 * its head tell a whole file from one that a dying machine left behind. Throws EwaldError `"file-unreadable"`.
 */
export async function writeSealed(
  path: string,
  content: Uint8Array,
  kind: SealedKind = "value",
): Promise<void> {
  const header = Buffer.alloc(headerLength);
  header.writeUInt32BE(magic, 0);
  header[4] = format;
  header[5] = kinds.indexOf(kind);
  header.writeUInt32LE(crc32(content), 8);
  header.writeBigUInt64LE(BigInt(content.length), 16);
  const beside = join(dirname(path), `.${randomUUID()}.part`);
  try {
    await withFile(beside, "wx", async (file) => {
      for (const chunk of [header, content])
        for (let done = 0; done < chunk.length; )
          done += (await file.write(chunk, done, Math.min(chunk.length - done, piece))).bytesWritten;
    });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw new EwaldError("file-unreadable", `${path} cannot be written (${codeOf(error)}).`, {
      cause: error,
    });
  }
}

/** What a sealed file holds, by its head and its size; undefined where there is none, or not yet a whole one. */
export async function sealedKind(path: string): Promise<SealedKind | undefined> {
  try {
    return await withFile(path, "r", async (file) => (await headOf(file))?.kind);
  } catch {
    return undefined;
  }
}

/** A sealed file's content. Throws EwaldError `"bad-format"` for one that is not whole, `"file-not-found"`. */
export async function readSealed(path: string): Promise<{ kind: SealedKind; content: Uint8Array }> {
  const damaged = (what: string) => new EwaldError("bad-format", `${path} ${what}.`);
  try {
    return await withFile(path, "r", async (file) => {
      const head = await headOf(file);
      if (!head) throw damaged("is not the whole file that was written");
      const content = new Uint8Array(head.length);
      for (let done = 0; done < content.length; ) {
        const length = Math.min(content.length - done, piece);
        const { bytesRead } = await file.read(content, done, length, headerLength + done);
        if (bytesRead === 0) throw damaged("became shorter while it was read");
        done += bytesRead;
      }
      if (crc32(content) !== head.crc) throw damaged("does not hold the bytes that were written (CRC-32)");
      return { kind: head.kind, content };
    });
  } catch (error) {
    if (error instanceof EwaldError) throw error;
    const code = codeOf(error);
    if (code === "ENOENT") throw new EwaldError("file-not-found", `There is no file ${path}.`);
    throw new EwaldError("file-unreadable", `${path} cannot be read (${code}).`, { cause: error });
  }
}

/** Bytes read or written by one call of the system at most. */
const piece = 2 ** 30;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

async function withFile<R>(path: string, flags: string, use: (file: FileHandle) => Promise<R>): Promise<R> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function headOf(
  file: FileHandle,
): Promise<{ kind: SealedKind; crc: number; length: number } | undefined> {
  const header = Buffer.alloc(headerLength);
  if ((await file.read(header, 0, headerLength, 0)).bytesRead < headerLength) return undefined;
  const kind = kinds[header[5]!];
  const length = Number(header.readBigUInt64LE(16));
  if (header.readUInt32BE(0) !== magic || header[4] !== format || kind === undefined) return undefined;
  if ((await file.stat()).size !== headerLength + length) return undefined;
  return { kind, crc: header.readUInt32LE(8), length };
}
