import type { Experiment } from "../../models/experiment.js";

const shown = ["detector", "crystal", "beam"] as const;

/** For each kind of model the number of each experiment's, in order of first use; null where it has none. */
export type SharedModels = Readonly<Record<(typeof shown)[number], readonly (number | null)[]>>;

export function sharedModels(experiments: readonly Experiment[]): SharedModels {
  const numbered = (kind: (typeof shown)[number]) => {
    const seen = new Map<object, number>();
    return experiments.map((experiment) => {
      const model = experiment[kind];
      if (model === undefined) return null;
      if (!seen.has(model)) seen.set(model, seen.size);
      return seen.get(model)!;
    });
  };
  return { detector: numbered("detector"), crystal: numbered("crystal"), beam: numbered("beam") };
}

/** Cells in columns, two blanks apart. */
function plainTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, j) => Math.max(...rows.map((row) => row[j]!.length)));
  return rows.map((row) =>
    row
      .map((cell, j) => cell.padEnd(widths[j]!))
      .join("  ")
      .trimEnd(),
  );
}

/** Which experiment has which model, as `dials.show show_shared_models=True` prints it; of one experiment nothing. */
export function sharedModelsText(models: SharedModels): string {
  if (models.detector.length === 1) return "";
  const tables = shown.flatMap((kind) => {
    const of = models[kind];
    const count = Math.max(-1, ...of.map((number) => number ?? -1)) + 1;
    const columns = Array.from({ length: count }, (_, j) => j);
    const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}:`;
    // DIALS counts "none" as a model and puts an x below it.
    if (count === 0) return ["", title, "none"];
    const rows = of.map((number, i) => [
      `Experiment ${i}`,
      ...columns.map((j) => (j === number ? "x" : ".")),
    ]);
    return ["", title, ...plainTable([["", ...columns.map(String)], ...rows])];
  });
  return ["Experiment / Models", ...tables].join("\n");
}
