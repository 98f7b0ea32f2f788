import { applyMask } from "./applyMask.js";
import { callable } from "./callable.js";
import { combineExperiments } from "./combineExperiments.js";
import type { Program } from "./defineProgram.js";
import { estimateGain } from "./estimateGain.js";
import { exportBitmaps } from "./exportBitmaps.js";
import { filterReflections } from "./filterReflections.js";
import { findSpots } from "./findSpots.js";
import { generateMask } from "./generateMask.js";
import { importImages } from "./import.js";
import { mergeCbf } from "./mergeCbf.js";
import { show } from "./show.js";
import { simulate } from "./simulate.js";
import { sliceSequence } from "./sliceSequence.js";
import { splitExperiments } from "./splitExperiments.js";
import { spotCountsPerImage } from "./spotCountsPerImage.js";

/** All programs, one line each, under their names in TypeScript. */
const all = {
  import: importImages,
  show,
  generateMask,
  applyMask,
  findSpots,
  simulate,
  sliceSequence,
  combineExperiments,
  splitExperiments,
  spotCountsPerImage,
  filterReflections,
  mergeCbf,
  exportBitmaps,
  estimateGain,
};

/** The programs as records, for the command and the docs. */
export const programs: readonly Program[] = Object.values(all);

/** The programs as functions: `await dials.show(table, { show_flags: true })`. */
export const dials = callable(all);
