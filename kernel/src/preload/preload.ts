import type { installProgramSurroundings, ProgramSurroundings } from "ewald";
import { defineGlobal } from "../evaluator/scope.js";

/** Modules whose every export is a global of every cell, and those that are one global. */
export const SPREAD = ["ewald", "ewald-widgets"] as const;
export const WHOLE = { ewald: "ewald", aq: "arquero" } as const;
/** Single exports: `op`, as Arquero's expressions want it, and what else is asked for by name. */
export const NAMED = { op: "arquero" } as const;

/** Names the preload must not replace: those a fresh realm has. */
export const isTaken = (name: string): boolean => name === "default" || name in globalThis;

/**
 * Loads the preloaded modules and makes their exports global. A module that cannot be loaded is reported and
 * left out: a kernel without it is better than none. `surround` is put around each call of `dials.*`.
 */
export async function installPreload(
  report: (text: string) => void,
  surround: (program: string) => ProgramSurroundings,
): Promise<void> {
  const load = async (specifier: string): Promise<Record<string, unknown>> => {
    try {
      return await import(specifier);
    } catch (error) {
      report(
        `The kernel could not preload ${specifier}: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      return {};
    }
  };
  const [spread, whole, named] = await Promise.all([
    Promise.all(SPREAD.map(load)),
    Promise.all(
      Object.entries(WHOLE).map(async ([name, specifier]) => [name, await load(specifier)] as const),
    ),
    Promise.all(
      Object.entries(NAMED).map(async ([name, specifier]) => [name, (await load(specifier))[name]] as const),
    ),
  ]);
  const [library] = spread as [{ installProgramSurroundings?: typeof installProgramSurroundings }];
  library.installProgramSurroundings?.(surround);
  for (const namespace of spread) {
    for (const [name, value] of Object.entries(namespace)) if (!isTaken(name)) defineGlobal(name, value);
  }
  for (const [name, value] of named) if (value !== undefined && !isTaken(name)) defineGlobal(name, value);
  for (const [name, namespace] of whole) if (!isTaken(name)) defineGlobal(name, namespace);
}
