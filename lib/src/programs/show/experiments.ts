import type { Experiment } from "../../models/experiment.js";
import type { ExperimentList } from "../../models/experimentList.js";
import { fixed } from "../text/printf.js";

/** What an experiment's models say of themselves, without any computation. */
export interface ExperimentSummary {
  readonly identifier: string;
  readonly template?: string;
  readonly panels: number;
  /** Pixels of the first panel, fast and slow. */
  readonly imageSize?: readonly number[];
  /** Å. */
  readonly wavelength?: number;
  /** First and last image, both included. */
  readonly imageRange?: readonly number[];
  /** Start and width of the first image, degrees. */
  readonly oscillation?: readonly number[];
  readonly hallSymbol?: string;
  readonly scanPoints?: number;
  readonly profile?: string;
  readonly scalingModel?: string;
}

const given = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

function summary(experiment: Experiment): ExperimentSummary {
  const { beam, detector, scan, crystal, imageset } = experiment;
  const isMonochromatic = beam !== undefined && !beam.isPolychromatic();
  return given({
    identifier: experiment.identifier,
    template: imageset?.data.template,
    panels: detector?.length ?? 0,
    imageSize: detector?.panels[0]?.data.image_size,
    wavelength: isMonochromatic ? beam.getWavelength() : undefined,
    imageRange: scan?.getImageRange(),
    oscillation: scan?.data.oscillation ?? undefined,
    hallSymbol: crystal?.getHallSymbol(),
    scanPoints: crystal?.getNumScanPoints(),
    profile: nameOf(experiment.profile?.data),
    scalingModel: nameOf(experiment.scalingModel?.data),
  } as ExperimentSummary);
}

function nameOf(data: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const id = data?.__id__ ?? data?.name;
  return typeof id === "string" ? id : undefined;
}

export function experimentSummaries(experiments: ExperimentList): ExperimentSummary[] {
  return Array.from(experiments, summary);
}

/** The summaries as text, one block an experiment. */
export function experimentText(summaries: readonly ExperimentSummary[]): string {
  return summaries
    .map((each, i) => {
      const lines: (readonly [string, string | undefined])[] = [
        ["Experiment identifier", each.identifier || undefined],
        ["Image template", each.template],
        ["Panels", String(each.panels)],
        ["Image size", each.imageSize?.join(" × ")],
        ["Wavelength", each.wavelength === undefined ? undefined : `${fixed(each.wavelength, 6)} Å`],
        ["Image range", each.imageRange?.join(" to ")],
        ["Oscillation", each.oscillation === undefined ? undefined : `${each.oscillation.join(", ")} deg`],
        ["Space group (Hall)", each.hallSymbol],
        ["Crystal scan points", each.scanPoints ? String(each.scanPoints) : undefined],
        ["Profile model", each.profile],
        ["Scaling model", each.scalingModel],
      ];
      const known = lines.filter(([, text]) => text !== undefined);
      return [`Experiment ${i}:`, ...known.map(([label, text]) => `  ${label}: ${text}`)].join("\n");
    })
    .join("\n");
}
