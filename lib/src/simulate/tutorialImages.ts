import { Pcg32 } from "../array/random.js";
import { SpaceGroup } from "../crystal/spaceGroup.js";
import { singleAxisGoniometer } from "../images/simpleModels.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { ImageSetData } from "../models/imageSetData.js";
import { crystalOf } from "./crystalDrift.js";
import { wilsonCrystal } from "./crystalIntensities.js";
import { detectorModels } from "./detectorModels.js";
import { ImageSimulation } from "./imageSimulation.js";
import { beamOf, detectorOf, randomOrientation, scanOf } from "./scanExperiment.js";
import { uuid } from "./uuid.js";

/** Of the tutorial's image files, beside which its truth.expt and truth.refl lie. */
export const tutorialTemplate = "lysozyme_####.cbf";

const degree = Math.PI / 180;

/**
 * Ten images of 0.5° of a lysozyme-like crystal on a Pilatus 1M, with what a look at images should find: a beamstop and its
 * arm, rings of ice, gaps, a few hot and dead pixels of which the detector does not know. The same seed gives the same.
 */
export function tutorialImages(seed = 1): ImageSimulation {
  const group = SpaceGroup.of("P 43 21 2");
  const wavelength = 0.9763;
  const noLookup = { mask: "", gain: "", pedestal: "", dx: "", dy: "", params: {} };
  const experiment = new Experiment({
    identifier: uuid(new Pcg32(seed, 3)),
    beam: beamOf(wavelength),
    detector: detectorOf({
      model: detectorModels.pilatus_1m,
      distance: 165,
      wavelength,
      beamCentre: [487.3, 529.6],
    }),
    goniometer: singleAxisGoniometer(),
    scan: scanOf(1, 10, [0, 0.5], 0.1),
    crystal: crystalOf([78.1, 78.1, 37.2, 90, 90, 90], randomOrientation(seed, 4), group.hallSymbol()),
    imageset: new ImageSetData({ __id__: "ImageSequence", template: tutorialTemplate, ...noLookup }),
  });
  return new ImageSimulation({
    seed,
    experiments: ExperimentList.fromExperiments([experiment]),
    intensities: [wilsonCrystal(group, { seed, bFactor: 22, scale: 4000 })],
    dMin: 1.6,
    minZeta: 0.02,
    widths: {
      mosaicity: 0.09 * degree,
      divergence: 0.02 * degree,
      bandwidth: 1.5e-4,
      blockSize: Number.POSITIVE_INFINITY,
      crystalSize: 0.04,
      pointSpread: 0.4,
    },
    background: { air: 6, ring: 1.5, floor: 0.3, ice: 1.2, iceWidth: 0.0015 },
    beamstop: { distance: 30, radius: 1, armWidth: 0.35, armAngle: 100 },
    readout: { saturation: detectorModels.pilatus_1m.saturation, hotPixels: 1.2e-5, deadPixels: 2e-5 },
  });
}
