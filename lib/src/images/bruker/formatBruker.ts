import type { ByteSource } from "../../bytes/byteSource.js";
import type { ImageFile, ImageFormat } from "../imageFormat.js";
import { BrukerHeader, isBruker } from "./brukerHeader.js";
import { brukerCcd, brukerFixedChi, brukerModern } from "./brukerModels.js";
import { brukerPixels, brukerSize } from "./brukerPixels.js";

/** The more particular before the more general. */
const variants = [brukerModern, brukerFixedChi, brukerCcd];

function openBruker(source: ByteSource): ImageFile {
  const header = new BrukerHeader(source);
  const variant = variants.find((one) => one.understands(header))!;
  brukerSize(header);
  return {
    format: variant.name,
    name: source.name,
    numImages: 1,
    isSingleFile: false,
    getBeam: () => variant.beam(header),
    getDetector: () => variant.detector(header),
    getGoniometer: () => variant.goniometer(header),
    getScan: () => variant.scan(header),
    getRawData: () => [brukerPixels(source, header)],
    close: () => source.close?.(),
  };
}

/** Bruker's frames (.sfrm, SAXI), formats 86 and 100. */
export const formatBruker: ImageFormat = { name: "FormatBruker", understands: isBruker, open: openBruker };
