import { gunzipSync } from "fflate";
import { EwaldError } from "../error.js";

/** Deflate cannot pack more than 1032 bytes into one (RFC 1951: 258 bytes in two bits). */
const mostPerByte = 1032;

/**
 * Decompresses a gzip file (RFC 1952) of one member. The length it claims to have is held against what its bytes
 * could hold before memory is taken, and the result against its checksum.
 */
export function gunzip(bytes: Uint8Array, name: string): Uint8Array {
  const bad = (what: string) => new EwaldError("bad-format", `${name}: the gzip data ${what}.`);
  if (bytes.length < 18) throw bad(`end after ${bytes.length} bytes`);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const length = trailer.getUint32(4, true);
  if (length > bytes.length * mostPerByte)
    throw bad(`claim to hold ${length} bytes, more than ${bytes.length} compressed bytes can`);
  let out: Uint8Array;
  try {
    out = gunzipSync(bytes);
  } catch (error) {
    throw new EwaldError("bad-format", `${name}: the gzip data are damaged or cut short.`, { cause: error });
  }
  if (out.length !== length) throw bad(`hold ${out.length} bytes, but claim ${length}`);
  if (crc32(out) !== trailer.getUint32(0, true)) throw bad("do not match their checksum");
  return out;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 as gzip uses it (RFC 1952 §8). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
