import { bitmaps } from "ewald";
import type { ViewerRequest } from "./index.js";

/** DIALS' tables of colours, 258 levels of three bytes each: many counts first, then masked and saturated pixels. */
export const coloursRequest: ViewerRequest = {
  name: "colours",
  answer: () => ({
    content: { schemes: bitmaps.colourSchemes },
    buffers: bitmaps.colourSchemes.map((scheme) => bitmaps.colourTable(scheme)),
  }),
};
