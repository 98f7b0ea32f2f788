import {
  createNxmx,
  type NxmxDescription,
  type NxmxOptions,
  type NxmxPixels,
} from "../images/nxmx/writeNxmx.js";
import { FileSink } from "./fileSink.js";

/**
 * Writes an NXmx file, images one by one as they come, so that only one is in memory. Complete or not at all: a failure, also one
 * of what makes the images, leaves an older file of this name as it was.
 */
export function writeNxmx(
  path: string,
  description: NxmxDescription,
  images: Iterable<NxmxPixels | readonly NxmxPixels[]>,
  options: Omit<NxmxOptions, "sink" | "name"> = {},
): void {
  const sink = new FileSink(path);
  try {
    const writer = createNxmx(description, { ...options, sink, name: path });
    for (const image of images) writer.addFrame(image);
    writer.finish();
  } catch (error) {
    sink.abandon();
    throw error;
  }
  sink.finish();
}
