/** Plotly's form of a typed array: little-endian bytes in base64, with rows × columns for a grid. */
export interface EncodedArray {
  dtype: "f4" | "f8" | "i4" | "i2" | "u1" | "u2" | "u4";
  bdata: string;
  shape?: string;
}

type Encodable =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

const DTYPES: readonly [{ new (...args: never[]): Encodable }, EncodedArray["dtype"]][] = [
  [Float64Array, "f8"],
  [Float32Array, "f4"],
  [Int32Array, "i4"],
  [Int16Array, "i2"],
  [Uint8Array, "u1"],
  [Uint16Array, "u2"],
  [Uint32Array, "u4"],
];

/** Encodes as is. */
export function encodeArray(
  array: Encodable,
  shape?: readonly [rows: number, columns: number],
): EncodedArray {
  const dtype = DTYPES.find(([type]) => array instanceof type)![1];
  const bdata = toBase64(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return shape ? { dtype, bdata, shape: shape.join(", ") } : { dtype, bdata };
}

/** Encodes whole numbers ≥ 0 in the fewest bytes that hold them. */
export function encodeCounts(
  counts: Float64Array | Uint32Array,
  shape?: readonly [number, number],
): EncodedArray {
  let max = 0;
  for (const value of counts) if (value > max) max = value;
  const type =
    max < 2 ** 8 ? Uint8Array : max < 2 ** 16 ? Uint16Array : max < 2 ** 32 ? Uint32Array : Float64Array;
  return encodeArray(type.from(counts), shape);
}

/**
 * Encodes coordinates as f4 (7 digits: finer than any screen), or as f8 when they lie so close together that
 * f4 would show as steps.
 */
export function encodeCoordinates(values: Float64Array): EncodedArray {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return encodeArray(high - low < largest * 1e-2 || largest > 1e38 ? values : Float32Array.from(values));
}

const CHUNK = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(binary);
}
