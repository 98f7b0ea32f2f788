import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { ImageFile, ImageFormat } from "../imageFormat.js";
import { adsc, adscDebug, adscSerial, cetaD } from "./adsc.js";
import { jhSim } from "./jhSim.js";
import { rigakuA200, rigakuEiger, rigakuPilatus, rigakuSaturn, rigakuSaturnNoTime } from "./rigaku.js";
import { isSmv, SmvHeader } from "./smvHeader.js";
import { smvPixels, smvSize } from "./smvPixels.js";
import type { SmvVariant } from "./smvVariant.js";
import { timepixSu512, timepixSu516 } from "./timepixSu.js";

/** The more particular before the more general. */
const variants: readonly SmvVariant[] = [
  jhSim,
  timepixSu512,
  timepixSu516,
  cetaD,
  adscDebug,
  adscSerial,
  adsc,
  rigakuEiger,
  rigakuPilatus,
  rigakuSaturn,
  rigakuSaturnNoTime,
  rigakuA200,
];

function openSmv(source: ByteSource): ImageFile {
  const header = new SmvHeader(source);
  const variant = variants.find((one) => one.understands(header));
  if (!variant)
    throw new EwaldError(
      "unsupported",
      `${source.name} is an SMV image of a kind that is not read: its header is none of ${variants.map(({ name }) => name).join(", ")}.`,
    );
  smvSize(header);
  return {
    format: variant.particular?.(header) ?? variant.name,
    name: source.name,
    numImages: 1,
    isSingleFile: false,
    getBeam: () => variant.beam(header),
    getDetector: () => variant.detector(header),
    getGoniometer: () => variant.goniometer(header),
    getScan: () => variant.scan(header),
    getRawData() {
      const image = smvPixels(source, header, variant.bytesPerPixel ?? 2);
      return variant.panels?.(image) ?? [image];
    },
    getStaticMask: () => variant.mask?.(),
    close: () => source.close?.(),
  };
}

/** SMV, the format of ADSC's CCDs and of Rigaku's d*TREK: 16-bit integers after a text header (formats.md §5.4). */
export const formatSmv: ImageFormat = {
  name: "FormatSMV",
  understands: isSmv,
  open: openSmv,
};
