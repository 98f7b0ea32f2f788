import { EwaldError } from "../error.js";
import { encodePng } from "../images/bitmaps/png.js";
import { bool, type Extracted, int, path, scope } from "../parameters/declare.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { type SpotStatistics, statsForReflectionTable } from "../spots/analysis/spotStatistics.js";
import { type ImageSpotStatistics, statsPerImage } from "../spots/analysis/statsPerImage.js";
import { centroidPxToMm, mapCentroidsToReciprocalSpace } from "../spots/reciprocalSpace.js";
import { drawingOf } from "./charts/drawing.js";
import { bitmapOfDrawing } from "./charts/picture.js";
import { svgOf } from "./charts/svg.js";
import { defineProgram, type ProgramOutput } from "./defineProgram.js";
import { flattened } from "./masks/maskedImageSets.js";
import { spotCountsChart } from "./spotCounts/chart.js";
import { spotCountsHtml } from "./spotCounts/html.js";
import { imageTable, jsonColumn, jsonColumns, jsonTable, overallTable } from "./spotCounts/table.js";

const parameters = scope({
  resolution_analysis: bool({ default: true, help: "Estimate the resolution limit of each image." }),
  plot: path({
    default: null,
    help: "Draw spots, resolution and intensity over the images: a file of this name, .svg or .png.",
  }),
  json: path({ default: null, help: "Write the statistics of the images as JSON to a file of this name." }),
  split_json: bool({
    default: false,
    help: "Write a JSON file for each statistic, its name put before the ending of json.",
  }),
  joint_json: bool({ default: true, help: "Write one JSON file of all statistics." }),
  id: int({ default: null, min: 0, help: "Count the spots of the experiment with this number only." }),
});

type Parameters = Extracted<typeof parameters>;

/** By it a notebook asks a value how it is shown. */
const jupyterDisplay = Symbol.for("Jupyter.display");

export interface SpotCounts {
  /** Image by image, the images of the first experiment first. */
  readonly images: readonly (ImageSpotStatistics & { readonly experiment: number })[];
  /** Of all spots together. */
  readonly overall: SpotStatistics;
  /** The chart as SVG. */
  svg(): string;
  toString(): string;
}

/** `dials.spot_counts_per_image`: how many strong spots each image has, and how far they go. */
export const spotCountsPerImage = defineProgram({
  name: "spot_counts_per_image",
  summary: "Count the strong spots of each image and estimate its resolution limit",
  usage: "[options] imported.expt strong.refl",
  examples: [
    "ewald spot_counts_per_image imported.expt strong.refl",
    "ewald spot_counts_per_image imported.expt strong.refl plot=per_image.png json=per_image.json",
  ],
  parameters,
  run({ experiments, reflections }, params): SpotCounts {
    const [given] = reflections;
    if (!given || reflections.length > 1)
      throw new EwaldError(
        "bad-argument",
        `spot_counts_per_image works on one reflection table, not on ${reflections.length}.`,
      );
    const list = flattened(experiments);
    checkInputs(given, list.length, list.models("crystal").length, params);
    const mapped = mapCentroidsToReciprocalSpace(centroidPxToMm(given, list), list);
    const { id, resolution_analysis } = params;
    const table = id === null ? mapped : mapped.select(mapped.column("id").eq(id));
    const options = { resolutionAnalysis: resolution_analysis };
    const images = [...list].flatMap((experiment, number) =>
      statsPerImage(experiment, table.select(table.column("id").eq(number)), options).map((one) => ({
        experiment: number,
        ...one,
      })),
    );
    const overall = statsForReflectionTable(table, options);
    const text = () => `${imageTable(images)}\n${overallTable(overall)}`;
    const svg = () => svgOf(drawingOf(spotCountsChart(images)));
    return Object.defineProperties(
      { images, overall, svg, toString: text },
      {
        [jupyterDisplay]: {
          value: () => ({ "text/plain": text(), "text/html": spotCountsHtml(images, overall, svg()) }),
        },
      },
    );
  },
  text: (result) => result.toString(),
  *outputs({ images, svg }, { json, split_json, joint_json, plot }): Generator<ProgramOutput> {
    const encoder = new TextEncoder();
    if (json !== null && split_json)
      for (const [name, of, whole] of jsonColumns) {
        const [, stem, ending] = /^(.*?)(\.[^./\\]*)?$/.exec(json)!;
        yield {
          path: `${stem}_${name}${ending ?? ""}`,
          content: encoder.encode(jsonColumn(images, of, whole)),
        };
      }
    if (json !== null && joint_json) yield { path: json, content: encoder.encode(jsonTable(images)) };
    if (plot === null) return;
    yield {
      path: plot,
      content: isSvg(plot)
        ? encoder.encode(svg())
        : encodePng(bitmapOfDrawing(drawingOf(spotCountsChart(images))), 6),
    };
  },
});

const isSvg = (plot: string) => /\.svg$/i.test(plot);

function checkInputs(
  table: ReflectionTable,
  experiments: number,
  crystals: number,
  { plot }: Parameters,
): void {
  if (experiments === 0)
    throw new EwaldError(
      "bad-argument",
      "spot_counts_per_image needs the experiments too, for the places of spots in reciprocal space: imported.expt would work.",
    );
  if (table.has("miller_index") || crystals > 0)
    throw new EwaldError(
      "bad-argument",
      `spot_counts_per_image works on spots that are not indexed, but the ${crystals > 0 ? "experiments have crystals" : "reflections have a column miller_index"}; imported.expt and strong.refl would work.`,
    );
  if (plot !== null && !/\.(svg|png)$/i.test(plot))
    throw new EwaldError(
      "bad-argument",
      `plot=${plot} is of no kind of file that can be drawn; a name that ends in .svg or .png would work.`,
    );
}
