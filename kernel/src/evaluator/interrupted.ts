import { errorHeading } from "../display/excerpt.js";
import type { Failure } from "./evaluator.js";

/** What a stopped cell tells. */
export const INTERRUPTED: Failure = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was interrupted",
  traceback: [errorHeading("KeyboardInterrupt", "the cell was interrupted")],
};
