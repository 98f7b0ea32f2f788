/** How an array was packed. */
export interface PackedOptions {
  /** 1: `x-CBF_PACKED`, 2: `x-CBF_PACKED_V2`. */
  readonly version: 1 | 2;
  /** Each pixel predicted by the one before it, not by its neighbours. */
  readonly flat: boolean;
  /** Each section by itself, not predicted by the one before. */
  readonly uncorrelated: boolean;
}

/** Widths of the differences of one chunk, in bits, by the number in its head. */
const widths = [
  [0, 4, 5, 6, 7, 8, 16, 0],
  [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0],
] as const;
/** What stands for "as wide as it gets": a pixel's width, or, of differences to the pixel before, as many as 64 bits could need. */
const fullWidth = { averaged: 32, flat: 65 };

/** Bytes before the chunks: number of pixels (64 bits, little-endian), least and greatest value, reserved. */
export const packedHeader = 32;

/**
 * Decodes CBF's packed compression ("CCP4 packing", J. P. Abrahams' scheme; formats.md §5.1 as derived from files, widths beyond
 * it from what CBFlib writes) into `pixels` of nx × ny × sections. After the header, a stream of bits, low bits first: chunks of
 * 1, 2, 4 … 128 differences (three bits) of one width (three bits, in version 2 four). A difference is to what neighbours already
 * known predict. Returns how many pixels there were bits for. The bytes must hold the header.
 */
export function decodePacked(
  packed: Uint8Array,
  pixels: Int32Array,
  nx: number,
  ny: number,
  { version, flat, uncorrelated }: PackedOptions,
): number {
  const bits = new Uint8Array(packed.length - packedHeader + 8);
  bits.set(packed.subarray(packedHeader));
  const end = 8 * (packed.length - packedHeader);
  const width = widths[version - 1]!;
  const full = flat ? fullWidth.flat : fullWidth.averaged;
  const headBits = version === 1 ? 6 : 7;
  const plane = nx * ny;
  let at = 0;
  let left = 0;
  let size = 0;
  // Coordinates of the pixel to come.
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = 0; i < pixels.length; i++) {
    if (left === 0) {
      if (at + headBits > end) return i;
      const byte = at >> 3;
      const head = (bits[byte]! | (bits[byte + 1]! << 8)) >> (at & 7);
      left = 1 << (head & 7);
      const code = (head >> 3) & (width.length - 1);
      size = code === width.length - 1 ? full : width[code]!;
      at += headBits;
    }
    left--;
    let difference = 0;
    if (size > 0) {
      if (at + size > end) return i;
      const byte = at >> 3;
      const shift = at & 7;
      if (size <= 16) {
        const three = bits[byte]! | (bits[byte + 1]! << 8) | (bits[byte + 2]! << 16);
        difference = ((three >> shift) << (32 - size)) >> (32 - size);
      } else {
        const low = bits[byte]! | (bits[byte + 1]! << 8) | (bits[byte + 2]! << 16) | (bits[byte + 3]! << 24);
        difference = shift === 0 ? low : (low >>> shift) | (bits[byte + 4]! << (32 - shift));
      }
      at += size;
    }
    let prediction = 0;
    if (flat) prediction = i > 0 ? pixels[i - 1]! : 0;
    // A section by itself still begins where the one before began.
    else prediction = predicted(pixels, i, nx, plane, x, y, uncorrelated && x + y > 0 ? 0 : z);
    pixels[i] = difference + prediction;
    if (++x === nx) {
      x = 0;
      if (++y === ny) {
        y = 0;
        z++;
      }
    }
  }
  return pixels.length;
}

/** The mean of those neighbours that are already known: to the left and above, and around the same place in the section before. */
function predicted(
  p: Int32Array,
  i: number,
  nx: number,
  plane: number,
  x: number,
  y: number,
  z: number,
): number {
  if (y === 0) {
    if (x > 0) return p[i - 1]!;
    return z > 0 ? p[i - plane]! : 0;
  }
  const u = i - nx;
  const b = i - plane;
  // A row of one pixel has no neighbour to the right (what CBFlib writes of such an image cannot be undone).
  const right = x === nx - 1 ? 0 : 1;
  if (z === 0) {
    if (x === 0) return (p[u]! + p[u + right]! + 1) >> 1;
    if (x === nx - 1) return (p[i - 1]! + p[u]! + 1) >> 1;
    return (p[i - 1]! + p[u]! + p[u - 1]! + p[u + 1]! + 2) >> 2;
  }
  if (x === 0) return (p[u]! + p[u + right]! + p[b - nx]! + p[b - nx + right]! + 2) >> 2;
  if (x === nx - 1) return (p[i - 1]! + p[u]! + p[b - nx]! + p[b]! + 2) >> 2;
  return (
    (p[i - 1]! + p[u]! + p[u - 1]! + p[u + 1]! + p[b - nx - 1]! + p[b - nx]! + p[b - nx + 1]! + p[b]! + 4) >>
    3
  );
}
