export { type Air, type AirOfBeam, airTransmission, airTransmissionMap, airTransmissionOfS1 } from "./air.js";
export type { PanelNumbers, PixelColumn } from "./columns.js";
export { datumRotation, type MatrixAtZ, millerMatrix } from "./datum.js";
export { type KaptonAbsorption, type KaptonTape, type KaptonTapeOfBeam, kaptonAbsorption } from "./kapton.js";
export { lorentz, lp, polarization, polarizationMap } from "./lorentzPolarization.js";
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
export type { PixelMap, PixelMapOptions } from "./pixelMap.js";
export { millimeterToLab, millimeterToPixel, pixelToLab, pixelToMillimeter } from "./positions.js";
export { resolutionMap, twoThetaMap } from "./resolutionMap.js";
export { entering, zeta } from "./rotationGeometry.js";
export { dOfQ, qOfPixels, qOfS1, s1OfPixels, withoutTwoPi, withTwoPi } from "./scattering.js";
export { qe, qeMap, solidAngle, solidAngleMap } from "./sensor.js";
