import jpeg from "jpeg-js";
import { EwaldError } from "../error.js";
import { type Bitmap, bitmapOf } from "../images/bitmaps/bitmap.js";
import { colourSchemes } from "../images/bitmaps/colours.js";
import { levelsOf, scaleOfPanel, scaleOfPanels } from "../images/bitmaps/levels.js";
import { mosaic, placements } from "../images/bitmaps/mosaic.js";
import { encodePng } from "../images/bitmaps/png.js";
import { encodeTiff } from "../images/bitmaps/tiff.js";
import type { ImageSet } from "../images/imageSet.js";
import type { RawPanel } from "../models/imageAccess.js";
import type { JsonObject } from "../models/json.js";
import {
  bool,
  choice,
  type Extracted,
  float,
  int,
  ints,
  multiple,
  path,
  scope,
  str,
} from "../parameters/declare.js";
import { intermediateImages } from "../spots/threshold/intermediateImages.js";
import { defineProgram, type ProgramContext, type ProgramOutput } from "./defineProgram.js";
import { experimentsOfInputs, formatParameters, imageSetsOf } from "./images/imageInputs.js";
import { nextTurn } from "./nextTurn.js";

const parameters = scope({
  binning: int({
    default: 1,
    allowNone: true,
    min: 1,
    help: "So many pixels across become one, the greatest: a power of 2.",
  }),
  brightness: float({ default: 100, allowNone: true, min: 0, help: "How dark counts are drawn (%)." }),
  colour_scheme: choice(colourSchemes, { default: "greyscale", help: "How counts become colours." }),
  projection: choice(["lab", "image"], {
    default: "image",
    help: "Detectors of several panels: as seen along z, or in the detector's plane.",
  }),
  padding: int({ default: 4, allowNone: true, min: 0, help: "Digits of the image number in file names." }),
  imageset_index: multiple(
    int({
      default: null,
      expertLevel: 2,
      help: "Number of an image to draw, the first of a set being 1; all by default.",
    }),
  ),
  display: choice(
    ["image", "mean", "variance", "dispersion", "sigma_b", "sigma_s", "threshold", "global_threshold"],
    {
      default: "image",
      help: "What is drawn: the image, or what the threshold dispersion goes by.",
    },
  ),
  nsigma_b: float({
    default: 6,
    allowNone: true,
    min: 0,
    help: "Threshold: standard deviations of the index of dispersion below which pixels are background.",
  }),
  nsigma_s: float({
    default: 3,
    allowNone: true,
    min: 0,
    help: "Threshold: standard deviations above the local mean from which pixels are strong.",
  }),
  global_threshold: float({
    default: 0,
    allowNone: true,
    min: 0,
    help: "Threshold: counts a strong pixel must be above.",
  }),
  kernel_size: ints({
    default: [3, 3],
    size: 2,
    min: 1,
    help: "Threshold: half the size of the window (rows, columns; px).",
  }),
  min_local: int({
    default: 2,
    allowNone: true,
    help: "Threshold: good pixels a window must have.",
  }),
  gain: float({ default: 1, allowNone: true, min: 0, help: "Threshold: counts per photon." }),
  saturation: int({
    default: 0,
    allowNone: true,
    help: "Counts above this are marked; if 0, above the trusted range.",
  }),
  show_mask: bool({ default: false, help: "Draw masked pixels as those without counts." }),
  png: scope({
    compress_level: int({
      default: 1,
      allowNone: true,
      min: 0,
      max: 9,
      help: "0: not packed, 1: fast, 9: smallest.",
    }),
  }),
  jpeg: scope({
    quality: int({ default: 75, allowNone: true, min: 1, max: 95, help: "1: worst, 95: best." }),
  }),
  format: formatParameters,
  output: scope({
    prefix: str({ default: "image", help: "What file names begin with." }),
    directory: path({ default: null, help: "Folder of the files; it must be there." }),
    file: str({ default: null, help: "Name of the file, where there is only one." }),
    format: choice(["jpeg", "png", "tiff"], { default: "png", help: "Kind of file." }),
  }),
});

type Parameters = Extracted<typeof parameters>;

export interface ExportedBitmaps {
  readonly paths: readonly string[];
  /** The files, each drawn when its turn comes. Throws EwaldError; `"aborted"` between two. */
  files(): AsyncGenerator<ProgramOutput>;
  toString(): string;
}

interface Job {
  readonly set: ImageSet;
  /** In its set, from 0. */
  readonly index: number;
  readonly path: string;
}

/** `dials.export_bitmaps`: diffraction images as pictures. */
export const exportBitmaps = defineProgram({
  name: "export_bitmaps",
  summary: "Draw diffraction images as PNG, JPEG or TIFF files",
  usage: "[options] models.expt | image.cbf",
  examples: [
    "ewald export_bitmaps image.cbf",
    "ewald export_bitmaps models.expt binning=4 colour_scheme=inverse_greyscale",
    "ewald export_bitmaps image.cbf brightness=50 output.format=jpeg",
    "ewald export_bitmaps image.cbf display=threshold nsigma_s=4",
    "ewald export_bitmaps image.cbf resolution_rings.show=True ice_rings.show=True",
  ],
  parameters,
  takesFiles: true,
  run(inputs, params, context): ExportedBitmaps {
    const binning = params.binning ?? 1;
    if ((binning & (binning - 1)) !== 0)
      throw new EwaldError("bad-argument", `binning is ${binning}; a power of 2 (1, 2, 4, 8 …) would work.`);
    const sets = imageSetsOf(
      experimentsOfInputs(inputs, { ...params.format } as JsonObject),
      "export_bitmaps",
    );
    const jobs = sets.flatMap((set) => jobsOf(set.open() as ImageSet, params));
    checkJobs(jobs, params);
    const paths = jobs.map((job) => job.path);
    return {
      paths,
      files: () => drawn(jobs, params, context),
      toString: () =>
        `${paths.length} ${paths.length === 1 ? "picture" : "pictures"}: ${paths[0]}${paths.length > 1 ? ` to ${paths.at(-1)}` : ""}`,
    };
  },
  text: String,
  outputs: (result: ExportedBitmaps) => result.files(),
});

function jobsOf(set: ImageSet, { imageset_index, padding, output }: Parameters): Job[] {
  const chosen = imageset_index.filter((number) => number !== null);
  const scan = set.isSequence() ? set.getScan() : undefined;
  const first = scan && !scan.isStill() && chosen.length === 0 ? scan.getImageRange()[0] : 1;
  const folder = output.directory === null ? "" : `${output.directory.replace(/[/\\]$/, "")}/`;
  return Array.from({ length: set.length }, (_, index) => ({ index, number: first + index }))
    .filter(({ number }) => chosen.length === 0 || chosen.includes(number))
    .map(({ index, number }) => ({
      set,
      index,
      path: `${folder}${output.file ?? `${output.prefix ?? ""}${String(number).padStart(padding ?? 0, "0")}.${output.format}`}`,
    }));
}

function checkJobs(jobs: readonly Job[], { imageset_index, output }: Parameters): void {
  if (jobs.length === 0)
    throw new EwaldError(
      "out-of-range",
      `There is no image of the imageset_index ${imageset_index.join(", ")}.`,
    );
  if (output.file !== null && jobs.length > 1)
    throw new EwaldError("bad-argument", `output.file names one file, but there are ${jobs.length} images.`);
  const paths = new Set<string>();
  for (const { path } of jobs) {
    if (paths.has(path))
      throw new EwaldError("bad-argument", `Two images would be ${path}; one imageset at a time would work.`);
    paths.add(path);
  }
}

async function* drawn(
  jobs: readonly Job[],
  params: Parameters,
  context: ProgramContext,
): AsyncGenerator<ProgramOutput> {
  for (const [i, { set, index, path }] of jobs.entries()) {
    yield { path, content: encoders[params.output.format](pictureOf(set, index, params), params) };
    context.progress({ what: "images", done: i + 1, total: jobs.length });
    await nextTurn(context, "export_bitmaps");
  }
}

function pictureOf(set: ImageSet, index: number, params: Parameters): Bitmap {
  const detector = set.getDetector(index);
  const raw = shownPanels(set, index, params);
  const brightness = (params.brightness ?? 100) / 100;
  const binning = params.binning ?? 1;
  const trusted = detector.panel(0).getTrustedRange()[1];
  const [panel] = raw;
  if (raw.length === 1) {
    const saturation = Math.round(params.saturation || trusted);
    const scale = scaleOfPanel(panel!, brightness);
    return bitmapOf(levelsOf(panel!, { scale, saturation, binning }), params.colour_scheme);
  }
  const scale = scaleOfPanels(raw, brightness);
  const levels = raw.map((each) =>
    levelsOf(each, { scale, saturation: params.saturation || trusted, binning }),
  );
  const s0 = set.getBeam(index).getS0();
  return mosaic(levels, placements(detector, params.projection, s0), {
    scheme: params.colour_scheme,
    binning,
  });
}

/** What is drawn of each panel. */
function shownPanels(set: ImageSet, index: number, params: Parameters): RawPanel[] {
  const raw = set.getRawData(index);
  const { display, show_mask } = params;
  if (display === "image" && !show_mask) return raw;
  const mask = set.maskOf(raw, index).map(({ values }) => values.data);
  const counts = show_mask ? raw.map((panel, i) => withoutMasked(panel, mask[i]!)) : raw;
  if (display === "image") return counts;
  const rule = {
    gain: params.gain ?? 1,
    kernel_size: params.kernel_size,
    sigma_background: params.nsigma_b ?? 6,
    sigma_strong: params.nsigma_s ?? 3,
    min_local: params.min_local ?? 2,
    global_threshold: params.global_threshold ?? 0,
  };
  return counts.map(({ shape, values }, i) => {
    const images = intermediateImages({ shape, values, mask: mask[i]! }, rule, "dispersion");
    return { shape, values: Float64Array.from(images[display]) };
  });
}

/** −2 where a pixel is masked. */
function withoutMasked({ shape, values }: RawPanel, good: Uint8Array): RawPanel {
  return { shape, values: values.map((value, i) => (good[i] ? value : -2)) as typeof values };
}

const encoders: Record<Parameters["output"]["format"], (picture: Bitmap, params: Parameters) => Uint8Array> =
  {
    png: (picture, { png }) => encodePng(picture, png.compress_level ?? 1),
    tiff: (picture) => encodeTiff(picture),
    jpeg({ width, height, rgb }, params) {
      const data = new Uint8Array(4 * width * height).fill(255);
      for (let i = 0, from = 0, to = 0; i < width * height; i++, from += 3, to += 4) {
        data[to] = rgb[from]!;
        data[to + 1] = rgb[from + 1]!;
        data[to + 2] = rgb[from + 2]!;
      }
      return Uint8Array.from(jpeg.encode({ width, height, data }, params.jpeg.quality ?? 75).data);
    },
  };
