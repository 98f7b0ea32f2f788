import { EwaldError, type Vec3 } from "ewald";
import type { ViewerRequest } from "./index.js";

/** d (Å) and q at a point of a panel whose pixels maps move: what a view cannot tell by itself. */
export const resolutionRequest: ViewerRequest = {
  name: "resolution",
  answer(context, { frame, panel, px }) {
    if (!Array.isArray(px) || px.length !== 2 || !px.every(Number.isFinite))
      throw new EwaldError("wrong-type", `${JSON.stringify(px)} is no point of a panel: [fast, slow], px.`);
    const { detector, beam } = context.images.at(Number(frame));
    const place = detector.panel(Number(panel));
    const s0 = beam.getS0();
    const point = place.getPixelLabCoord([px[0], px[1]]);
    const scale = Math.hypot(...s0) / Math.hypot(...point);
    const q = point.map((x, i) => x * scale - s0[i]!) as unknown as Vec3;
    return { content: { d: finite(place.getResolutionAtPixel(s0, [px[0], px[1]])), q } };
  },
};

/** JSON has no infinity. */
const finite = (x: number) => (Number.isFinite(x) ? x : null);
