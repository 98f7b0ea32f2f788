import { byteOffsetWasm } from "./generated/byteOffset.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/** How far a stream of byte offsets went. */
export interface ByteOffsetEnd {
  /** Pixels made; fewer than asked for when the stream ended too early. */
  readonly pixels: number;
  /** Bytes of the stream those took; fewer than given when there were more than needed. */
  readonly bytes: number;
}

/** Where a stream comes from when it is not in memory: its pieces are copied as they are needed, each once. */
export interface PackedSource {
  readonly length: number;
  /** Fills `target` with the bytes from `offset` on. */
  copy(offset: number, target: Uint8Array): void;
}

/**
 * Decodes CBF's byte-offset compression (imgCIF dictionary, `x-CBF_BYTE_OFFSET`): each pixel is the one before plus a difference,
 * the first counted from 0. A difference is one signed byte; −128 announces one of two bytes (little-endian), there −32768 one of
 * four, there −2³¹ one of eight. Sums are taken modulo 2³². Fills `pixels` as far as the stream goes.
 */
export type DecodeByteOffset = (packed: Uint8Array | PackedSource, pixels: Int32Array) => ByteOffsetEnd;

/** The other way: the bytes of `pixels`, each difference as short as it can be. */
export type EncodeByteOffset = (pixels: Int32Array) => Uint8Array<ArrayBuffer>;

/** The reference: one pixel after another. */
export const decodeByteOffsetPlain: DecodeByteOffset = (source, pixels) => {
  const packed = source instanceof Uint8Array ? source : new Uint8Array(source.length);
  if (!(source instanceof Uint8Array)) source.copy(0, packed);
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
  readonly image: WasmNumber;
  reserve(count: number): boolean | number;
  decode(size: number, wanted: number, start: number, target: number): void;
  encode(count: number, start: number): number;
}

const kernel = once(() => {
  const wasm = instantiate<ByteOffsetExports>(byteOffsetWasm);
  if (!wasm) return undefined;
  const maxPixels = wasm.maxPixels.value;
  // Made anew when the memory has grown, which lets go of the views before.
  let memory: ArrayBuffer | undefined;
  let made = { bytes: new Uint8Array(0), values: new Int32Array(0) };
  return {
    wasm,
    maxPixels,
    capacity: wasm.capacity.value,
    views() {
      if (memory === wasm.memory.buffer) return made;
      memory = wasm.memory.buffer;
      made = {
        bytes: new Uint8Array(memory, wasm.packed.value, 15 * maxPixels),
        values: new Int32Array(memory, wasm.pixels.value, maxPixels),
      };
      return made;
    },
  };
});

type Kernel = NonNullable<ReturnType<typeof kernel>>;

/**
 * Decodes piece by piece: `target(i)` is the address for pixel i and those after it, `done(i, n)` is told when n are there. Pieces
 * are of `most` pixels at most.
 */
function decodePieces(
  { wasm, capacity, views }: Kernel,
  packed: Uint8Array | PackedSource,
  count: number,
  most: number,
  target: (i: number) => number,
  done: (i: number, n: number) => void,
): ByteOffsetEnd {
  const { bytes } = views();
  let p = 0;
  let i = 0;
  let value = 0;
  while (i < count) {
    const size = Math.min(capacity, packed.length - p);
    if (packed instanceof Uint8Array) bytes.set(packed.subarray(p, p + size));
    else packed.copy(p, bytes.subarray(0, size));
    wasm.decode(size, Math.min(most, count - i), value, target(i));
    const n = wasm.pixelsDone.value;
    if (n === 0) break;
    done(i, n);
    value = wasm.last.value;
    p += wasm.bytesDone.value;
    i += n;
  }
  return { pixels: i, bytes: p };
}

/** The same in WebAssembly, sixteen pixels at once; undefined where there is no SIMD. */
export const decodeByteOffsetSimd = once((): DecodeByteOffset | undefined => {
  const found = kernel();
  if (!found) return undefined;
  const { wasm, maxPixels, views } = found;
  return (packed, pixels) => {
    const { values } = views();
    return decodePieces(
      found,
      packed,
      pixels.length,
      maxPixels,
      () => wasm.pixels.value,
      (i, n) => {
        pixels.set(values.subarray(0, n), i);
      },
    );
  };
});

/** Largest image, pixels, that the kernel keeps room for. */
const mostKept = 2 ** 26;

/**
 * Decodes `count` pixels into memory that the next call fills again: fastest, for images that are looked at one after another. Its
 * pixels are gone with the next call.
 */
export function decodeByteOffsetVolatile(
  packed: Uint8Array | PackedSource,
  count: number,
): ByteOffsetEnd & { readonly values: Int32Array } {
  const found = count <= mostKept ? kernel() : undefined;
  if (!found?.wasm.reserve(count)) {
    const values = new Int32Array(count);
    return { ...decodeByteOffset(packed, values), values };
  }
  const { wasm } = found;
  const image = wasm.image.value;
  // The stream's piece is the limit, not the pixels'.
  const end = decodePieces(
    found,
    packed,
    count,
    count,
    (i) => image + 4 * i,
    () => {},
  );
  return { ...end, values: new Int32Array(wasm.memory.buffer, image, count) };
}

/** The same in WebAssembly; undefined where there is no SIMD. */
export const encodeByteOffsetSimd = once((): EncodeByteOffset | undefined => {
  const found = kernel();
  if (!found) return undefined;
  const { wasm, maxPixels, views } = found;
  return (pixels) => {
    const { bytes, values } = views();
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
