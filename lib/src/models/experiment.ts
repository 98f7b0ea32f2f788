import { Beam, type BeamData } from "./beam.js";
import { Crystal, type CrystalData } from "./crystal.js";
import { Detector, type DetectorData } from "./detector.js";
import { Goniometer, type GoniometerData } from "./goniometer.js";
import { ImageSetData, type ImageSetRecord } from "./imageSetData.js";
import type { JsonObject } from "./json.js";
import { Profile, type ProfileData } from "./profile.js";
import { ScalingModel, type ScalingModelData } from "./scalingModel.js";
import { Scan, type ScanData } from "./scan.js";

/** The models of an experiment; absent ones are undefined. Experiments of a list may share one model. */
export interface ExperimentModels {
  beam?: Beam | undefined;
  detector?: Detector | undefined;
  goniometer?: Goniometer | undefined;
  scan?: Scan | undefined;
  crystal?: Crystal | undefined;
  profile?: Profile | undefined;
  scalingModel?: ScalingModel | undefined;
  imageset?: ImageSetData | undefined;
}

/** Names of models as properties of an Experiment. */
export type ModelName = keyof ExperimentModels;

/** For each model: its key in an experiment and its table in an `.expt` file, and how it is made from a record. */
export const modelKinds = {
  beam: { key: "beam", make: (data: JsonObject) => new Beam(data as BeamData) },
  detector: { key: "detector", make: (data: JsonObject) => new Detector(data as DetectorData) },
  goniometer: { key: "goniometer", make: (data: JsonObject) => new Goniometer(data as GoniometerData) },
  scan: { key: "scan", make: (data: JsonObject) => new Scan(data as ScanData) },
  crystal: { key: "crystal", make: (data: JsonObject) => new Crystal(data as CrystalData) },
  profile: { key: "profile", make: (data: JsonObject) => new Profile(data as ProfileData) },
  scalingModel: {
    key: "scaling_model",
    make: (data: JsonObject) => new ScalingModel(data as ScalingModelData),
  },
  imageset: { key: "imageset", make: (data: JsonObject) => new ImageSetData(data as ImageSetRecord) },
} as const satisfies Record<ModelName, { key: string; make: (data: JsonObject) => unknown }>;

export const modelNames = Object.keys(modelKinds) as ModelName[];

/** One crystal in one beam on one stretch of images: models, and the name by which tables know it. */
export class Experiment implements ExperimentModels {
  /** Matches a table's experimentIdentifiers(); may be "". */
  identifier: string;
  beam: Beam | undefined;
  detector: Detector | undefined;
  goniometer: Goniometer | undefined;
  scan: Scan | undefined;
  crystal: Crystal | undefined;
  profile: Profile | undefined;
  scalingModel: ScalingModel | undefined;
  imageset: ImageSetData | undefined;
  /** The record it was read from. Of it only the order of keys and the keys that are not models are written. */
  readonly data: JsonObject;

  constructor(models: ExperimentModels & { identifier?: string } = {}, data: JsonObject = {}) {
    this.identifier = models.identifier ?? "";
    this.data = data;
    for (const name of modelNames) Object.assign(this, { [name]: models[name] });
    models.imageset?.usedBy(models);
  }

  /**
   * Time of flight if the scan has such times; else Laue if the beam is polychromatic; else still if nothing turns (no
   * goniometer, no scan, or no width to its images); else rotation. As DIALS' experiment types.
   */
  getType(): ExperimentType {
    if (this.scan?.getProperty("time_of_flight")) return "tof";
    if (this.beam?.isPolychromatic()) return "laue";
    return this.goniometer && this.scan && !this.scan.isStill() ? "rotation" : "still";
  }

  isStill(): boolean {
    return this.getType() === "still";
  }

  /** Whether its images are a sequence in time: rotation or time of flight. */
  isSequence(): boolean {
    return this.getType() === "rotation" || this.getType() === "tof";
  }
}

/** How the reflections of an experiment come to reflect. */
export type ExperimentType = "rotation" | "still" | "laue" | "tof";
