import { byteOffsetWasm } from "./generated/byteOffset.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/** How far a stream of byte offsets went. */
export interface ByteOffsetEnd {
  /** Pixels made; fewer than asked for when the stream ended too early. */
  readonly pixels: number;
  /** Bytes of the stream those took; fewer than given when there were more than needed. */
  readonly bytes: number;
}

/**
 * Decodes CBF's byte-offset compression (imgCIF dictionary, `x-CBF_BYTE_OFFSET`): each pixel is the one before plus a difference,
 * the first counted from 0. A difference is one signed byte; −128 announces one of two bytes (little-endian), there −32768 one of
 * four, there −2³¹ one of eight. Sums are taken modulo 2³². Fills `pixels` as far as the stream goes.
 */
export type DecodeByteOffset = (packed: Uint8Array, pixels: Int32Array) => ByteOffsetEnd;

/** The other way: the bytes of `pixels`, each difference as short as it can be. */
export type EncodeByteOffset = (pixels: Int32Array) => Uint8Array<ArrayBuffer>;

/** The reference: one pixel after another. */
export const decodeByteOffsetPlain: DecodeByteOffset = (packed, pixels) => {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const end = packed.length;
  let value = 0;
  let p = 0;
  let i = 0;
  for (; i < pixels.length; i++) {
    if (p >= end) break;
    let difference = view.getInt8(p);
    let size = 1;
    if (difference === -128) {
      if (p + 3 > end) break;
      difference = view.getInt16(p + 1, true);
      size = 3;
      if (difference === -32768) {
        if (p + 7 > end) break;
        difference = view.getInt32(p + 3, true);
        size = 7;
        if (difference === -2147483648) {
          if (p + 15 > end) break;
          // Only the low half counts modulo 2³².
          difference = view.getInt32(p + 7, true);
          size = 15;
        }
      }
    }
    p += size;
    value = (value + difference) | 0;
    pixels[i] = value;
  }
  return { pixels: i, bytes: p };
};

/** The reference: one pixel after another. */
export const encodeByteOffsetPlain: EncodeByteOffset = (pixels) => {
  let size = 0;
  let before = 0;
  for (let i = 0; i < pixels.length; i++) {
    const difference = Math.abs(pixels[i]! - before);
    before = pixels[i]!;
    size += difference <= 127 ? 1 : difference <= 32767 ? 3 : difference <= 2147483647 ? 7 : 15;
  }
  const packed = new Uint8Array(size);
  const view = new DataView(packed.buffer);
  let p = 0;
  before = 0;
  for (let i = 0; i < pixels.length; i++) {
    const difference = pixels[i]! - before;
    before = pixels[i]!;
    const width = Math.abs(difference);
    if (width <= 127) {
      view.setInt8(p++, difference);
      continue;
    }
    view.setInt8(p, -128);
    if (width <= 32767) {
      view.setInt16(p + 1, difference, true);
      p += 3;
      continue;
    }
    view.setInt16(p + 1, -32768, true);
    if (width <= 2147483647) {
      view.setInt32(p + 3, difference, true);
      p += 7;
      continue;
    }
    view.setInt32(p + 3, -2147483648, true);
    view.setBigInt64(p + 7, BigInt(difference), true);
    p += 15;
  }
  return packed;
};

interface ByteOffsetExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly maxPixels: WasmNumber;
  readonly packed: WasmNumber;
  readonly pixels: WasmNumber;
  readonly bytesDone: WasmNumber;
  readonly pixelsDone: WasmNumber;
  readonly last: WasmNumber;
  decode(size: number, wanted: number, start: number): void;
  encode(count: number, start: number): number;
}

const kernel = once(() => {
  const wasm = instantiate<ByteOffsetExports>(byteOffsetWasm);
  if (!wasm) return undefined;
  const maxPixels = wasm.maxPixels.value;
  return {
    wasm,
    maxPixels,
    capacity: wasm.capacity.value,
    bytes: new Uint8Array(wasm.memory.buffer, wasm.packed.value, 15 * maxPixels),
    values: new Int32Array(wasm.memory.buffer, wasm.pixels.value, maxPixels),
  };
});

/** The same in WebAssembly, sixteen pixels at once; undefined where there is no SIMD. */
export const decodeByteOffsetSimd = once((): DecodeByteOffset | undefined => {
  const found = kernel();
  if (!found) return undefined;
  const { wasm, capacity, maxPixels, bytes, values } = found;
  return (packed, pixels) => {
    let p = 0;
    let i = 0;
    let value = 0;
    while (i < pixels.length) {
      const size = Math.min(capacity, packed.length - p);
      bytes.set(packed.subarray(p, p + size));
      wasm.decode(size, Math.min(maxPixels, pixels.length - i), value);
      const done = wasm.pixelsDone.value;
      if (done === 0) break;
      pixels.set(values.subarray(0, done), i);
      value = wasm.last.value;
      p += wasm.bytesDone.value;
      i += done;
    }
    return { pixels: i, bytes: p };
  };
});

/** The same in WebAssembly; undefined where there is no SIMD. */
export const encodeByteOffsetSimd = once((): EncodeByteOffset | undefined => {
  const found = kernel();
  if (!found) return undefined;
  const { wasm, maxPixels, bytes, values } = found;
  return (pixels) => {
    let packed = new Uint8Array(pixels.length + (pixels.length >> 3) + 16);
    let p = 0;
    for (let i = 0; i < pixels.length; i += maxPixels) {
      const count = Math.min(maxPixels, pixels.length - i);
      values.set(pixels.subarray(i, i + count));
      const size = wasm.encode(count, i === 0 ? 0 : pixels[i - 1]!);
      if (p + size > packed.length) {
        const larger = new Uint8Array(Math.max(p + size, 2 * packed.length));
        larger.set(packed);
        packed = larger;
      }
      packed.set(bytes.subarray(0, size), p);
      p += size;
    }
    return packed.slice(0, p);
  };
});

/** {@link decodeByteOffsetSimd} where it can run, else {@link decodeByteOffsetPlain}. */
export const decodeByteOffset: DecodeByteOffset = (packed, pixels) =>
  (decodeByteOffsetSimd() ?? decodeByteOffsetPlain)(packed, pixels);

/** {@link encodeByteOffsetSimd} where it can run, else {@link encodeByteOffsetPlain}. */
export const encodeByteOffset: EncodeByteOffset = (pixels) =>
  (encodeByteOffsetSimd() ?? encodeByteOffsetPlain)(pixels);
