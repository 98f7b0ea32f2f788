import { EwaldError } from "../../error.js";
import type { ImageFormat } from "../imageFormat.js";
import { cbfLayout } from "./binarySections.js";
import { isImgCif, openImgCif } from "./imgCif.js";
import { isMiniCbf, openMiniCbf } from "./miniCbf.js";

/** CBF files (`###CBF`): miniCBF, whose header is in comments, and imgCIF, whose geometry is in CIF categories. */
export const formatCbf: ImageFormat = {
  name: "FormatCBF",
  understands: (head) => [..."###CBF"].every((letter, i) => head[i] === letter.charCodeAt(0)),
  open(source, options) {
    const first = cbfLayout(source, "first");
    if (isImgCif(first.text)) return openImgCif(source, cbfLayout(source, "all"), options);
    if (isMiniCbf(first.text)) return openMiniCbf(source, first, options);
    throw new EwaldError(
      "unsupported",
      `${source.name} is a CBF file with neither a miniCBF header nor imgCIF's _diffrn categories; its geometry is not known.`,
    );
  },
};
