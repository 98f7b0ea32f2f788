import type { EncodedArray } from "./typed-array.js";

const TYPES = {
  f4: Float32Array,
  f8: Float64Array,
  i4: Int32Array,
  i2: Int16Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
};

/** The numbers of an encoded array. */
export function decode({ dtype, bdata }: EncodedArray): number[] {
  const bytes = Buffer.from(bdata, "base64");
  return Array.from(new TYPES[dtype](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
}
