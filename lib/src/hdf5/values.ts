import type { Hdf5Metadata, Hdf5Module } from "./module.js";
import { typeClass } from "./module.js";

/** A value of a dataset or attribute: numbers (whole numbers of 64 bits as doubles) or texts. */
export type Hdf5Values =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | string[];

const integers = {
  1: [Uint8Array, Int8Array],
  2: [Uint16Array, Int16Array],
  4: [Uint32Array, Int32Array],
} as const;

/** Class of the numbers of a type, an enumeration's being that of its base; undefined for what holds no plain numbers. */
export function numberClass({ type, enum_type }: Hdf5Metadata): "integer" | "float" | undefined {
  const plain = type === typeClass.enum ? enum_type?.type : type;
  if (plain === typeClass.integer) return "integer";
  return plain === typeClass.float ? "float" : undefined;
}

/** Lays the right typed array over bytes that HDF5 gave (little-endian, at byte 0 of their buffer); undefined for other types. */
export function numbersOf(
  bytes: Uint8Array<ArrayBuffer>,
  metadata: Hdf5Metadata,
): Exclude<Hdf5Values, string[]> | undefined {
  const kind = numberClass(metadata);
  const { size, signed } = metadata;
  const count = Math.floor(bytes.length / size);
  if (kind === "float" && size === 4) return new Float32Array(bytes.buffer, 0, count);
  if (kind === "float" && size === 8) return new Float64Array(bytes.buffer, 0, count);
  if (kind !== "integer") return undefined;
  if (size === 8) {
    const wide = new (signed ? BigInt64Array : BigUint64Array)(bytes.buffer, 0, count);
    return Float64Array.from(wide, Number);
  }
  if (size !== 1 && size !== 2 && size !== 4) return undefined;
  return new integers[size][signed ? 1 : 0](bytes.buffer, 0, count);
}

/** Texts of fixed length, each up to its first NUL, trailing blanks taken away. */
export function textsOf(bytes: Uint8Array, size: number): string[] {
  const texts: string[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    const text = bytes.subarray(at, at + size);
    const end = text.indexOf(0);
    texts.push(new TextDecoder().decode(end < 0 ? text : text.subarray(0, end)).trimEnd());
  }
  return texts;
}

/** Texts of variable length, whose addresses stand in the bytes. */
export function variableTextsOf(bytes: Uint8Array<ArrayBuffer>, module: Hdf5Module): string[] {
  return Array.from(new Uint32Array(bytes.buffer, 0, bytes.length >> 2), (at) =>
    at ? module.UTF8ToString(at) : "",
  );
}
