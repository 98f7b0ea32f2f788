import { EwaldError } from "../../error.js";
import type { SpaceGroup } from "../spaceGroup.js";
import type { CellParameters, UnitCell } from "../unitCell.js";
import { ncDist, ncDistBound, sortedEdges } from "./ncDist.js";
import { g6 } from "./niggliCone.js";
import { clustersWithin, linkageSteps, type Merge } from "./singleLinkage.js";

/** A crystal's cell and its symmetry. */
interface CrystalSymmetry {
  readonly unitCell: UnitCell;
  readonly spaceGroup: SpaceGroup;
}

/** Crystals whose cells hang together. */
export interface UnitCellCluster {
  /** Numbers of the crystals, rising. */
  readonly members: readonly number[];
  /** Of each parameter on its own; Å, degrees. */
  readonly medianCell: CellParameters;
  readonly meanCell: CellParameters;
  /** About the mean, dividing by the number of crystals. */
  readonly standardDeviation: CellParameters;
  /** How many crystals have which space group, the most frequent first. */
  readonly spaceGroups: readonly (readonly [symbol: string, crystals: number])[];
}

export interface UnitCellClusters {
  /** The largest first; of equal ones that first which is first in the tree. */
  readonly clusters: readonly UnitCellCluster[];
  /** Which crystals became one cluster with which, and at what distance, Å². */
  readonly tree: readonly Merge[];
  /** Å². */
  readonly threshold: number;
}

export interface CellClusterOptions {
  /** Distance, Å², up to which cells hang together. Default 10000, as DIALS' function has it (its programs ask for less). */
  readonly threshold?: number;
  /** Told the number of crystals joined so far. */
  readonly progress?: (done: number) => void;
  /** Ends the work: it throws EwaldError `"aborted"`. */
  readonly signal?: AbortSignal;
}

/** Others have their turn after so many milliseconds. */
const turn = 50;

/**
 * Clusters of unit cells by single linkage of their distances in G6 (`ncDist`). Cells are made to obey their symmetry and else taken as
 * they are: primitive and reduced ones are what the distance is meant for. Stands in for
 * `dials.algorithms.clustering.unit_cell.cluster_unit_cells`.
 *
 * Throws EwaldError `"bad-argument"` for a cell that does not fit its space group, `"aborted"`.
 */
export async function clusterUnitCells(
  crystals: readonly CrystalSymmetry[],
  { threshold = 10000, progress, signal }: CellClusterOptions = {},
): Promise<UnitCellClusters> {
  if (!(threshold >= 0))
    throw new EwaldError("bad-argument", `A threshold of ${threshold} Å² cannot be; 0 or more can.`);
  const cells = crystals.map(compatibleCell);
  const points = cells.map(({ parameters }) => g6(parameters));
  const edges = points.map(sortedEdges);
  const steps = linkageSteps(points.length, {
    distance: (i, j) => ncDist(points[i]!, points[j]!),
    bound: (i, j) => ncDistBound(edges[i]!, edges[j]!),
  });
  let since = performance.now();
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    if (performance.now() - since < turn) continue;
    progress?.(step.value);
    await new Promise((resolve) => setTimeout(resolve));
    if (signal?.aborted) throw new EwaldError("aborted", "The clustering of unit cells was aborted.");
    since = performance.now();
  }
  const tree = step.value;
  const clusters = clustersWithin(tree, threshold)
    .sort((a, b) => b.length - a.length)
    .map((members) => clusterOf(members, crystals, cells));
  return { clusters, tree, threshold };
}

/** The cell made to obey the crystal's symmetry, from which it is off by rounding. */
function compatibleCell({ unitCell, spaceGroup }: CrystalSymmetry, i: number): UnitCell {
  if (unitCell.isCompatibleWith(spaceGroup)) return unitCell.averagedOver(spaceGroup);
  throw new EwaldError(
    "bad-argument",
    `Crystal ${i} has the space group ${spaceGroup.symbol()}, but its cell ${unitCell.parameters.map((x) => x.toFixed(2)).join(", ")} does not fit that.`,
  );
}

function clusterOf(
  members: readonly number[],
  crystals: readonly CrystalSymmetry[],
  cells: readonly UnitCell[],
): UnitCellCluster {
  const ofEach = (value: (xs: number[]) => number) =>
    [0, 1, 2, 3, 4, 5].map((k) =>
      value(members.map((i) => cells[i]!.parameters[k]!)),
    ) as unknown as CellParameters;
  const counts = new Map<string, number>();
  for (const i of members) {
    const symbol = crystals[i]!.spaceGroup.symbol();
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  return {
    members,
    medianCell: ofEach(median),
    meanCell: ofEach(mean),
    standardDeviation: ofEach(deviation),
    spaceGroups: [...counts].sort(([, a], [, b]) => b - a),
  };
}

const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

function deviation(xs: readonly number[]): number {
  const m = mean(xs);
  return Math.sqrt(mean(xs.map((x) => (x - m) ** 2)));
}

function median(xs: readonly number[]): number {
  const sorted = [...xs].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
