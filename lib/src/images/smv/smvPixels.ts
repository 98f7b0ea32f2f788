import { quoted } from "../../bytes/badFile.js";
import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { RawPanel } from "../imageFormat.js";
import { littleEndianMachine, swapBytes } from "../pixelBytes.js";
import type { SmvHeader } from "./smvHeader.js";

/** Longer sides are damage. */
const longestSide = 65_536;

/** Width and height, px. Throws EwaldError `"bad-format"` for sizes that are none. */
export function smvSize(header: SmvHeader): [fast: number, slow: number] {
  const size = [header.number("SIZE1"), header.number("SIZE2")] as [number, number];
  if (size.every((side) => Number.isInteger(side) && side > 0 && side <= longestSide)) return size;
  throw new EwaldError(
    "bad-format",
    `${header.file}: an SMV image of ${size[0]} × ${size[1]} pixels cannot be.`,
  );
}

/** Whether the most significant byte of a pixel comes first. Throws EwaldError `"bad-format"`. */
export function isBigEndian(header: SmvHeader): boolean {
  const order = header.get("BYTE_ORDER") ?? "little_endian";
  if (order === "big_endian" || order === "little_endian") return order === "big_endian";
  throw new EwaldError(
    "bad-format",
    `${header.file}: the byte order is ${quoted(order)}, which must be little_endian or big_endian.`,
  );
}

/** The whole image: unsigned 16-bit integers, or 32-bit ones. */
export function smvPixels(source: ByteSource, header: SmvHeader, bytesPerPixel: 2 | 4): RawPanel {
  const [fast, slow] = smvSize(header);
  const bytes = source.read(header.length, fast * slow * bytesPerPixel);
  if (isBigEndian(header) === littleEndianMachine) swapBytes(bytes, bytesPerPixel);
  const values =
    bytesPerPixel === 4 ? new Int32Array(bytes.buffer) : Int32Array.from(new Uint16Array(bytes.buffer));
  return { shape: [slow, fast], values };
}

/** A rectangle of an image, [f0, f1) × [s0, s1), as a panel of its own. */
export function cutOut(
  { shape, values }: RawPanel,
  f0: number,
  s0: number,
  f1: number,
  s1: number,
): RawPanel {
  const width = f1 - f0;
  const out = new Int32Array(width * (s1 - s0));
  for (let slow = s0; slow < s1; slow++)
    out.set(values.subarray(slow * shape[1] + f0, slow * shape[1] + f1), (slow - s0) * width);
  return { shape: [s1 - s0, width], values: out };
}
