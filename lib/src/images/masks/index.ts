export { and, not, or } from "./algebra.js";
export { maskBorder } from "./border.js";
export { type BraggMaskOptions, type BraggSignal, braggMask, braggMasks } from "./bragg.js";
export { maskUntrustedCircle } from "./circle.js";
export { generateMask, type MaskParameters, type UntrustedRegion } from "./generateMask.js";
export { type IceRings, iceRingRanges } from "./iceRings.js";
export { selectGood, setMasked } from "./maskedPixels.js";
export { checkMask, count, type DetectorMask, type MaskCount, uniform, uniformPanel } from "./panelMasks.js";
export { maskUntrustedPolygon } from "./polygon.js";
export { maskUntrustedPixel, maskUntrustedRectangle } from "./rectangle.js";
export { maskResolution } from "./resolution.js";
export { beyond, type ResolutionRange, resolutionRange, within } from "./resolutionRanges.js";
export {
  type TrustedRangeStatistics,
  trustedRangeMask,
  trustedRangeMasks,
  trustedRangeStatistics,
} from "./trustedRange.js";
