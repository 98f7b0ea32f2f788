import { Gunzip, gunzipSync } from "fflate";
import { EwaldError } from "../error.js";

/** Deflate cannot pack more than 1032 bytes into one (RFC 1951: 258 bytes in two bits). */
const mostPerByte = 1032;

/** Decompresses one member to `length` bytes at most and checks its CRC-32; throws anything when the data are damaged. */
type Inflate = (bytes: Uint8Array, length: number) => Uint8Array;

let inflate: Inflate = (bytes, length) => {
  const out = gunzipSync(bytes);
  if (out.length === length && crc32(out) !== trailer(bytes).getUint32(0, true)) throw new Error("checksum");
  return out;
};

/** Decompresses as much of the beginning of a member as its first bytes hold; throws anything when they are damaged. */
type InflateHead = (bytes: Uint8Array) => Uint8Array;

let inflateHead: InflateHead = (bytes) => {
  const parts: Uint8Array[] = [];
  const stream = new Gunzip((part) => parts.push(part));
  stream.push(bytes, false);
  const head = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  return head;
};

/** Gives faster ways than the built-in ones; `node/` does. */
export function installGunzip(faster: { inflate: Inflate; inflateHead: InflateHead }): void {
  ({ inflate, inflateHead } = faster);
}

/** What the first bytes of a gzip file hold, at most 1032 times as much; nothing of it is checked. `name` is for error messages. */
export function gunzipHead(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return inflateHead(bytes);
  } catch (error) {
    throw new EwaldError("bad-format", `${name}: the gzip data are damaged.`, { cause: error });
  }
}

/**
 * Decompresses a gzip file (RFC 1952) of one member. The length it claims to have is held against what its bytes
 * could hold before memory is taken, and the result against its checksum.
 */
export function gunzip(bytes: Uint8Array, name: string): Uint8Array {
  const bad = (what: string) => new EwaldError("bad-format", `${name}: the gzip data ${what}.`);
  if (bytes.length < 18) throw bad(`end after ${bytes.length} bytes`);
  const length = trailer(bytes).getUint32(4, true);
  if (length > bytes.length * mostPerByte)
    throw bad(`claim to hold ${length} bytes, more than ${bytes.length} compressed bytes can`);
  let out: Uint8Array;
  try {
    out = inflate(bytes, length);
  } catch (error) {
    throw new EwaldError(
      "bad-format",
      `${name}: the gzip data are damaged or cut short, or do not match their checksum.`,
      { cause: error },
    );
  }
  if (out.length !== length) throw bad(`hold ${out.length} bytes, but claim ${length}`);
  return out;
}

/** CRC-32 and length at the end of a member. */
const trailer = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);

let table: Uint32Array | undefined;

const makeTable = () =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });

/** CRC-32 as gzip uses it (RFC 1952 §8). */
export function crc32(bytes: Uint8Array): number {
  const remainders = (table ??= makeTable());
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = remainders[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
