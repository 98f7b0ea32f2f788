import { EwaldError } from "../error.js";
import type { ProgramContext } from "./defineProgram.js";

// A timer would wait for a millisecond at least. Browsers have nothing else that lets events in.
const { setImmediate = setTimeout } = globalThis as { setImmediate?: (go: () => void) => unknown };

/**
 * Lets Ctrl-C, progress and whatever else waits have its turn in a long loop; then throws EwaldError `"aborted"` if the run is to end.
 * `what` was being done.
 */
export async function nextTurn({ signal }: Pick<ProgramContext, "signal">, what: string): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new EwaldError("aborted", `${what} was aborted.`);
}
