export type { PanelNumbers, PixelColumn } from "./columns.js";
export { datumRotation, type MatrixAtZ, millerMatrix } from "./datum.js";
export { lorentz, lp, polarization } from "./lorentzPolarization.js";
export {
  distanceToWhole,
  dOfMillerIndices,
  fractionalMillerIndices,
  millerIndicesOfPixels,
  millerIndicesOfQ,
  rlpOfMillerIndices,
  rlpOfQ,
} from "./miller.js";
export type { OfExperiments } from "./perExperiment.js";
export { type PixelPositions, pixelCentres } from "./pixelCentres.js";
export { millimeterToLab, millimeterToPixel, pixelToLab, pixelToMillimeter } from "./positions.js";
export { type PixelMap, type PixelMapOptions, resolutionMap, twoThetaMap } from "./resolutionMap.js";
export { entering, zeta } from "./rotationGeometry.js";
export { dOfQ, qOfPixels, qOfS1, s1OfPixels, withoutTwoPi, withTwoPi } from "./scattering.js";
export { airTransmission, qe, solidAngle } from "./sensor.js";
