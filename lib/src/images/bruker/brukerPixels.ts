import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { RawPanel } from "../imageFormat.js";
import { littleEndianMachine, swapBytes } from "../pixelBytes.js";
import type { BrukerHeader } from "./brukerHeader.js";

/** Longer sides are damage. */
const longestSide = 65_536;
/** The tables of format 100 are padded to so many bytes. */
const padding = 16;

type Width = 1 | 2 | 4;

/** Columns and rows, px. Throws EwaldError `"bad-format"`. */
export function brukerSize(header: BrukerHeader): [fast: number, slow: number] {
  const size: [number, number] = [header.number("NCOLS"), header.number("NROWS")];
  if (size.every((side) => Number.isInteger(side) && side > 0 && side <= longestSide)) return size;
  throw new EwaldError("bad-format", `${header.file}: an image of ${size[0]} × ${size[1]} pixels cannot be.`);
}

/** Reads numbers one after the other. */
class Numbers {
  #at: number;

  constructor(
    readonly source: ByteSource,
    at: number,
  ) {
    this.#at = at;
  }

  /** `count` unsigned numbers of a width, least significant byte first. */
  next(count: number, width: Width, padTo = 1): Uint8Array | Uint16Array | Uint32Array {
    const length = count * width;
    const bytes = this.source.read(this.#at, length);
    this.#at += Math.ceil(length / padTo) * padTo;
    if (width > 1 && !littleEndianMachine) swapBytes(bytes, width as 2 | 4);
    if (width === 1) return bytes;
    return width === 2 ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
  }

  text(length: number): string {
    const text = new TextDecoder("latin1").decode(this.source.read(this.#at, length));
    this.#at += length;
    return text;
  }
}

const widthOf = (header: BrukerHeader, place: number): Width => {
  const width = header.number("NPIXELB", place);
  if (width === 1 || width === 2 || width === 4) return width;
  throw new EwaldError(
    "unsupported",
    `${header.file}: pixels of ${width} bytes are not read; 1, 2 and 4 are.`,
  );
};
const countOf = (header: BrukerHeader, place: number, most: number): number => {
  const count = header.number("NOVERFL", place);
  if (Number.isInteger(count) && count >= -1 && count <= most) return count;
  throw new EwaldError(
    "bad-format",
    `${header.file}: the header claims a table of ${count} pixels; the image has ${most}.`,
  );
};

/** Counts of all pixels: those that did not fit from the tables after them, on the line that the header states. */
export function brukerPixels(source: ByteSource, header: BrukerHeader): RawPanel {
  const [fast, slow] = brukerSize(header);
  const pixels = new Numbers(source, header.length);
  const stored = pixels.next(fast * slow, widthOf(header, 0));
  const format = header.number("FORMAT");
  if (format !== 86 && format !== 100)
    throw new EwaldError(
      "unsupported",
      `${header.file}: Bruker's format ${format} is not read; 86 and 100 are.`,
    );
  const counts = Float64Array.from(stored);
  if (format === 100) unpack100(header, pixels, counts);
  else unpack86(header, pixels, counts);
  const [slope, offset] = header.get("LINEAR")
    ? [header.number("LINEAR", 0), header.number("LINEAR", 1)]
    : [1, 0];
  if (slope !== 1 || offset !== 0)
    for (let i = 0; i < counts.length; i++) counts[i] = counts[i]! * slope + offset;
  const whole = counts.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  return { shape: [slow, fast], values: whole ? Int32Array.from(counts) : counts };
}

/**
 * Format 100: a table of single bytes for pixels stored as 0, of two bytes for 255 and of four for 65535, in the order of the
 * pixels. Unless the number of the first is −1, a baseline was taken off the others, which is added again (fabio likewise;
 * dxtbx adds it to those of the first table too).
 */
function unpack100(header: BrukerHeader, pixels: Numbers, counts: Float64Array): void {
  const underflows = countOf(header, 0, counts.length);
  const twoBytes = countOf(header, 1, counts.length);
  const fourBytes = countOf(header, 2, counts.length);
  const below = underflows > 0 ? pixels.next(underflows, widthOf(header, 1), padding) : undefined;
  // Which pixels are low is told by what is stored, before tables fill in others.
  const low = below && places(counts, 0, underflows, header);
  if (twoBytes > 0) fill(counts, 255, pixels.next(twoBytes, 2, padding), header);
  if (fourBytes > 0) fill(counts, 65_535, pixels.next(fourBytes, 4, padding), header);
  const baseline = underflows === -1 ? 0 : header.number("NEXP", 2);
  if (baseline !== 0) for (let i = 0; i < counts.length; i++) counts[i]! += baseline;
  low?.forEach((place, i) => {
    counts[place] = below![i]!;
  });
}

/** Places of the pixels that hold a mark. Throws EwaldError `"bad-format"` unless there are as many as the table has. */
function places(counts: Float64Array, mark: number, count: number, header: BrukerHeader): Uint32Array {
  const found = new Uint32Array(count);
  let number = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] === mark && number++ < count) found[number - 1] = i;
  if (number === count) return found;
  throw new EwaldError(
    "bad-format",
    `${header.file}: ${number} pixels are marked by ${mark}, but the table of their counts has ${count}.`,
  );
}

function fill(counts: Float64Array, mark: number, table: ArrayLike<number>, header: BrukerHeader): void {
  places(counts, mark, table.length, header).forEach((place, i) => {
    counts[place] = table[i]!;
  });
}

/** Format 86: for each pixel that did not fit, nine characters of its counts and seven of its place. */
function unpack86(header: BrukerHeader, pixels: Numbers, counts: Float64Array): void {
  const overflows = countOf(header, 0, counts.length);
  const text = overflows > 0 ? pixels.text(16 * overflows) : "";
  for (let i = 0; i < overflows; i++) {
    const [value, place] = [
      Number(text.slice(16 * i, 16 * i + 9)),
      Number(text.slice(16 * i + 9, 16 * i + 16)),
    ];
    if (!(Number.isInteger(value) && Number.isInteger(place) && place >= 0 && place < counts.length))
      throw new EwaldError("bad-format", `${header.file}: entry ${i} of the table of overflows is damaged.`);
    counts[place] = value;
  }
}
