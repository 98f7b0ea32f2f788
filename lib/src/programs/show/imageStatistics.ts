import type { Experiment } from "../../models/experiment.js";
import type { RawPanel, RealPanel } from "../../models/imageAccess.js";
import type { ProgramContext } from "../defineProgram.js";
import { nextTurn } from "../nextTurn.js";
import { fixed } from "../text/printf.js";

/** Least value, lower hinge, median, upper hinge and greatest value (Tukey). */
export type FiveNumbers = readonly [min: number, q1: number, median: number, q3: number, max: number];

export interface ImageStatistics {
  readonly image: string;
  readonly summary: FiveNumbers;
}

/** Tukey's five numbers: hinges are the medians of the halves, the median being in both where their number is odd. `sorted` rises. */
export function fiveNumberSummary(sorted: Int32Array | Float64Array): FiveNumbers {
  const n = sorted.length;
  const median = (from: number, count: number) => {
    const middle = from + Math.floor(count / 2);
    return count % 2 === 1 ? sorted[middle]! : (sorted[middle]! + sorted[middle - 1]!) / 2;
  };
  const half = Math.ceil(n / 2);
  return [sorted[0]!, median(0, half), median(0, n), median(n - half, half), sorted[n - 1]!];
}

/** The same of every image of the experiments' imagesets, each once. */
export async function imageStatistics(
  experiments: readonly Experiment[],
  kind: "raw" | "corrected",
  context: ProgramContext,
): Promise<ImageStatistics[]> {
  const sets = [...new Set(experiments.map(({ imageset }) => imageset))].filter((set) => set !== undefined);
  const total = sets.reduce((sum, set) => sum + set.length, 0);
  const found: ImageStatistics[] = [];
  for (const set of sets)
    for (let i = 0; i < set.length; i++) {
      const panels = kind === "raw" ? set.getRawData(i) : set.getCorrectedData(i);
      found.push({
        image: set.getImageIdentifier(i).replace(/^.*[/\\]/, ""),
        summary: fiveNumberSummary(sortedPixels(panels)),
      });
      context.progress({ what: "images", done: found.length, total });
      await nextTurn(context, "show");
    }
  return found;
}

function sortedPixels(panels: readonly (RawPanel | RealPanel)[]): Int32Array | Float64Array {
  const pixels = panels.reduce((sum, { values }) => sum + values.length, 0);
  const whole = panels.every(({ values }) => values instanceof Int32Array);
  const all = whole ? new Int32Array(pixels) : new Float64Array(pixels);
  let at = 0;
  for (const { values } of panels) {
    all.set(values, at);
    at += values.length;
  }
  return all.sort();
}

export function imageStatisticsText(kind: "raw" | "corrected", found: readonly ImageStatistics[]): string {
  const names = ["Min", "Q1", "Med", "Q3", "Max"];
  return [
    `Five number summary of the ${kind} images`,
    ...found.map(
      ({ image, summary }) => `${image}: ${summary.map((x, i) => `${names[i]}: ${fixed(x, 1)}`).join(" ")}`,
    ),
  ].join("\n");
}
