import { EwaldError } from "../../error.js";
import type { GroupModels } from "../../images/imageGroups.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import { ExperimentList } from "../../models/experimentList.js";
import type { Goniometer } from "../../models/goniometer.js";
import { isSimilarDetector } from "../../models/similarity.js";
import type { ImportParameters } from "./parameters.js";

/** Beam, detector and goniometer of other images, to be taken for those of the headers. */
export interface ReferenceGeometry {
  readonly path: string;
  readonly beam: Beam;
  readonly detector: Detector;
  readonly goniometer: Goniometer | undefined;
}

/** Reads the reference. Throws EwaldError `"bad-argument"` when it holds none, or several beams or detectors. */
export function readReference(path: string): ReferenceGeometry {
  const experiments = ExperimentList.fromFile(path);
  const [beams, detectors] = [experiments.models("beam"), experiments.models("detector")];
  if (beams.length !== 1 || detectors.length !== 1)
    throw new EwaldError(
      "bad-argument",
      `The reference geometry ${path} has ${beams.length} beams and ${detectors.length} detectors; it must have one of each.`,
    );
  return { path, beam: beams[0]!, detector: detectors[0]!, goniometer: experiments.models("goniometer")[0] };
}

/** The models with those of the reference in their places. */
export function withReference(
  models: GroupModels,
  reference: ReferenceGeometry,
  input: ImportParameters["input"],
): GroupModels {
  if (input.check_reference_geometry && !isSimilarDetector(reference.detector, models.detector, {}, true))
    throw new EwaldError(
      "bad-argument",
      `The detector of ${reference.path} has other panels than the images: ${sizes(reference.detector)} px, not ${sizes(models.detector)}; input.check_reference_geometry=False takes it nevertheless.`,
    );
  return {
    beam: input.use_beam_reference ? reference.beam : models.beam,
    detector: input.use_detector_reference ? reference.detector : models.detector,
    goniometer: input.use_gonio_reference ? reference.goniometer : models.goniometer,
    scan: models.scan,
  };
}

const sizes = (detector: Detector) => {
  const all = detector.panels.map((panel) => panel.getImageSize().join(" × "));
  return all.length > 3 ? `${all.length} panels of ${all[0]}` : all.join(", ");
};
