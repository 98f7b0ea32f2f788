import { badFile } from "../../bytes/badFile.js";
import { type ByteSource, checkRange, peek } from "../../bytes/byteSource.js";
import { md5Base64 } from "../../bytes/md5.js";
import { decodeByteOffset, decodeByteOffsetVolatile, type PackedSource } from "../../compute/byteOffset.js";
import { decodePacked, packedHeader } from "../../compute/cbfPacked.js";
import { EwaldError } from "../../error.js";
import type { OpenOptions, RawDataOptions } from "../imageFormat.js";
import type { BinarySection } from "./binarySections.js";

/** Most pixels of one array: 2³⁰ of four bytes are what fits into one typed array everywhere. */
const most = 2 ** 30;

/**
 * The values of one array of a CBF file, decompressed, in its order (fast index quickest). Sizes are checked before memory is
 * taken. Throws EwaldError
 * `"bad-format"` for damaged data or a wrong checksum, `"unsupported"` for a compression or an element
 * type that is not read.
 */
export function readSection(
  source: ByteSource,
  section: BinarySection,
  checksums: OpenOptions["checksums"],
  options: RawDataOptions = {},
): Int32Array | Float64Array {
  const { offset, size, elements } = section;
  const bad = (what: string) => badFile(source.name, offset, what);
  const name = section.conversion.toLowerCase() || "x-cbf_none";
  const decode = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (decode && decode !== uncompressed) checkInteger(section, source.name);
  if (!decode)
    throw new EwaldError(
      "unsupported",
      `${source.name} is compressed by ${section.conversion}; ${Object.keys(decoders).join(", ")} are read.`,
    );
  if (elements > most) throw bad(`the array has ${elements} elements, more than ${most} are not read`);
  if (elements > decode.mostPerByte * size)
    throw bad(
      `the array has ${elements} elements, more than ${size} bytes of ${section.conversion} can hold`,
    );
  // A file's bytes go to the decoder piece by piece, unless all are needed at once.
  if (decode === byteOffset && source.copy && (checksums !== "check" || section.md5 === undefined)) {
    checkRange(source, offset, size);
    const pieces = { length: size, copy: (from: number, to: Uint8Array) => source.copy!(offset + from, to) };
    return unpackByteOffset(pieces, section, bad, options);
  }
  const packed = peek(source, offset, size);
  if (checksums === "check" && section.md5 !== undefined) {
    const sum = md5Base64(packed);
    if (sum !== section.md5)
      throw bad(
        `the data have the MD5 checksum ${sum}, but the header says ${section.md5}; they are damaged`,
      );
  }
  return decode.run(packed, section, bad, options);
}

interface Decoder {
  /** Elements that one byte can hold at most. */
  readonly mostPerByte: number;
  run(
    packed: Uint8Array,
    section: BinarySection,
    bad: Bad,
    options: RawDataOptions,
  ): Int32Array | Float64Array;
}

type Bad = (what: string) => EwaldError;

function unpackByteOffset(
  packed: Uint8Array | PackedSource,
  { elements, dimensions }: BinarySection,
  bad: Bad,
  { volatile = false }: RawDataOptions,
): Int32Array {
  const own = volatile ? undefined : new Int32Array(elements);
  const end = own
    ? { ...decodeByteOffset(packed, own), values: own }
    : decodeByteOffsetVolatile(packed, elements);
  if (end.pixels < elements)
    throw bad(
      `the byte-offset data end at pixel ${end.pixels} of ${elements} (row ${Math.floor(end.pixels / dimensions[0])})`,
    );
  if (end.bytes < packed.length)
    throw bad(
      `the byte-offset data of ${elements} pixels end after ${end.bytes} of ${packed.length} bytes; the size or the data are wrong`,
    );
  return end.values;
}

const byteOffset: Decoder = { mostPerByte: 1, run: unpackByteOffset };

/** Signed and unsigned integers of up to 32 bits; others do not fit the contract of RawPanel. */
function checkInteger({ elementType }: BinarySection, file: string): void {
  if (/^(un)?signed (8|16|32)-bit integer$/i.test(elementType)) return;
  throw new EwaldError(
    "unsupported",
    `${file} holds compressed values of type ${JSON.stringify(elementType)}; integers of 8, 16 and 32 bits are read.`,
  );
}

const packed = (version: 1 | 2): Decoder => ({
  // A chunk's head of 6 bits may stand for 128 pixels that are as predicted.
  mostPerByte: 172,
  run(bytes, section, bad) {
    const { elements, dimensions, flags } = section;
    if (bytes.length < packedHeader)
      throw bad(`the packed data have ${bytes.length} bytes, less than their head`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
    if (count !== elements)
      throw bad(`the packed data are of ${count} pixels, but the array has ${elements}`);
    const pixels = new Int32Array(elements);
    const done = decodePacked(bytes, pixels, dimensions[0], dimensions[1], {
      version,
      flat: flags.includes("flat"),
      uncorrelated: flags.includes("uncorrelated_sections"),
    });
    if (done < elements) throw bad(`the packed data end at pixel ${done} of ${elements}`);
    return pixels;
  },
});

/** How values that are not compressed lie in the file. */
const elementTypes: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, at: number, little: boolean) => number]>
> = {
  "signed 8-bit integer": [1, (view, at) => view.getInt8(at)],
  "unsigned 8-bit integer": [1, (view, at) => view.getUint8(at)],
  "signed 16-bit integer": [2, (view, at, little) => view.getInt16(at, little)],
  "unsigned 16-bit integer": [2, (view, at, little) => view.getUint16(at, little)],
  "signed 32-bit integer": [4, (view, at, little) => view.getInt32(at, little)],
  "unsigned 32-bit integer": [4, (view, at, little) => view.getInt32(at, little)],
  "signed 32-bit real ieee": [4, (view, at, little) => view.getFloat32(at, little)],
  "signed 64-bit real ieee": [8, (view, at, little) => view.getFloat64(at, little)],
};

const uncompressed: Decoder = {
  mostPerByte: 1,
  run(bytes, { elements, elementType, littleEndian }, bad) {
    const type = elementTypes[elementType.toLowerCase()];
    if (!type) throw bad(`the values are of type ${JSON.stringify(elementType)}, which is not read`);
    const [width, read] = type;
    if (elements * width > bytes.length)
      throw bad(`${elements} values of ${width} bytes are needed, but there are ${bytes.length} bytes`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const values = /real/i.test(elementType) ? new Float64Array(elements) : new Int32Array(elements);
    for (let i = 0; i < elements; i++) values[i] = read(view, i * width, littleEndian);
    return values;
  },
};

const decoders: Readonly<Record<string, Decoder>> = {
  "x-cbf_byte_offset": byteOffset,
  "x-cbf_packed": packed(1),
  "x-cbf_packed_v2": packed(2),
  "x-cbf_none": uncompressed,
};
