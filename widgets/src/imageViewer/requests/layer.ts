import { EwaldError } from "ewald";
import { kernelLayers } from "../layers/index.js";
import type { ViewerRequest } from "./index.js";

/** What a layer draws over an image. */
export const layerRequest: ViewerRequest = {
  name: "layer",
  async answer(context, content) {
    const { layer, frame, stack, options } = content;
    const found = kernelLayers.find(({ name }) => name === layer);
    if (!found)
      throw new EwaldError(
        "bad-argument",
        `The kernel knows no layer ${JSON.stringify(layer)}; it knows ${kernelLayers.map(({ name }) => name).join(", ") || "none"}.`,
      );
    if (!found.available(context)) return { content: { nothing: true } };
    const image = context.images.at(Number(frame));
    return found.data(context, image, {
      stack: Math.max(1, Math.min(Number(stack) || 1, image.set.length - image.index)),
      options: typeof options === "object" && options !== null ? { ...options } : {},
    });
  },
};
