import { badFile } from "../../bytes/badFile.js";
import { type ByteSource, peek } from "../../bytes/byteSource.js";
import { md5Base64 } from "../../bytes/md5.js";
import { decodeByteOffset } from "../../compute/byteOffset.js";
import { EwaldError } from "../../error.js";
import type { OpenOptions, RawPanel } from "../imageFormat.js";
import type { BinarySection } from "./binarySections.js";

/** Most pixels of one array: 2³⁰ of four bytes are what fits into one typed array everywhere. */
const most = 2 ** 30;

/**
 * The values of one array of a CBF file, decompressed, in its order (fast index quickest). Sizes are checked before memory is
 * taken; the memory of `reuse`, panels of an image read before, is filled again if it is as large. Throws EwaldError
 * `"bad-format"` for damaged data or a wrong checksum, `"unsupported"` for a compression or an element
 * type that is not read.
 */
export function readSection(
  source: ByteSource,
  section: BinarySection,
  checksums: OpenOptions["checksums"],
  reuse?: RawPanel["values"],
): Int32Array | Float64Array {
  const { offset, size, elements } = section;
  const bad = (what: string) => badFile(source.name, offset, what);
  const decode = decoders[section.conversion.toLowerCase()];
  if (!decode)
    throw new EwaldError(
      "unsupported",
      `${source.name} is compressed by ${section.conversion || "an unnamed method"}; ${Object.keys(decoders).join(", ")} are read.`,
    );
  if (elements > most) throw bad(`the array has ${elements} elements, more than ${most} are not read`);
  if (elements > decode.mostPerByte * size)
    throw bad(
      `the array has ${elements} elements, more than ${size} bytes of ${section.conversion} can hold`,
    );
  const packed = peek(source, offset, size);
  if (checksums === "check" && section.md5 !== undefined) {
    const sum = md5Base64(packed);
    if (sum !== section.md5)
      throw bad(
        `the data have the MD5 checksum ${sum}, but the header says ${section.md5}; they are damaged`,
      );
  }
  return decode.run(packed, section, bad, reuse);
}

interface Decoder {
  /** Elements that one byte can hold at most. */
  readonly mostPerByte: number;
  run(
    packed: Uint8Array,
    section: BinarySection,
    bad: (what: string) => EwaldError,
    reuse: RawPanel["values"] | undefined,
  ): Int32Array | Float64Array;
}

const byteOffset: Decoder = {
  mostPerByte: 1,
  run(packed, { elements, dimensions }, bad, reuse) {
    const fits = reuse instanceof Int32Array && reuse.buffer.byteLength === 4 * elements;
    const pixels = fits ? new Int32Array(reuse.buffer) : new Int32Array(elements);
    const end = decodeByteOffset(packed, pixels);
    if (end.pixels < elements)
      throw bad(
        `the byte-offset data end at pixel ${end.pixels} of ${elements} (row ${Math.floor(end.pixels / dimensions[0])})`,
      );
    if (end.bytes < packed.length)
      throw bad(
        `the byte-offset data of ${elements} pixels end after ${end.bytes} of ${packed.length} bytes; the size or the data are wrong`,
      );
    return pixels;
  },
};

const decoders: Readonly<Record<string, Decoder>> = {
  "x-cbf_byte_offset": byteOffset,
};
