import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { EwaldError } from "../../error.js";
import { encodePng } from "../../images/bitmaps/png.js";
import {
  Auto,
  bool,
  int,
  ints,
  joinedScopes,
  path,
  scope,
  scopeWithout,
  str,
} from "../../parameters/declare.js";
import { drawingOf } from "../../programs/charts/drawing.js";
import { bitmapOfDrawing } from "../../programs/charts/picture.js";
import { svgOf } from "../../programs/charts/svg.js";
import { defineProgram, type ProgramOutput } from "../../programs/defineProgram.js";
import { type ImageReport, requestParameters } from "../../programs/findSpotsServer/imageReport.js";
import { type ImageFailure, reportXml } from "../../programs/findSpotsServer/reportXml.js";
import { spotCountsChart } from "../../programs/spotCounts/chart.js";
import { imageTable } from "../../programs/spotCounts/table.js";
import type { SpotStatistics } from "../../spots/analysis/spotStatistics.js";
import { FindSpotsClient } from "../server/findSpotsClient.js";
import { gridBitmap } from "../server/gridBitmap.js";
import { argumentsOf } from "../server/requestArguments.js";

const own = scope({
  nproc: int({ default: Auto, min: 1, help: "Images asked for at a time; Auto for four to a processor." }),
  host: str({ default: "localhost", help: "Where the server is." }),
  port: int({ default: 1701, min: 1, max: 65535, help: "The port it listens on." }),
  plot: path({
    default: null,
    help: "Draw spots, resolution and intensity over the images: a file, .svg or .png.",
  }),
  table: bool({ default: false, help: "Print a table of all images too." }),
  json: path({ default: null, help: "Write all answers as JSON to a file of this name." }),
  grid: ints({
    default: null,
    size: 2,
    min: 1,
    help: "Images are of a grid of so many rows and columns: print their spots so, and draw them as spot_count.png.",
  }),
});

// Where files go is the client's matter, and what the server writes nobody's.
const parameters = joinedScopes(own, scopeWithout(requestParameters, "output"));

interface Answers {
  readonly answers: readonly (ImageReport | ImageFailure)[];
  toString(): string;
}

const failed = (answer: ImageReport | ImageFailure): answer is ImageFailure => "error" in answer;

/** `dials.find_spots_client`: asks a server for the spots and resolution of images; `stop` and `ping` instead of images. */
export const findSpotsClient = defineProgram({
  name: "find_spots_client",
  summary: "Ask a find_spots_server for counts of spots and resolution limits",
  usage: "[options] image.cbf … | stop | ping",
  examples: [
    "ewald find_spots_client image_*.cbf",
    "ewald find_spots_client host=beamline port=1234 image.cbf min_spot_size=2 d_min=2",
    "ewald find_spots_client stop",
  ],
  parameters,
  takesFiles: true,
  words: ["stop", "ping"],
  async run({ files }, params, { progress, signal }): Promise<Answers> {
    const { nproc, host, port, grid, table } = params;
    const images = files.filter((file) => !findSpotsClient.words!.includes(file));
    const words = files.filter((file) => findSpotsClient.words!.includes(file));
    if (words.length > 1 || (words.length === 1 && images.length > 0))
      throw new EwaldError("bad-argument", `${files.join(" ")}: stop and ping stand alone.`);
    if (grid && grid[0] * grid[1] !== images.length)
      throw new EwaldError(
        "bad-argument",
        `grid=${grid.join(",")} is of ${grid[0] * grid[1]} images, but there are ${images.length}.`,
      );
    const connections = typeof nproc === "number" ? nproc : 4 * availableParallelism();
    const client = new FindSpotsClient({ host: host ?? "localhost", port: port ?? 1701 }, { connections });
    try {
      if (words[0] === "ping") {
        if (await client.ping()) return { answers: [], toString: () => "Success" };
        throw new EwaldError("file-not-found", `Failure: no server answers at ${host} port ${port}.`);
      }
      if (words[0] === "stop") {
        await client.stop();
        return { answers: [], toString: () => "Stopped the server" };
      }
      const args = argumentsOf(requestParameters, params);
      let done = 0;
      const answers = await Promise.all(
        images.map(async (image) => {
          const answer = await client.report(resolve(image), args, signal);
          progress({ what: "images", done: ++done, total: images.length });
          return answer;
        }),
      );
      return { answers, toString: () => textOf(answers, { table, grid }) };
    } finally {
      client.close();
    }
  },
  text: String,
  *outputs({ answers }, { json, plot, grid }): Generator<ProgramOutput> {
    const encoder = new TextEncoder();
    if (json !== null) yield { path: json, content: encoder.encode(`${JSON.stringify(answers, null, 1)}\n`) };
    if (plot !== null) {
      const drawing = drawingOf(spotCountsChart(answers.map(statisticsOf)));
      const content = /\.svg$/i.test(plot)
        ? encoder.encode(svgOf(drawing))
        : encodePng(bitmapOfDrawing(drawing), 6);
      yield { path: plot, content };
    }
    if (grid && answers.length > 0)
      yield { path: "spot_count.png", content: encodePng(gridBitmap(answers.map(countOf), grid), 6) };
  },
});

const countOf = (answer: ImageReport | ImageFailure) => (failed(answer) ? Number.NaN : answer.n_spots_no_ice);

function textOf(
  answers: Answers["answers"],
  { table, grid }: { table: boolean; grid: readonly [number, number] | null },
): string {
  const parts = answers.map(reportXml);
  if (table) parts.push(imageTable(answers.map(statisticsOf)));
  if (grid) {
    const [rows, columns] = grid;
    const counts = answers.map((answer) => (failed(answer) ? "-" : `${answer.n_spots_no_ice}`));
    const width = Math.max(...counts.map(({ length }) => length));
    for (let row = 0; row < rows; row++)
      parts.push(
        counts
          .slice(row * columns, (row + 1) * columns)
          .map((count) => count.padStart(width))
          .join(" "),
      );
  }
  return parts.join("\n");
}

/** An image that could not be served counts as one without spots. */
function statisticsOf(answer: ImageReport | ImageFailure): SpotStatistics {
  const of = (name: keyof Omit<ImageReport, "image">, none: number) => (failed(answer) ? none : answer[name]);
  return {
    nSpotsTotal: of("n_spots_total", 0),
    nSpotsNoIce: of("n_spots_no_ice", 0),
    nSpots4A: of("n_spots_4A", 0),
    totalIntensity: of("total_intensity", 0),
    estimatedDMin: of("estimated_d_min", -1),
    dMinDistlMethod1: of("d_min_distl_method_1", -1),
    dMinDistlMethod2: of("d_min_distl_method_2", -1),
    noisinessMethod1: of("noisiness_method_1", -1),
    noisinessMethod2: of("noisiness_method_2", -1),
  };
}
