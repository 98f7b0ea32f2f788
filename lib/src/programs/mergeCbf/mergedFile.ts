import { BytesSource } from "../../bytes/byteSource.js";
import { unpacked } from "../../bytes/compression.js";
import { EwaldError } from "../../error.js";
import { cbfLayout } from "../../images/cbf/binarySections.js";
import { latin1 } from "../../images/cbf/byteOffsetSection.js";
import { replaceCbfData } from "../../images/cbf/replaceCbfData.js";
import { readSection } from "../../images/cbf/sectionData.js";
import { mergedHeader } from "./mergedHeader.js";

const largest = 2 ** 31 - 1;

/**
 * Adds an image to a sum, in place. Negative values are marks of pixels that are none: those of the sum's first image stay, those of
 * `image` count as 0, as in dials.merge_cbf. Throws EwaldError `"out-of-range"` for sums of more than 31 bits. `name` is the image's.
 */
export function addImage(sum: Int32Array, image: Int32Array | Float64Array, name: string): void {
  if (image.length !== sum.length)
    throw new EwaldError(
      "wrong-length",
      `${name} has ${image.length} pixels, but the first of the images it is added to has ${sum.length}.`,
    );
  let most = 0;
  for (let i = 0; i < sum.length; i++) {
    const value = image[i]!;
    if (value <= 0) continue;
    const total = sum[i]! + value;
    if (total > most) most = total;
    sum[i] = total;
  }
  if (most > largest)
    throw new EwaldError(
      "out-of-range",
      `With ${name} a pixel sums up to ${most}, more than ${largest}; fewer images to one would work.`,
    );
}

/** The pixels of a CBF file as they lie in it, whatever panels its format makes of them. */
export function pixelsOfFile(file: Uint8Array, name: string): Int32Array {
  const source = new BytesSource(unpacked(file, name), name);
  const [section] = cbfLayout(source, "first").sections;
  const values = section && readSection(source, section, "ignore");
  if (values instanceof Int32Array) return values;
  throw new EwaldError("unsupported", `${name} holds no image of whole numbers.`);
}

/** The CBF file of the first of `n` images with the pixels of their sum, and a header that says so. */
export function mergedFile(
  first: Uint8Array,
  sum: Int32Array,
  n: number,
  name: string,
): Uint8Array<ArrayBuffer> {
  const bytes = unpacked(first, name);
  const [section] = cbfLayout(new BytesSource(bytes, name), "first").sections;
  if (!section) throw new EwaldError("bad-format", `${name} holds no image.`);
  const header = latin1(mergedHeader(new TextDecoder("latin1").decode(bytes.subarray(0, section.start)), n));
  const rest = bytes.subarray(section.start);
  const whole = new Uint8Array(header.length + rest.length);
  whole.set(header);
  whole.set(rest, header.length);
  return replaceCbfData(whole, sum, name);
}
