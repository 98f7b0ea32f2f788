import { EwaldError } from "../../error.js";
import { ExperimentList } from "../../models/experimentList.js";
import type { ProgramContext, ProgramOutput } from "../../programs/defineProgram.js";
import { ReflectionTable } from "../../reflections/reflectionTable.js";
import { writeFile } from "../writeFile.js";

/** Writes what a run made, each file as a whole or not at all; an abort leaves those that were complete. */
export async function writeOutputs(
  outputs: Iterable<ProgramOutput> | AsyncIterable<ProgramOutput>,
  { signal, log }: Pick<ProgramContext, "signal" | "log">,
): Promise<void> {
  for await (const { path, content, message = `Saved ${path}` } of outputs) {
    if (signal.aborted) throw new EwaldError("aborted", `Aborted before ${path} was written.`);
    if (content instanceof ExperimentList || content instanceof ReflectionTable) content.toFile(path);
    else writeFile(path, content instanceof Uint8Array ? [content] : content);
    log(message);
  }
}
