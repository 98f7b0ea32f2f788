import { EwaldError } from "ewald";
import { type FrameAnswer, type FrameInfo, stackings } from "../../shared/imageViewer.js";
import type { ImageAt } from "../context.js";
import { overviewBinning } from "../frames.js";
import { crystalsAt } from "../geometry.js";
import type { ViewerRequest } from "./index.js";

/** An image, or a stack of them: its pixels, and what is known of it. */
export const frameRequest: ViewerRequest = {
  name: "frame",
  async answer(context, content, signal) {
    const start = performance.now();
    const { frame, overview, known } = content;
    if (typeof frame !== "number" || !Array.isArray(known))
      throw new EwaldError("wrong-type", `A request of an image has the frame ${JSON.stringify(frame)}.`);
    const image = context.images.at(frame);
    const { stack, stacking } = stackOf(image, content);
    const packed = await context.frames.get(
      frame,
      { stack, stacking, binning: overview ? overviewBinning : 1 },
      signal,
    );
    const geometry = context.frames.geometry(image);
    const { type, offset, binning, shapes, planes, histogram } = packed;
    const answer: FrameAnswer = {
      info: infoOf(image, stack, geometry.id),
      pixels: { type, offset, binning, shapes },
      histogram,
      ...(!known.includes(geometry.id) && { geometry }),
      took: performance.now() - start,
    };
    return { content: answer, buffers: planes, plain: planes.map(() => content.plain === true) };
  },
};

function stackOf({ set, index }: ImageAt, content: Readonly<Record<string, unknown>>) {
  const stack = Number.isInteger(content.stack) ? Number(content.stack) : 1;
  const stacking = stackings.find((name) => name === content.stacking) ?? "sum";
  // A stack ends with its set.
  return { stack: Math.max(1, Math.min(stack, set.length - index)), stacking };
}

function infoOf(image: ImageAt, stacked: number, geometry: number): FrameInfo {
  const { frame, set, index, scan, z } = image;
  const phi = scan?.getOscillationRange();
  const width = phi ? phi[1] - phi[0] : 0;
  return {
    frame,
    name: set.getImageIdentifier(index),
    number: set.isSequence() ? z + 1 : frame + 1,
    phi: phi ? [phi[0], phi[0] + stacked * width] : null,
    stacked,
    geometry,
    crystals: crystalsAt(image, stacked),
  };
}
