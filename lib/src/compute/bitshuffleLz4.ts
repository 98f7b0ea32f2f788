import { bitshuffleLz4Wasm } from "./generated/bitshuffleLz4.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/**
 * Unpacks LZ4 (its block format) from `from` to `to` of `source` into `length` bytes of `out` from `at`. False when it is
 * damaged or gives another length.
 */
export function unpackLz4(
  source: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  at: number,
  length: number,
): boolean {
  let p = from;
  let q = at;
  const end = at + length;
  while (p < to) {
    const token = source[p++]!;
    let literals = token >> 4;
    if (literals === 15)
      for (let more = 255; more === 255; literals += more) {
        if (p >= to) return false;
        more = source[p++]!;
      }
    if (literals > to - p || literals > end - q) return false;
    if (literals < 32) for (const stop = q + literals; q < stop; ) out[q++] = source[p++]!;
    else {
      out.set(source.subarray(p, p + literals), q);
      p += literals;
      q += literals;
    }
    if (p === to) return q === end;
    if (to - p < 2) return false;
    const distance = source[p]! | (source[p + 1]! << 8);
    p += 2;
    let matched = (token & 15) + 4;
    if (matched === 19)
      for (let more = 255; more === 255; matched += more) {
        if (p >= to) return false;
        more = source[p++]!;
      }
    if (distance === 0 || distance > q - at || matched > end - q) return false;
    if (distance === 1) out.fill(out[q - 1]!, q, q + matched);
    else if (distance >= matched && matched >= 32) out.copyWithin(q, q - distance, q - distance + matched);
    else for (let i = 0; i < matched; i++) out[q + i] = out[q + i - distance]!;
    q += matched;
  }
  return false;
}

/** What a packed chunk holds. */
export interface PackedElements {
  /** Bytes of an element. */
  readonly size: 1 | 2 | 4;
  /** Whether elements of 1 and 2 bytes have a sign. */
  readonly signed: boolean;
  /** The number that becomes −1, the one below it −2: what a detector writes for pixels without a count. */
  readonly gap?: number | undefined;
}

/** Makes `gap` −1 and the number below it −2. */
export function markGaps(values: Int32Array, gap: number): void {
  const first = gap | 0;
  const second = first - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= second && value <= first) values[i] = value === first ? -1 : -2;
  }
}

/**
 * Unpacks a chunk as the HDF5 filter 32008 with LZ4 wrote it: length and bytes of a block in 12 bytes, the blocks, what is
 * left over of the last eight elements. `out` is filled with the elements as 32-bit numbers, floats as their bits. False
 * when the chunk is damaged, or of another length.
 */
export type DecodeBitshuffleLz4 = (chunk: Uint8Array, elements: PackedElements, out: Int32Array) => boolean;

/** Block lengths of a chunk, elements, once its head has been held against what is wanted; undefined when it does not fit. */
function layout(chunk: Uint8Array, { size }: PackedElements, count: number) {
  if (chunk.length < 12) return undefined;
  const head = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const bytes = head.getUint32(0) * 2 ** 32 + head.getUint32(4);
  const block = head.getUint32(8) / size;
  if (bytes !== count * size || !Number.isInteger(block) || block % 8 !== 0 || block === 0) return undefined;
  return {
    head,
    block,
    blocks: Math.floor(count / block),
    rest: (count % block) - (count % 8),
    tail: count % 8,
  };
}

/** Elements of fewer than eight at the end, which stand there as they are. */
function leftOver(chunk: Uint8Array, { size, signed }: PackedElements, out: Int32Array, tail: number): void {
  const from = chunk.length - tail * size;
  const shift = signed ? 32 - 8 * size : 0;
  for (let i = 0; i < tail; i++) {
    let value = 0;
    for (let j = 0; j < size; j++) value |= chunk[from + i * size + j]! << (8 * j);
    out[out.length - tail + i] = (value << shift) >> shift;
  }
}

/** The reference: one element after another. */
export const decodeBitshuffleLz4Plain: DecodeBitshuffleLz4 = (chunk, elements, out) => {
  const found = layout(chunk, elements, out.length);
  if (!found) return false;
  const { head, block, blocks, rest, tail } = found;
  const { size, signed } = elements;
  const shift = signed ? 32 - 8 * size : 0;
  const planes = new Uint8Array(Math.min(block, out.length) * size);
  let at = 12;
  let done = 0;
  for (let i = 0; i < blocks + (rest > 0 ? 1 : 0); i++) {
    const count = i < blocks ? block : rest;
    if (at + 4 > chunk.length) return false;
    const packed = head.getUint32(at);
    at += 4;
    if (at + packed > chunk.length || !unpackLz4(chunk, at, at + packed, planes, 0, count * size))
      return false;
    at += packed;
    const step = count >> 3;
    for (let n = 0; n < count; n++) {
      let value = 0;
      for (let bit = 0; bit < 8 * size; bit++)
        value |= ((planes[bit * step + (n >> 3)]! >> (n & 7)) & 1) << bit;
      out[done + n] = (value << shift) >> shift;
    }
    done += count;
  }
  if (at + tail * size !== chunk.length) return false;
  leftOver(chunk, elements, out, tail);
  if (elements.gap !== undefined) markGaps(out, elements.gap);
  return true;
};

interface BitshuffleExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly inputCapacity: WasmNumber;
  readonly blockCapacity: WasmNumber;
  readonly outputCapacity: WasmNumber;
  readonly input: WasmNumber;
  readonly output: WasmNumber;
  decode(length: number, blocks: number, count: number, size: number, signed: boolean): number;
  mark(count: number, gap: number): void;
}

/** The same in WebAssembly; undefined where there is no SIMD. Blocks larger than it holds go the plain way. */
export const decodeBitshuffleLz4Simd = once((): DecodeBitshuffleLz4 | undefined => {
  const wasm = instantiate<BitshuffleExports>(bitshuffleLz4Wasm);
  if (!wasm) return undefined;
  const memory = wasm.memory.buffer;
  const input = new Uint8Array(memory, wasm.input.value, wasm.inputCapacity.value);
  const output = new Int32Array(memory, wasm.output.value, wasm.outputCapacity.value);

  return (chunk, elements, out) => {
    const found = layout(chunk, elements, out.length);
    if (!found) return false;
    const { head, block, blocks, rest, tail } = found;
    const { size, signed, gap } = elements;
    if (block * size > wasm.blockCapacity.value || block > output.length)
      return decodeBitshuffleLz4Plain(chunk, elements, out);
    let at = 12;
    let done = 0;
    /** Takes as many of `wanted` blocks of `count` elements as the kernel holds; false when they are damaged. */
    const take = (wanted: number, count: number): boolean => {
      while (wanted > 0) {
        const from = at;
        const most = Math.min(wanted, Math.floor(output.length / count));
        let taken = 0;
        while (taken < most && at + 4 <= chunk.length) {
          const next = at + 4 + head.getUint32(at);
          if (next > chunk.length || next - from > input.length) break;
          at = next;
          taken++;
        }
        if (taken === 0) return false;
        input.set(chunk.subarray(from, at));
        if (!wasm.decode(at - from, taken, count, size, signed)) return false;
        if (gap !== undefined) wasm.mark(taken * count, gap);
        out.set(taken * count === output.length ? output : output.subarray(0, taken * count), done);
        done += taken * count;
        wanted -= taken;
      }
      return true;
    };
    if (!take(blocks, block) || (rest > 0 && !take(1, rest))) return false;
    if (at + tail * size !== chunk.length) return false;
    leftOver(chunk, elements, out, tail);
    if (gap !== undefined) markGaps(out.subarray(out.length - tail), gap);
    return true;
  };
});

/** {@link decodeBitshuffleLz4Simd} where it can run, else {@link decodeBitshuffleLz4Plain}. */
export const decodeBitshuffleLz4: DecodeBitshuffleLz4 = (chunk, elements, out) =>
  (decodeBitshuffleLz4Simd() ?? decodeBitshuffleLz4Plain)(chunk, elements, out);

/**
 * Unpacks a chunk as the HDF5 filter 32004 (LZ4) wrote it: length and bytes of a block in 12 bytes, then the blocks, each with
 * its length; one that LZ4 would have made longer stands as it is. False when it is damaged, or of another length.
 */
export function decodeLz4(chunk: Uint8Array, out: Uint8Array): boolean {
  if (chunk.length < 12) return false;
  const head = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (head.getUint32(0) * 2 ** 32 + head.getUint32(4) !== out.length) return false;
  const block = head.getUint32(8);
  if (block === 0) return false;
  let at = 12;
  for (let done = 0; done < out.length; done += block) {
    const length = Math.min(block, out.length - done);
    if (at + 4 > chunk.length) return false;
    const packed = head.getUint32(at);
    at += 4;
    if (at + packed > chunk.length) return false;
    if (packed === length) out.set(chunk.subarray(at, at + packed), done);
    else if (!unpackLz4(chunk, at, at + packed, out, done, length)) return false;
    at += packed;
  }
  return at === chunk.length;
}
