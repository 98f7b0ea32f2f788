import jpeg from "jpeg-js";
import { EwaldError } from "../error.js";
import type { Bitmap } from "../images/bitmaps/bitmap.js";
import { encodePng } from "../images/bitmaps/png.js";
import { encodeTiff } from "../images/bitmaps/tiff.js";
import type { ImageSet } from "../images/imageSet.js";
import type { JsonObject } from "../models/json.js";
import { defineProgram, type ProgramContext, type ProgramOutput } from "./defineProgram.js";
import { type BitmapParameters, bitmapParameters } from "./images/bitmapParameters.js";
import { pictureOf } from "./images/bitmapPicture.js";
import { experimentsOfInputs, imageSetsOf } from "./images/imageInputs.js";
import { nextTurn } from "./nextTurn.js";

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
  parameters: bitmapParameters,
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

function jobsOf(set: ImageSet, { imageset_index, padding, output }: BitmapParameters): Job[] {
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

function checkJobs(jobs: readonly Job[], { imageset_index, output }: BitmapParameters): void {
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
  params: BitmapParameters,
  context: ProgramContext,
): AsyncGenerator<ProgramOutput> {
  for (const [i, { set, index, path }] of jobs.entries()) {
    yield { path, content: encoders[params.output.format](pictureOf(set, index, params), params) };
    context.progress({ what: "images", done: i + 1, total: jobs.length });
    await nextTurn(context, "export_bitmaps");
  }
}

const encoders: Record<
  BitmapParameters["output"]["format"],
  (picture: Bitmap, params: BitmapParameters) => Uint8Array
> = {
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
