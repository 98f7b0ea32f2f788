// Simulated crystals, reflection tables and images whose truth is known (docs: the comments at each name).

export { Pcg32 } from "../array/random.js";
export { type BackgroundModel, backgroundAt, iceRings } from "./background.js";
export { type Beamstop, backgroundImage, beamstopShadow } from "./backgroundImage.js";
export { type CrystalDrift, crystalOf, driftingCrystal, turnedCrystal } from "./crystalDrift.js";
export { type CrystalIntensities, listedCrystal, wilsonCrystal } from "./crystalIntensities.js";
export {
  type DetectorModel,
  type DetectorModelName,
  detectorModels,
  gapsOf,
  imageSizeOf,
} from "./detectorModels.js";
export { type DetectorResponse, detectorValue } from "./detectorResponse.js";
export { type ExperimentStage, experimentsJson } from "./experiments.js";
export { Exposure } from "./exposure.js";
export { type ExposureOptions, exposureScale, steadyExposure } from "./exposureScale.js";
export { type ImageReflection, type PredictionOptions, spotReach } from "./imageReflection.js";
export { imageReflections } from "./imageReflections.js";
export { ImageSimulation, type ImagesOptions, type TrueReflection } from "./imageSimulation.js";
export { type Integrated, integrateBox } from "./integrate.js";
export { poisson } from "./poisson.js";
export { type Prediction, predict } from "./predict.js";
export { type Box, integrationBox, integrationMask, type SpotProfile, spotProfile } from "./profile.js";
export { PanelReadout, perfectReadout, type ReadoutOptions } from "./readout.js";
export {
  beamOf,
  type DetectorOptions,
  detectorOf,
  randomOrientation,
  scanOf,
} from "./scanExperiment.js";
export {
  type IntegratedReflection,
  type ScansOptions,
  type SimulatedScans,
  type StrongSpot,
  simulateScans,
} from "./scans.js";
export { Scene, type SceneOptions, type SceneReflection, type Spot } from "./scene.js";
export { absorptionLayers, type SensorDepth } from "./sensorDepth.js";
export type { SimulatedPanel, SimulatedSetup } from "./setup.js";
export { type FoundSpot, findSpots, type SpotFinderOptions, spotFinderDefaults } from "./spotFinder.js";
export { type PanelPlace, type SpotShape, type SpotWidths, sliceOfNormal, spotShape } from "./spotShape.js";
export { type SpuriousOptions, spuriousSpots } from "./spurious.js";
export {
  type Atom,
  atomicCrystal,
  type StructureFactorOptions,
  structureFactors,
} from "./structureFactors.js";
export { truthTable } from "./truthTable.js";
export { simulateTutorial, type TutorialData, tutorialVersion } from "./tutorial.js";
export { tutorialImages, tutorialTemplate } from "./tutorialImages.js";
export { tutorialOptions, tutorialSetup, tutorialTransmissions } from "./tutorialOptions.js";
export { proteinWilsonCurve, type WilsonSymmetry, wilsonIntensities } from "./wilson.js";
