import { BytesSource } from "../../bytes/byteSource.js";
import { unpacked } from "../../bytes/compression.js";
import { md5Base64 } from "../../bytes/md5.js";
import { encodeByteOffset } from "../../compute/byteOffset.js";
import { EwaldError } from "../../error.js";
import { type BinarySection, cbfLayout } from "./binarySections.js";
import { latin1 } from "./byteOffsetSection.js";

/**
 * A CBF file of one image with other pixels: every byte of its header and of what follows the data stays, but for the size of the
 * data and their checksum. The file may be gzipped or bzip2ed; the result is not. As many pixels are needed as the file
 * has. Throws EwaldError `"unsupported"` for several images or another compression than byte offsets, `"wrong-length"`, `"bad-format"`.
 */
export function replaceCbfData(
  file: Uint8Array,
  data: Int32Array,
  name = "CBF file",
): Uint8Array<ArrayBuffer> {
  const bytes = unpacked(file, name);
  const [section, ...others] = cbfLayout(new BytesSource(bytes, name), "all").sections;
  if (!section || others.length > 0)
    throw new EwaldError(
      "unsupported",
      `${name} holds ${section ? others.length + 1 : 0} images; the data of one can be replaced.`,
    );
  if (!/^x-cbf_byte_offset$/i.test(section.conversion) || section.elementType !== "signed 32-bit integer")
    throw new EwaldError(
      "unsupported",
      `${name} holds ${section.elementType} values compressed by ${section.conversion}; data of signed 32-bit integers compressed by byte offsets can be replaced.`,
    );
  if (data.length !== section.elements)
    throw new EwaldError(
      "wrong-length",
      `${data.length} pixels were given for ${name}, which has ${section.elements}.`,
    );
  const packed = encodeByteOffset(data);
  const mime = latin1(mimeOf(bytes, section, packed));
  const after = bytes.subarray(section.offset + section.size);
  const out = new Uint8Array(section.start + mime.length + packed.length + after.length);
  out.set(bytes.subarray(0, section.start));
  out.set(mime, section.start);
  out.set(packed, section.start + mime.length);
  out.set(after, section.start + mime.length + packed.length);
  return out;
}

/** The MIME header, from its boundary to the mark before the data, for these data. */
function mimeOf(bytes: Uint8Array, { start, offset }: BinarySection, packed: Uint8Array): string {
  return new TextDecoder("latin1")
    .decode(bytes.subarray(start, offset))
    .replace(/(X-Binary-Size:[ \t]*)\d+/i, `$1${packed.length}`)
    .replace(/(Content-MD5:[ \t]*)\S+/i, (_, key: string) => key + md5Base64(packed));
}
