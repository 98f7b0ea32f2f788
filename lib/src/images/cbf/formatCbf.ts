import { EwaldError } from "../../error.js";
import type { HeaderSeries, ImageFormat } from "../imageFormat.js";
import { cbfLayout } from "./binarySections.js";
import { isImgCif, openImgCif } from "./imgCif.js";
import { miniCbfFamily, openMiniCbf } from "./miniCbf.js";
import type { MiniCbfHeader } from "./miniCbfHeader.js";
import { MiniCbfSeries } from "./miniCbfSeries.js";

const mark = Array.from("###CBF", (letter) => letter.charCodeAt(0));

/** CBF files (`###CBF`): miniCBF, whose header is in comments, and imgCIF, whose geometry is in CIF categories. */
export const formatCbf: ImageFormat = {
  name: "FormatCBF",
  understands: (head) => mark.every((byte, i) => head[i] === byte),
  open(source, options) {
    const first = cbfLayout(source, "first");
    const series = seriesIn(options.series);
    const header = series.header(source.name, first.text);
    switch (kindOf(header, first.text)) {
      case "imgCif":
        return openImgCif(source, cbfLayout(source, "all"), options);
      case "miniCbf":
        return openMiniCbf(source, header, first.sections, options, options.series && series);
      default:
        throw new EwaldError(
          "unsupported",
          `${source.name} is a CBF file with neither a miniCBF header nor imgCIF's _diffrn categories; its geometry is not known.`,
        );
    }
  },
};

function seriesIn(memory: HeaderSeries | undefined): MiniCbfSeries {
  const known = memory?.get(formatCbf.name) as MiniCbfSeries | undefined;
  const series = known ?? new MiniCbfSeries();
  memory?.set(formatCbf.name, series);
  return series;
}

type Kind = "imgCif" | "miniCbf" | "neither";

/** By the lines of headers, which those of a series share. */
const kinds = new WeakMap<object, Kind>();

function kindOf({ lines }: MiniCbfHeader, text: string): Kind {
  let kind = kinds.get(lines);
  if (!kind) {
    kind = isImgCif(text) ? "imgCif" : miniCbfFamily(lines) ? "miniCbf" : "neither";
    kinds.set(lines, kind);
  }
  return kind;
}
