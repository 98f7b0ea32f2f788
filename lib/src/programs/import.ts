import type { Vec2 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { HeaderSeries } from "../images/imageFormat.js";
import { type ImageGroup, ImageGrouper } from "../images/imageGroups.js";
import { readImageHeader } from "../images/imageHeader.js";
import { ExperimentList } from "../models/experimentList.js";
import type { JsonObject } from "../models/json.js";
import { defineProgram, type ProgramContext } from "./defineProgram.js";
import { experimentsOf } from "./import/experimentsOfGroups.js";
import { findImages } from "./import/findImages.js";
import { groupOfTemplate } from "./import/headersOfTemplate.js";
import { checkLookups, readLookups } from "./import/lookups.js";
import { overrideGroups } from "./import/overrides.js";
import { type ImportParameters, importParameters } from "./import/parameters.js";
import { readReference, withReference } from "./import/referenceGeometry.js";
import { nextTurn } from "./nextTurn.js";

/** What `import` made of images. */
export interface ImportResult {
  readonly experiments: ExperimentList;
  /** DIALS' names of the readers. */
  readonly formats: readonly string[];
  readonly numImages: number;
  /** Sequences that do not turn, and that do. */
  readonly stillSequences: number;
  readonly sweeps: number;
  /** Images each for itself. */
  readonly stills: number;
  /** Files that are no images, with the reason. */
  readonly unhandled: readonly (readonly [path: string, why: string])[];
  toString(): string;
}

/** `dials.import`: experiments of images, with the geometry of their headers. */
export const importImages = defineProgram({
  name: "import",
  summary: "Make experiments of images, with the geometry of their headers",
  usage: "[options] images | folders | template=image_####.cbf",
  examples: [
    "ewald import image_*.cbf",
    "ewald import /data/directory-containing-images/",
    "ewald import template=image_1_####.cbf",
    "ewald import image_*.cbf reference_geometry=models.expt",
    "find . -name 'image_*.cbf' | ewald import",
  ],
  parameters: importParameters,
  takesFiles: true,
  needsInput: (params) => params.input.template.length + params.input.directory.length === 0,
  async run({ files }, params, context): Promise<ImportResult> {
    const { input, format } = params;
    const formatParams = {
      dynamic_shadowing: format.dynamic_shadowing,
      multi_panel: format.multi_panel,
    } as JsonObject;
    const unhandled: [string, string][] = [];
    const found = new ImageGrouper(input.tolerance);
    await readHeaders([...files, ...input.directory.filter(isText)], formatParams, found, {
      unhandled,
      context,
    });
    if (unhandled.length > 0 && !input.ignore_unhandled) throw new EwaldError("bad-format", unhandled[0]![1]);
    const templates = input.template.filter(isText);
    const range = params.geometry.scan.image_range;
    let groups = [
      ...found.groups(),
      ...templates.map((template) => groupOfTemplate(template, { params: formatParams }, range)),
    ];
    if (groups.length === 0) throw nothingFound(files, unhandled);
    checkSingle(groups, input.allow_multiple_sequences);
    groups = withGeometry(groups, params);
    const lookups = readLookups(params.lookup);
    for (const { models } of groups) for (const { detector } of models) checkLookups(lookups, detector);
    if (params.output.trusted_range === "exclusive")
      for (const detector of new Set(groups.flatMap(({ models }) => models.map((each) => each.detector))))
        for (const panel of detector) panel.setTrustedRange(exclusive(panel.getTrustedRange()));
    const gridSize = input.as_grid_scan ? input.grid_size : undefined;
    if (gridSize === null)
      throw new EwaldError("bad-argument", "input.as_grid_scan needs input.grid_size: columns and rows.");
    const experiments = ExperimentList.fromExperiments(
      groups.flatMap((group) =>
        experimentsOf(group, { lookup: lookups.record, params: formatParams, gridSize }),
      ),
    );
    if (params.identifier_type)
      experiments.forEach((experiment, i) => {
        experiment.identifier =
          params.identifier_type === "uuid" ? globalThis.crypto.randomUUID() : `${Date.now()}-${i}`;
      });
    return resultOf(groups, experiments, unhandled);
  },
  text: (result) => result.toString(),
  *outputs({ experiments }, { output }) {
    if (output.experiments === null) return;
    const content = output.compact ? compact(experiments) : experiments;
    yield { path: output.experiments, content };
  },
});

const isText = (text: string | null): text is string => text !== null && text !== "";

/** The range of counts that is trusted, its ends left out: what dxtbx before 3.12 takes a trusted range for. */
const exclusive = ([low, high]: Vec2): Vec2 => [low - 1, high + 1];

const compact = (experiments: ExperimentList): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(JSON.parse(experiments.toJson())));

/** Images whose headers are read before other work may go on. */
const slice = 200;

async function readHeaders(
  names: readonly string[],
  params: JsonObject,
  into: ImageGrouper,
  { unhandled, context }: { unhandled: [string, string][]; context: ProgramContext },
): Promise<void> {
  const paths = findImages(names);
  const series: HeaderSeries = new Map();
  for (const [i, path] of paths.entries()) {
    try {
      into.add(readImageHeader(path, { params, series }));
    } catch (error) {
      if (!(error instanceof EwaldError)) throw error;
      unhandled.push([path, error.message]);
    }
    if (i % slice !== slice - 1) continue;
    context.progress({ what: "headers", done: i + 1, total: paths.length });
    await nextTurn(context, `import, after ${i + 1} of ${paths.length} headers,`);
  }
}

function nothingFound(
  files: readonly string[],
  unhandled: readonly (readonly [string, string])[],
): EwaldError {
  const first = unhandled[0];
  if (first)
    return new EwaldError(
      "bad-format",
      `None of ${unhandled.length} files is an image that can be read. The first: ${first[1]}`,
    );
  return new EwaldError("file-not-found", `There are no images in ${files.join(", ") || "what was given"}.`);
}

function checkSingle(groups: readonly ImageGroup[], allowed: boolean | null): void {
  const sequences = groups.filter(({ kind }) => kind !== "stills");
  if (allowed !== false || sequences.length <= 1) return;
  const names = sequences.map(({ template, paths }) => `${template} (${paths.length} images)`);
  throw new EwaldError(
    "bad-argument",
    `There are ${sequences.length} sequences, and input.allow_multiple_sequences is False: ${names.slice(0, 10).join("; ")}. Where images should be one sequence although their headers do not go on, give template=image_####.cbf.`,
  );
}

/** The groups with the reference geometry, then with what the geometry parameters say. */
function withGeometry(groups: readonly ImageGroup[], params: ImportParameters): ImageGroup[] {
  const path = params.input.reference_geometry;
  if (path) {
    const reference = readReference(path);
    groups = groups.map((group) => ({
      ...group,
      models: group.models.map((models) => withReference(models, reference, params.input)),
    }));
  }
  return overrideGroups(groups, params.geometry, params.input.tolerance);
}

function resultOf(
  groups: readonly ImageGroup[],
  experiments: ExperimentList,
  unhandled: readonly (readonly [string, string])[],
): ImportResult {
  const isStill = ({ models }: ImageGroup) => models[0]!.scan?.isStill() ?? true;
  const sequences = groups.filter(({ kind }) => kind !== "stills");
  const stillSequences = sequences.filter(isStill).length;
  const count = ({ kind, models, paths }: ImageGroup) =>
    kind === "stills" ? paths.length : (models[0]!.scan?.getNumImages() ?? paths.length);
  const result = {
    experiments,
    formats: [...new Set(groups.map(({ format }) => format))],
    numImages: groups.reduce((sum, group) => sum + count(group), 0),
    stillSequences,
    sweeps: sequences.length - stillSequences,
    stills: groups.filter(({ kind }) => kind === "stills").reduce((sum, group) => sum + count(group), 0),
    unhandled,
  };
  return { ...result, toString: () => summary(result) };
}

function summary(result: Omit<ImportResult, "toString">): string {
  const line = "-".repeat(80);
  const { unhandled } = result;
  const shown = unhandled.slice(0, 10).map(([path]) => `  ${path}`);
  return [
    ...(unhandled.length > 0
      ? [
          `Left out ${unhandled.length} file${unhandled.length === 1 ? "" : "s"} that cannot be read as images:`,
          ...shown,
          ...(unhandled.length > shown.length ? [`  … and ${unhandled.length - shown.length} more`] : []),
          "",
        ]
      : []),
    line,
    ...result.formats.map((format) => `  format: ${format}`),
    `  num images: ${result.numImages}`,
    "  sequences:",
    `    still:    ${result.stillSequences}`,
    `    sweep:    ${result.sweeps}`,
    `  num stills: ${result.stills}`,
    line,
  ].join("\n");
}
