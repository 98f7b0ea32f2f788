// Simulated crystals and reflection tables whose truth is known (docs: the comments at each name).
export { type BackgroundModel, backgroundAt } from "./background.js";
export { type DetectorResponse, detectorValue } from "./detectorResponse.js";
export { type ExperimentStage, experimentsJson } from "./experiments.js";
export { Exposure } from "./exposure.js";
export { type Integrated, integrateBox } from "./integrate.js";
export { poisson } from "./poisson.js";
export { type Prediction, predict } from "./predict.js";
export { type Box, integrationBox, integrationMask, type SpotProfile, spotProfile } from "./profile.js";
export { Pcg32 } from "./random.js";
export {
  type IntegratedReflection,
  type ScansOptions,
  type SimulatedScans,
  type StrongSpot,
  simulateScans,
} from "./scans.js";
export { Scene, type SceneOptions, type SceneReflection, type Spot } from "./scene.js";
export type { SimulatedPanel, SimulatedSetup } from "./setup.js";
export { type FoundSpot, findSpots, type SpotFinderOptions, spotFinderDefaults } from "./spotFinder.js";
export { type SpuriousOptions, spuriousSpots } from "./spurious.js";
export { simulateTutorial, type TutorialData, tutorialVersion } from "./tutorial.js";
export { tutorialOptions, tutorialSetup, tutorialTransmissions } from "./tutorialOptions.js";
export { proteinWilsonCurve, wilsonIntensities } from "./wilson.js";
