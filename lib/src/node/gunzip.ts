// zlib is loaded when it is first needed.
const zlib = () => process.getBuiltinModule("node:zlib");

/** Pieces in which output is made where its length is not to be trusted so far. */
const largest = 2 ** 26;

/** Inflates a gzip file with Node's zlib, which checks the checksum; no more than `length` bytes come out. */
export const inflate = (bytes: Uint8Array, length: number): Uint8Array =>
  zlib().gunzipSync(bytes, {
    maxOutputLength: Math.max(1, length),
    // Node's own pieces of 16 KiB, joined at the end, cost an image a third of its time.
    chunkSize: Math.max(64, Math.min(length, largest)),
  });

/** Inflates as much as the first bytes of a gzip file hold. */
export const inflateHead = (bytes: Uint8Array): Uint8Array =>
  zlib().gunzipSync(bytes, { finishFlush: zlib().constants.Z_SYNC_FLUSH, chunkSize: 2 ** 13 });
