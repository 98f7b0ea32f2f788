import { type ByteSource, peek } from "../bytes/byteSource.js";
import { forgetHead, headBytes, unpackedSource } from "../bytes/unpackedSource.js";
import { EwaldError } from "../error.js";
import { imageFormats } from "./formats.js";
import type { ImageFile, ImageFormat, OpenOptions } from "./imageFormat.js";

const headOf = (source: ByteSource) => peek(source, 0, Math.min(headBytes, source.size));

/** The format of a file, or undefined when it holds no image we know. */
export function imageFormatOf(source: ByteSource): ImageFormat | undefined {
  const bytes = unpackedSource(source);
  const head = headOf(bytes);
  return imageFormats.find((format) => format.understands(head, bytes));
}

/**
 * Opens a file of images, recognised by content; gzip and bzip2 are unpacked first. Throws EwaldError `"bad-format"` when it is
 * no image.
 */
export function openImage(source: ByteSource, options: OpenOptions = {}): ImageFile {
  const bytes = unpackedSource(source);
  const head = headOf(bytes);
  const format = imageFormats.find((each) => each.understands(head, bytes));
  if (format) {
    const file = format.open(bytes, options);
    forgetHead(bytes);
    return file;
  }
  throw new EwaldError(
    "bad-format",
    `${source.name} is no image of a known format: ${imageFormats.map(({ name }) => name).join(", ")} are read.`,
  );
}
