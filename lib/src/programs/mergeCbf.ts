import { EwaldError } from "../error.js";
import { imageFileAccess } from "../images/imageFiles.js";
import type { ImageSet } from "../images/imageSet.js";
import { bool, int, path, scope } from "../parameters/declare.js";
import { defineProgram, type ProgramContext, type ProgramOutput } from "./defineProgram.js";
import { experimentsOfInputs, oneImageSet } from "./images/imageInputs.js";
import { addImage, mergedFile, pixelsOfFile } from "./mergeCbf/mergedFile.js";
import { nextTurn } from "./nextTurn.js";

const parameters = scope({
  merge_n_images: int({ default: 2, allowNone: true, min: 1, help: "How many images are added up to one." }),
  get_raw_data_from_imageset: bool({
    default: true,
    expertLevel: 2,
    help: "Take pixels from the format's reader, of one panel. If False, as they lie in the file, for detectors of several panels too.",
  }),
  output: scope({
    image_prefix: path({
      default: "sum_",
      help: "What names of the files written begin with; a number follows.",
    }),
  }),
});

export interface MergedCbf {
  /** Names of the files. */
  readonly paths: readonly string[];
  readonly imagesPerFile: number;
  /** The files, each made when its turn comes. Throws EwaldError; `"aborted"` between two. */
  images(): AsyncGenerator<ProgramOutput>;
  toString(): string;
}

/** `dials.merge_cbf`: adds up following images of a sequence. */
export const mergeCbf = defineProgram({
  name: "merge_cbf",
  summary: "Add up following CBF images",
  usage: "[options] image_*.cbf | models.expt",
  examples: ["ewald merge_cbf image_*.cbf", "ewald merge_cbf image_*.cbf merge_n_images=10"],
  parameters,
  takesFiles: true,
  run(inputs, { merge_n_images, get_raw_data_from_imageset, output }, context): MergedCbf {
    const set = oneImageSet(experimentsOfInputs(inputs), "merge_cbf");
    const format = set.getFormatClass().name;
    if (!format.startsWith("FormatCBF"))
      throw new EwaldError(
        "unsupported",
        `merge_cbf adds up CBF images; ${set.getPath(0)} is read by ${format}.`,
      );
    const n = merge_n_images ?? 1;
    const files = Math.floor(set.length / n);
    if (files === 0)
      throw new EwaldError("bad-argument", `${n} images cannot be added up; there are ${set.length}.`);
    if (set.length % n > 0)
      context.log(
        `The last ${set.length % n} of ${set.length} images are left out: they are fewer than ${n}.`,
      );
    const digits = String(files).length;
    const paths = Array.from(
      { length: files },
      (_, i) => `${output.image_prefix ?? ""}${String(i + 1).padStart(digits, "0")}.cbf`,
    );
    return {
      paths,
      imagesPerFile: n,
      images: () => sums(set, { paths, n, fromSet: get_raw_data_from_imageset }, context),
      toString: () =>
        `${files} ${files === 1 ? "image" : "images"}, each the sum of ${n}: ${paths[0]}${files > 1 ? ` to ${paths.at(-1)}` : ""}`,
    };
  },
  text: String,
  outputs: (result) => result.images(),
});

interface SumOptions {
  readonly paths: readonly string[];
  readonly n: number;
  readonly fromSet: boolean;
}

async function* sums(
  set: ImageSet,
  { paths, n, fromSet }: SumOptions,
  context: ProgramContext,
): AsyncGenerator<ProgramOutput> {
  const total = paths.length * n;
  const pixels = fromSet
    ? pixelsOfSet(set.partialSet(0, total), context)
    : pixelsOfFiles(set.paths().slice(0, total));
  let sum = new Int32Array(0);
  let done = 0;
  for await (const image of pixels) {
    const name = set.getPath(done);
    if (done % n === 0) sum = Int32Array.from(image);
    else addImage(sum, image, name);
    done++;
    context.progress({ what: "images", done, total });
    await nextTurn(context, "merge_cbf");
    if (done % n > 0) continue;
    const first = set.getPath(done - n);
    yield { path: paths[done / n - 1]!, content: mergedFile(bytesOf(first), sum, n, first) };
  }
}

async function* pixelsOfSet(set: ImageSet, { signal }: ProgramContext): AsyncGenerator<Int32Array> {
  for await (const { rawData, index } of set.frames({ signal })) {
    const [panel, ...others] = rawData;
    if (others.length > 0 || !(panel?.values instanceof Int32Array))
      throw new EwaldError(
        "unsupported",
        `${set.getPath(index)} is of ${rawData.length} panels${others.length > 0 ? "" : " of real numbers"}; get_raw_data_from_imageset=False would add it up as it lies in the file.`,
      );
    yield panel.values;
  }
}

async function* pixelsOfFiles(paths: readonly string[]): AsyncGenerator<Int32Array> {
  for (const path of paths) yield pixelsOfFile(bytesOf(path), path);
}

function bytesOf(path: string): Uint8Array {
  const source = imageFileAccess().open(path);
  try {
    return source.read(0, source.size);
  } finally {
    source.close?.();
  }
}
