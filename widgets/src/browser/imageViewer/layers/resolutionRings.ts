import type { Layer } from "./index.js";
import { drawRings, leastD, type Rings, ringLines, roundRings } from "./rings.js";

/** Rings of round resolutions. */
export const resolutionRings: Layer<Rings> = {
  name: "resolutionRings",
  label: "Resolution rings",
  title: "Lines of equal d, exact on tilted and offset detectors",
  group: "Geometry",
  on: false,
  kernel: false,
  key: "r",
  decode(_, shown) {
    const least = leastD(shown);
    return ringLines(shown, least === undefined ? [] : roundRings(least));
  },
  draw: (context, viewport, rings) => drawRings(context, viewport, rings, "#2f9bff", true),
};
