import { FlexShoebox } from "../array/flexShoebox.js";
import { boxSize } from "../array/shoebox.js";
import type { ShoeboxPoolSource } from "../array/shoeboxPools.js";
import type { Base256Reader } from "./base256.js";

/** Places in the packed values where each row's three arrays of values begin, for rows that have arrays. */
interface Places {
  readonly data: Float64Array;
  readonly mask: Float64Array;
  readonly background: Float64Array;
  readonly size: Float64Array;
}

/**
 * Reads pickled shoeboxes: per row panel, box, then data, mask and background, each with its three lengths
 * (formats.md §2.3). The walk steps over the pixels; they are decoded pool by pool when asked for.
 */
export function readPickledShoeboxes(reader: Base256Reader, count: number): FlexShoebox {
  const panel = new Uint32Array(count);
  const bbox = new Int32Array(6 * count);
  const start = new Float64Array(count).fill(-1);
  const none = () => new Float64Array(count).fill(-1);
  const places: Places = { data: none(), mask: none(), background: none(), size: new Float64Array(count) };
  let pixels = 0;
  for (let row = 0; row < count; row++) {
    const number = reader.uint();
    if (number >= 2 ** 32) throw reader.bad(`the panel of row ${row} is ${number}`);
    panel[row] = number;
    const b = 6 * row;
    for (let j = 0; j < 6; j++) bbox[b + j] = reader.int();
    if (bbox[b + 1]! < bbox[b]! || bbox[b + 3]! < bbox[b + 2]! || bbox[b + 5]! < bbox[b + 4]!)
      throw reader.bad(
        `the bounding box ${bbox.slice(b, b + 6).join(" ")} of row ${row} has an upper bound below its lower one`,
      );
    const size = boxSize(bbox, b);
    let found = 0;
    for (const part of ["data", "mask", "background"] as const) {
      const length = arrayLength(reader, row);
      if (length !== 0 && length !== size)
        throw reader.bad(`the ${part} of row ${row} has ${length} pixels, but its bounding box ${size}`);
      places[part][row] = reader.offset;
      if (part === "mask") reader.skipInts(length);
      else reader.skipDoubles(length);
      if (length > 0) found++;
    }
    if (found === 0) continue;
    if (found < 3) throw reader.bad(`row ${row} has some of its pixel arrays, but not all`);
    places.size[row] = size;
    start[row] = pixels;
    pixels += size;
  }
  return new FlexShoebox({ panel, bbox, start, pools: pools(reader.fork(), places, pixels) });
}

/** Product of the three lengths in front of an array; at most the bytes left. */
function arrayLength(reader: Base256Reader, row: number): number {
  const dimensions = reader.uint();
  if (dimensions !== 3) throw reader.bad(`a pixel array of row ${row} has ${dimensions} dimensions, not 3`);
  const length = reader.uint() * reader.uint() * reader.uint();
  if (length > reader.remaining)
    throw reader.bad(`row ${row} announces ${length} pixels, but only ${reader.remaining} bytes follow`);
  return length;
}

function pools(reader: Base256Reader, places: Places, pixels: number): ShoeboxPoolSource {
  const filled = <A extends Float32Array | Uint8Array>(
    pool: A,
    from: Float64Array,
    value: () => number,
  ): A => {
    let to = 0;
    for (let row = 0; row < from.length; row++) {
      const size = places.size[row]!;
      if (size === 0) continue;
      reader.seek(from[row]!);
      for (let i = 0; i < size; i++) pool[to++] = value();
    }
    return pool;
  };
  const maskValue = () => {
    const value = reader.int();
    if (value < 0 || value > 255) throw reader.bad(`the mask value ${value} is not one of 0 to 255`);
    return value;
  };
  return {
    pixels,
    data: () => filled(new Float32Array(pixels), places.data, () => reader.double()),
    mask: () => filled(new Uint8Array(pixels), places.mask, maskValue),
    background: () => filled(new Float32Array(pixels), places.background, () => reader.double()),
  };
}
