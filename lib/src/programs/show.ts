import { bool, type Extracted, int, scope } from "../parameters/declare.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { defineProgram } from "./defineProgram.js";
import { listedColumns } from "./show/columnFormats.js";
import { type ColumnSummary, columnSummaries, summaryTable } from "./show/columnSummary.js";
import { type ExperimentReport, experimentReports, experimentText } from "./show/experiments.js";
import { type FlagCount, flagCounts, flagTable } from "./show/flagTable.js";
import { type ImageStatistics, imageStatistics, imageStatisticsText } from "./show/imageStatistics.js";
import { reflectionListing } from "./show/listing.js";
import { type SharedModels, sharedModels, sharedModelsText } from "./show/sharedModels.js";

const parameters = scope({
  show_scan_varying: bool({ default: false, help: "Show the crystal at each scan point." }),
  show_shared_models: bool({ default: false, help: "Show which experiments share which models." }),
  show_all_reflection_data: bool({ default: false, help: "List the reflections with all standard columns." }),
  show_intensities: bool({ default: false, help: "List the reflections with their intensities." }),
  show_centroids: bool({ default: false, help: "List the reflections with their centroids." }),
  show_profile_fit: bool({ default: false, help: "List the reflections with their resolution." }),
  show_flags: bool({ default: false, help: "Count the reflections that carry each flag." }),
  show_identifiers: bool({ default: false, help: "Show which experiment identifier each id stands for." }),
  image_statistics: scope({
    show_corrected: bool({
      default: false,
      help: "Show least, greatest and middle counts and quartiles of each image, pedestal and gain taken out.",
    }),
    show_raw: bool({ default: false, help: "The same of the counts as they are." }),
  }),
  max_reflections: int({ default: null, min: 0, help: "List no more reflections than this." }),
  json: bool({
    default: false,
    help: "Print everything as JSON, numbers in full precision; --json for short.",
  }),
});

/** What `show` found in one reflection table. */
export interface TableReport {
  readonly nrows: number;
  readonly columns: readonly ColumnSummary[];
  readonly flags?: readonly FlagCount[];
  readonly identifiers?: readonly (readonly [id: number, identifier: string])[];
  /** The reflections listed, as text. */
  readonly listing?: string;
}

export interface ShowReport {
  readonly experiments: readonly ExperimentReport[];
  /** Only with show_shared_models. */
  readonly sharedModels?: SharedModels;
  /** Only with image_statistics. */
  readonly imageStatistics?: {
    readonly raw?: readonly ImageStatistics[];
    readonly corrected?: readonly ImageStatistics[];
  };
  readonly reflections: readonly TableReport[];
  toString(): string;
}

/** By it a notebook asks a value how it is shown. */
const jupyterDisplay = Symbol.for("Jupyter.display");

type Parameters = Extracted<typeof parameters>;

function tableReport(table: ReflectionTable, params: Parameters): TableReport {
  const identifiers = [...table.experimentIdentifiers()];
  const names = (Object.keys(listedColumns) as (keyof typeof listedColumns)[]).flatMap((key) =>
    params[key] ? listedColumns[key] : [],
  );
  const isEmpty = table.nrows === 0;
  return {
    nrows: table.nrows,
    columns: columnSummaries(table),
    ...(params.show_flags && !isEmpty && { flags: flagCounts(table) }),
    ...(params.show_identifiers && !isEmpty && identifiers.length > 0 && { identifiers }),
    ...(names.length > 0 &&
      !isEmpty && { listing: reflectionListing(table, new Set(names), params.max_reflections) }),
  };
}

function tableText({ nrows, columns, flags, identifiers, listing }: TableReport): string {
  const parts = ["", `Reflection list contains ${nrows} reflections`];
  if (nrows > 0) parts.push(summaryTable(columns));
  if (flags !== undefined) parts.push(flagTable(flags, nrows));
  if (identifiers !== undefined)
    parts.push(
      "Experiment identifiers id-map values:",
      ...identifiers.map(([id, identifier]) => `id:${id} -> experiment identifier:${identifier}`),
    );
  if (listing !== undefined) parts.push(listing);
  return parts.join("\n");
}

/** `dials.show`: what reflection tables and experiment lists hold. */
export const show = defineProgram({
  name: "show",
  summary: "Show what experiment and reflection files hold",
  usage: "[options] models.expt | observations.refl",
  examples: [
    "ewald show models.expt",
    "ewald show models.expt show_scan_varying=True",
    "ewald show models.expt --json",
    "ewald show observations.refl",
    "ewald show observations.refl show_flags=True",
  ],
  parameters,
  async run({ experiments, reflections }, params, context): Promise<ShowReport> {
    const all = experiments.flatMap((list) => [...list]);
    const { show_raw, show_corrected } = params.image_statistics;
    const statistics = {
      ...(show_raw && { raw: await imageStatistics(all, "raw", context) }),
      ...(show_corrected && { corrected: await imageStatistics(all, "corrected", context) }),
    };
    const report = {
      experiments: experiments.flatMap((list) => experimentReports(list, params.show_scan_varying)),
      ...((show_raw || show_corrected) && { imageStatistics: statistics }),
      ...(params.show_shared_models && all.length > 0 && { sharedModels: sharedModels(all) }),
      reflections: reflections.map((table) => tableReport(table, params)),
    };
    const text = () => reportText(report);
    return Object.defineProperties(
      { ...report, toString: text },
      {
        [jupyterDisplay]: { value: () => ({ "text/plain": text() }) },
      },
    );
  },
  text: (report, { json }) => (json ? JSON.stringify(report, null, 2) : report.toString()),
});

function reportText(report: Omit<ShowReport, "toString">): string {
  return [
    ...(report.experiments.length > 0 ? [experimentText(report.experiments)] : []),
    ...(["raw", "corrected"] as const).flatMap((kind) => {
      const found = report.imageStatistics?.[kind];
      return found ? [imageStatisticsText(kind, found)] : [];
    }),
    ...(report.sharedModels ? ["", sharedModelsText(report.sharedModels)] : []),
    ...report.reflections.map(tableText),
  ].join("\n");
}
