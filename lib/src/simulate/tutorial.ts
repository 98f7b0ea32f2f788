import { Pcg32 } from "../array/random.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { experimentsJson } from "./experiments.js";
import { type ScansOptions, type SimulatedScans, simulateScans } from "./scans.js";
import { indexedColumns, indexedOrder, integratedColumns, strongColumns } from "./tables.js";
import { tutorialOptions } from "./tutorialOptions.js";
import { uuid } from "./uuid.js";

/** To be raised whenever the same seed gives other data: files of an older version are made anew. */
export const tutorialVersion = 2;

/** The tutorial's files in memory. The three tables hold the rows of `truth`, in its order, as said at each. */
export interface TutorialData {
  /** Rows: `truth.strong`. */
  readonly strong: ReflectionTable;
  /** Rows: the indexed of `truth.strong`, then the others. */
  readonly indexed: ReflectionTable;
  /** Rows: `truth.integrated`. */
  readonly integrated: ReflectionTable;
  /** Texts of `.expt` files. */
  readonly experiments: { readonly imported: string; readonly indexed: string; readonly integrated: string };
  /** What was put in: reflections with their true intensities, profiles and places. */
  readonly truth: SimulatedScans;
}

/**
 * Five scans of one insulin crystal at five transmissions: the data of DIALS' two scripting tutorials, simulated.
 * The same seed gives the same bytes.
 */
export function simulateTutorial(seed = 1, changes: Partial<ScansOptions> = {}): TutorialData {
  const options = tutorialOptions(seed, changes);
  const { setup, transmissions } = options;
  const truth = simulateScans(options);
  const names = new Pcg32(seed, 2);
  const found = transmissions.map(() => uuid(names));
  const indexed = transmissions.map(() => uuid(names));
  const templates = transmissions.map((part) => `insulin_${part.toFixed(3)}transmission_####.cbf`);
  const identified = (identifiers: readonly string[]) => ({ identifiers: new Map(identifiers.entries()) });
  const ordered = indexedOrder(truth.strong);
  return {
    strong: new ReflectionTable(strongColumns(truth.strong), identified(found)),
    indexed: new ReflectionTable(indexedColumns(setup, ordered), identified(indexed)),
    integrated: new ReflectionTable(integratedColumns(setup, truth.integrated), identified(indexed)),
    experiments: {
      imported: experimentsJson(setup, "imported", found, templates),
      indexed: experimentsJson(setup, "indexed", indexed, templates),
      integrated: experimentsJson(setup, "integrated", indexed, templates),
    },
    truth,
  };
}
