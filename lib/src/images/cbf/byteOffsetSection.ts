import { md5Base64 } from "../../bytes/md5.js";
import { encodeByteOffset } from "../../compute/byteOffset.js";
import { boundary, magic } from "./binarySections.js";

/** Zeros after the data, for readers that look beyond their end. */
const padding = 4095;

/**
 * A binary section of a CBF file from its first boundary to the `;` after its last: an image of signed 32-bit integers of
 * [fast, slow] pixels, compressed by byte offsets, with its checksum.
 */
export function byteOffsetSection(
  data: Int32Array,
  [fast, slow]: readonly [number, number],
): Uint8Array<ArrayBuffer> {
  const packed = encodeByteOffset(data);
  const mime = [
    boundary,
    "Content-Type: application/octet-stream;",
    '     conversions="x-CBF_BYTE_OFFSET"',
    "Content-Transfer-Encoding: BINARY",
    `X-Binary-Size: ${packed.length}`,
    "X-Binary-ID: 1",
    'X-Binary-Element-Type: "signed 32-bit integer"',
    "X-Binary-Element-Byte-Order: LITTLE_ENDIAN",
    `Content-MD5: ${md5Base64(packed)}`,
    `X-Binary-Number-of-Elements: ${data.length}`,
    `X-Binary-Size-Fastest-Dimension: ${fast}`,
    `X-Binary-Size-Second-Dimension: ${slow}`,
    `X-Binary-Size-Padding: ${padding}`,
    "",
  ];
  const head = latin1(`${mime.map((line) => `${line}\r\n`).join("")}${magic}`);
  const tail = latin1(`\r\n${boundary}--\r\n;\r\n\r\n`);
  const bytes = new Uint8Array(head.length + packed.length + padding + tail.length);
  bytes.set(head);
  bytes.set(packed, head.length);
  bytes.set(tail, bytes.length - tail.length);
  return bytes;
}

/** One byte a character. */
export const latin1 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
