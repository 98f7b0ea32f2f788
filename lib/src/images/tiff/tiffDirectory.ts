import type { ByteSource } from "../../bytes/byteSource.js";

/** Numbers in the byte order of a TIFF file. */
export interface TiffDirectory {
  readonly littleEndian: boolean;
  /** First value of each tag that holds whole numbers, by tag. */
  readonly tags: ReadonlyMap<number, number>;
}

const short = 3;
const long = 4;
/** Longer directories are damage. */
const mostTags = 1024;

/** The byte order of a TIFF file; undefined for other bytes. */
export function tiffByteOrder(head: Uint8Array): "little" | "big" | undefined {
  if (head[0] === 0x49 && head[1] === 0x49 && head[2] === 42 && head[3] === 0) return "little";
  if (head[0] === 0x4d && head[1] === 0x4d && head[2] === 0 && head[3] === 42) return "big";
  return undefined;
}

/** The first directory of a TIFF 6.0 file; undefined when it is none, or damaged. */
export function tiffDirectory(source: ByteSource): TiffDirectory | undefined {
  if (source.size < 10) return undefined;
  const order = tiffByteOrder(source.read(0, 4));
  if (!order) return undefined;
  const littleEndian = order === "little";
  const view = (offset: number, length: number) => new DataView(source.read(offset, length).buffer);
  const at = view(4, 4).getUint32(0, littleEndian);
  if (at + 2 > source.size) return undefined;
  const count = view(at, 2).getUint16(0, littleEndian);
  if (count > mostTags || at + 2 + 12 * count > source.size) return undefined;
  const entries = view(at + 2, 12 * count);
  const tags = new Map<number, number>();
  for (let entry = 0; entry < 12 * count; entry += 12) {
    const type = entries.getUint16(entry + 2, littleEndian);
    const value =
      type === short
        ? entries.getUint16(entry + 8, littleEndian)
        : type === long
          ? entries.getUint32(entry + 8, littleEndian)
          : undefined;
    if (value !== undefined) tags.set(entries.getUint16(entry, littleEndian), value);
  }
  return { littleEndian, tags };
}
