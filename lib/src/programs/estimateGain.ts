import { FlexDouble } from "../array/scalars.js";
import { indexOfDispersion } from "../compute/dispersion.js";
import { EwaldError } from "../error.js";
import { writeGain } from "../files/lookupPickle.js";
import type { PanelMask, RawPanel } from "../models/imageAccess.js";
import { int, ints, scope, str } from "../parameters/declare.js";
import { defineProgram } from "./defineProgram.js";
import { experimentsOfInputs, oneImageSet } from "./images/imageInputs.js";
import { nextTurn } from "./nextTurn.js";
import { fixed } from "./text/printf.js";

const parameters = scope({
  kernel_size: ints({
    default: [10, 10],
    size: 2,
    min: 1,
    help: "Half the size of the window (rows, columns; px) in which counts are compared.",
  }),
  max_images: int({
    default: 1,
    allowNone: true,
    min: 1,
    help: "Take so many images, each for itself, and their mean.",
  }),
  output: scope({
    gain_map: str({
      default: null,
      help: "Name of a file for a map of this gain, which import and others read.",
    }),
  }),
});

/** The gain by one image. */
export interface ImageGain {
  /** Quartiles of the index of dispersion of all pixels. */
  readonly quartiles: readonly [q1: number, q2: number, q3: number];
  readonly gain: number;
}

export interface EstimatedGain {
  /** By the first image. */
  readonly gain: number;
  readonly images: readonly ImageGain[];
  /** Mean of several images and their standard deviation; undefined of one. */
  readonly average: { readonly mean: number; readonly sd: number } | undefined;
  /** [slow, fast] of each panel. */
  readonly shapes: readonly (readonly [slow: number, fast: number])[];
  toString(): string;
}

/** `dials.estimate_gain`: counts per photon, from how much neighbouring pixels differ. */
export const estimateGain = defineProgram({
  name: "estimate_gain",
  summary: "Estimate the detector's gain from how much neighbouring pixels differ",
  usage: "[options] models.expt | image.cbf",
  examples: ["ewald estimate_gain models.expt", "ewald estimate_gain models.expt max_images=5"],
  parameters,
  takesFiles: true,
  async run(inputs, { kernel_size, max_images }, context): Promise<EstimatedGain> {
    const set = oneImageSet(experimentsOfInputs(inputs), "estimate_gain");
    const total = Math.min(set.length, max_images ?? 1);
    const images: ImageGain[] = [];
    let shapes: EstimatedGain["shapes"] = [];
    for (let i = 0; i < total; i++) {
      const raw = set.getRawData(i);
      shapes = raw.map(({ shape }) => shape);
      images.push(gainOfImage(raw, set.getMask(i), kernel_size, set.getImageIdentifier(i)));
      context.progress({ what: "images", done: i + 1, total });
      await nextTurn(context, "estimate_gain");
    }
    const result = { gain: images[0]!.gain, images, average: averageOf(images), shapes };
    return { ...result, toString: () => text(result) };
  },
  text: String,
  *outputs({ gain, shapes }, { output }) {
    if (output.gain_map === null) return;
    const tiles = shapes.map((shape: EstimatedGain["shapes"][number]) => ({
      shape,
      values: new FlexDouble(new Float64Array(shape[0] * shape[1]).fill(gain)),
    }));
    yield { path: output.gain_map, content: writeGain(tiles) };
  },
});

/**
 * Median of the index of dispersion (1 for counts of photons) of the pixels within 1.5 interquartile ranges of the quartiles. `name` is
 * the image's. Throws EwaldError `"out-of-range"` where a quarter and three quarters of the pixels are the same.
 */
function gainOfImage(
  raw: readonly RawPanel[],
  mask: readonly PanelMask[],
  [ky, kx]: readonly [number, number],
  name: string,
): ImageGain {
  const sorted = new Float64Array(raw.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  raw.forEach(({ values, shape }, panel) => {
    sorted.set(indexOfDispersion(values, mask[panel]!.values.data as Uint8Array, shape, [ky, kx]), at);
    at += values.length;
  });
  sorted.sort();
  const value = (place: number) => sorted[Math.floor(place + 0.5)]!;
  const n = sorted.length;
  const [q1, q2, q3] = [value(n / 4), value(n / 2), value((3 * n) / 4)];
  const range = q3 - q1;
  if (!(range > 0))
    throw new EwaldError(
      "out-of-range",
      `The pixels of ${name} vary too little for a gain: the index of dispersion of a quarter and of three quarters of them is up to ${fixed(q3, 2)}.`,
    );
  const from = firstWhere(sorted, (x) => x > q1 - 1.5 * range);
  const to = firstWhere(sorted, (x) => x >= q3 + 1.5 * range);
  return { quartiles: [q1, q2, q3], gain: sorted[from + Math.floor((to - from) / 2 + 0.5)]! };
}

/** Place of the first value of a sorted array that holds, as all that follow do. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function averageOf(images: readonly ImageGain[]): EstimatedGain["average"] {
  if (images.length < 2) return undefined;
  const mean = images.reduce((sum, { gain }) => sum + gain, 0) / images.length;
  const squares = images.reduce((sum, { gain }) => sum + (gain - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (images.length - 1)) };
}

function text({ images, average }: Omit<EstimatedGain, "toString">): string {
  const lines = images.flatMap(({ quartiles, gain }) => [
    `q1, q2, q3: ${quartiles.map((q) => fixed(q, 2)).join(", ")}`,
    `Estimated gain: ${fixed(gain, 2)}`,
  ]);
  if (average) lines.push(`Average gain: ${fixed(average.mean, 2)} +/- ${fixed(average.sd, 2)}`);
  return lines.join("\n");
}
