import type { Experiment } from "../../models/experiment.js";
import type { ExperimentList } from "../../models/experimentList.js";
import { type BeamReport, beamReport, beamText } from "./beamReport.js";
import { type CrystalReport, crystalReport, crystalText } from "./crystalReport.js";
import { type DetectorReport, detectorReport, detectorText } from "./detectorReport.js";
import { type GoniometerReport, goniometerReport, goniometerText } from "./goniometerReport.js";
import { type ProfileReport, profileReport, profileText } from "./profileReport.js";
import { type ScalingReport, scalingReport, scalingText } from "./scalingReport.js";
import { type ScanReport, scanReport, scanText } from "./scanReport.js";

/** Where the images of an experiment are. */
export interface ImageSetReport {
  /** ImageSequence, ImageSet, ImageGrid or MemImageSet. */
  readonly type: string;
  /** Of a sequence: path with a run of # for the image number, or of a file holding all images. */
  readonly template?: string;
  /** Of single images: their paths. */
  readonly images?: readonly string[];
}

/** What the models of an experiment are, in full precision; models it lacks are absent. */
export interface ExperimentReport {
  readonly identifier: string;
  readonly imageset?: ImageSetReport;
  readonly detector?: DetectorReport;
  readonly beam?: BeamReport;
  readonly scan?: ScanReport;
  readonly goniometer?: GoniometerReport;
  readonly crystal?: CrystalReport;
  readonly profile?: ProfileReport;
  readonly scalingModel?: ScalingReport;
}

function imageSetReport(list: ExperimentList, imageset: NonNullable<Experiment["imageset"]>): ImageSetReport {
  const { __id__, template, images } = imageset.data;
  return {
    type: __id__ === "ImageSweep" ? "ImageSequence" : __id__,
    ...(template != null && { template: list.resolve(template) }),
    ...(images != null && { images: images.map((path) => list.resolve(path)) }),
  };
}

/** Reports of all experiments of a list, in order. */
export function experimentReports(list: ExperimentList, showScanVarying: boolean): ExperimentReport[] {
  return list.map((experiment) => {
    const { beam, detector, scan, goniometer, crystal, profile, scalingModel, imageset } = experiment;
    return {
      identifier: experiment.identifier,
      ...(imageset && { imageset: imageSetReport(list, imageset) }),
      ...(detector && { detector: detectorReport(detector, beam) }),
      ...(beam && { beam: beamReport(beam, detector) }),
      ...(scan && { scan: scanReport(scan) }),
      ...(goniometer && { goniometer: goniometerReport(goniometer) }),
      ...(crystal && { crystal: crystalReport(crystal, showScanVarying) }),
      ...(profile && { profile: profileReport(profile) }),
      ...(scalingModel && { scalingModel: scalingReport(scalingModel) }),
    };
  });
}

/** The reports as `dials.show` prints them. */
export function experimentText(reports: readonly ExperimentReport[]): string {
  return reports
    .flatMap((report, i) => [
      `Experiment ${i}:`,
      ...(report.identifier === "" ? [] : [`Experiment identifier: ${report.identifier}`]),
      ...(report.imageset?.template === undefined ? [] : [`Image template: ${report.imageset.template}`]),
      ...(report.detector ? detectorText(report.detector) : []),
      ...(report.beam ? beamText(report.beam) : []),
      ...(report.scan ? scanText(report.scan) : []),
      ...(report.goniometer ? goniometerText(report.goniometer) : []),
      ...(report.crystal ? crystalText(report.crystal) : []),
      ...(report.profile ? profileText(report.profile) : []),
      ...(report.scalingModel ? scalingText(report.scalingModel) : []),
    ])
    .join("\n");
}
