import {
  clusterUnitCells,
  type UnitCellCluster,
  type UnitCellClusters,
} from "../../crystal/clustering/clusterUnitCells.js";
import { metricSubgroups } from "../../crystal/metricSubgroups.js";
import { UnitCell } from "../../crystal/unitCell.js";
import { EwaldError } from "../../error.js";
import type { Experiment } from "../../models/experiment.js";
import type { ProgramContext } from "../defineProgram.js";
import { framedTable } from "../text/table.js";

/** Clusters of the experiments' crystals by unit cell. Throws EwaldError `"bad-argument"` for an experiment without a crystal. */
export function cellClusters(
  experiments: readonly Experiment[],
  threshold: number,
  context: ProgramContext,
): Promise<UnitCellClusters> {
  const symmetries = experiments.map(({ crystal }, i) => {
    if (crystal) return crystal.getCrystalSymmetry();
    throw new EwaldError(
      "bad-argument",
      `Experiment ${i} has no crystal, so that it cannot be clustered by unit cell; index it first.`,
    );
  });
  const { length: total } = experiments;
  const { signal } = context;
  return clusterUnitCells(symmetries, {
    threshold,
    signal,
    progress: (done) => context.progress({ what: "unit cells", done, total }),
  });
}

/** Le Page δ, degrees, up to which a median cell counts as of higher symmetry. */
const maxDelta = 3;

const parameters = ["a", "b", "c", "α", "β", "γ"];

/** The clusters as a table: each with its number, that of its files. */
export function clusterTable(clusters: readonly UnitCellCluster[]): string {
  const rows = clusters.map((cluster, i) => [
    `${clusters.length - i}`,
    `${cluster.members.length}`,
    ...cluster.medianCell.map((x, k) => `${x.toFixed(2)} (${cluster.standardDeviation[k]!.toFixed(2)})`),
    cluster.spaceGroups.map(([symbol, n]) => `${n} in ${symbol}`).join(", "),
    lattice(cluster),
  ]);
  return framedTable([
    ["Cluster", "Crystals", ...parameters.map((name) => `median ${name}`), "Space groups", "Highest lattice"],
    ...rows,
  ]);
}

function lattice({ medianCell }: UnitCellCluster): string {
  const [highest] = metricSubgroups(new UnitCell(medianCell), { maxDelta });
  return highest ? `${highest.spaceGroup.symbol()} (δ ${highest.maxAngularDifference.toFixed(2)}°)` : "";
}
