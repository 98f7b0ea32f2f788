import { formatBruker } from "./bruker/formatBruker.js";
import { formatCbf } from "./cbf/formatCbf.js";
import type { ImageFormat } from "./imageFormat.js";
import { dectrisEigerFormat } from "./nxmx/dectrisEiger.js";
import { nxmxFormat } from "./nxmx/nxmx.js";
import { formatSmv } from "./smv/formatSmv.js";
import { formatRayonix } from "./tiff/formatRayonix.js";

/** Every image format, the more particular before the more general: the first that understands a file opens it. */
export const imageFormats: readonly ImageFormat[] = [
  formatCbf,
  formatSmv,
  formatRayonix,
  formatBruker,
  nxmxFormat,
  dectrisEigerFormat,
];
