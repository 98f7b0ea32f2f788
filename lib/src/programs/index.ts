import type { Program } from "./defineProgram.js";
import { show } from "./show.js";

/** All programs, one line each. */
export const programs: readonly Program[] = [
  show, //
];
