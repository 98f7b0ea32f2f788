import { gunzipSync } from "node:zlib";

/** Inflates a gzip file with Node's zlib, which checks the checksum; no more than `length` bytes come out. */
export const gunzipBytes = (bytes: Uint8Array, length: number): Uint8Array =>
  gunzipSync(bytes, { maxOutputLength: Math.max(1, length) });
