import type { ProgramContext } from "./defineProgram.js";

/** What is put around one call of a program. */
export interface ProgramSurroundings {
  readonly context: Partial<ProgramContext>;
  /** What the call waits for before it begins. */
  readonly turn?: Promise<void>;
  /** Called once, when the call has ended: with what it threw, if it failed. */
  ended(failure?: { readonly error: unknown }): void;
}

let surround: ((name: string) => ProgramSurroundings) | undefined;

/** Gives each call of `dials.*` surroundings: a notebook shows how far it has come, and stops it. `name` is DIALS' name of the program. */
export function installProgramSurroundings(make: (name: string) => ProgramSurroundings): void {
  surround = make;
}

/**
 * Runs a call in the installed surroundings, if there are any. What the caller gives of a context goes before theirs; either
 * signal aborts.
 */
export async function surrounded<R>(
  name: string,
  given: Partial<ProgramContext>,
  run: (context: Partial<ProgramContext>) => Promise<R>,
): Promise<R> {
  if (!surround) return run(given);
  const { context, turn, ended } = surround(name);
  const signals = [context.signal, given.signal].filter((signal) => signal !== undefined);
  const both = { ...context, ...given, ...(signals.length > 0 && { signal: AbortSignal.any(signals) }) };
  try {
    if (turn) await turn;
    const result = await run(both);
    ended();
    return result;
  } catch (error) {
    ended({ error });
    throw error;
  }
}
