import type { Mat3 } from "../../array/vectors.js";
import type { CellParameters } from "../../crystal/unitCell.js";
import type { Crystal } from "../../models/crystal.js";
import { fixed, general } from "../text/printf.js";
import { withUncertainty } from "../text/uncertainty.js";
import { listed, matrixRows } from "../text/vector.js";

/** Cell and orientation at one time. */
export interface CrystalSetting {
  /** a, b, c, Å, α, β, γ, degrees. */
  readonly unitCell: CellParameters;
  readonly U: Mat3;
  /** Å⁻¹. */
  readonly B: Mat3;
  /** U·B, Å⁻¹. */
  readonly A: Mat3;
}

export interface CrystalReport extends CrystalSetting {
  /** Standard deviations of the cell, Å and degrees; absent when not refined. */
  readonly unitCellSd?: readonly number[];
  /** Hermann–Mauguin. */
  readonly spaceGroup: string;
  readonly hallSymbol: string;
  /** Scan points at which A is given; 0 when it does not vary. */
  readonly numScanPoints: number;
  /** Only with show_scan_varying. */
  readonly scanPoints?: readonly CrystalSetting[];
  /** Mean of the cells at all scan points. */
  readonly averageUnitCell?: readonly number[];
  /** Of dials.two_theta_refine. */
  readonly recalculatedUnitCell?: CellParameters;
  readonly recalculatedUnitCellSd?: readonly number[];
  /** Degrees (Kabsch 2010). */
  readonly mosaicity?: number;
  /** Degrees (Sauter 2014). */
  readonly halfMosaicityDeg?: number;
  /** Å (Sauter 2014). */
  readonly domainSizeAng?: number;
}

export function crystalReport(crystal: Crystal, showScanVarying: boolean): CrystalReport {
  const numScanPoints = crystal.getNumScanPoints();
  const points = Array.from({ length: numScanPoints }, (_, i) => i);
  const cells = points.map((i) => crystal.getUnitCellParametersAtScanPoint(i));
  const mean = (k: number) => cells.reduce((sum, cell) => sum + cell[k]!, 0) / cells.length;
  const sd = crystal.getCellParameterSd();
  const recalculated = crystal.getRecalculatedUnitCellParameters();
  const recalculatedSd = crystal.getRecalculatedCellParameterSd();
  const mosaic = crystal.getMosaicityModel();
  return {
    unitCell: crystal.getUnitCellParameters(),
    ...(sd && { unitCellSd: sd }),
    spaceGroup: crystal.getSpaceGroup().symbol(),
    hallSymbol: crystal.getHallSymbol(),
    U: crystal.getU(),
    B: crystal.getB(),
    A: crystal.getA(),
    numScanPoints,
    ...(showScanVarying && {
      scanPoints: points.map((i) => ({
        unitCell: cells[i]!,
        U: crystal.getUAtScanPoint(i),
        B: crystal.getBAtScanPoint(i),
        A: crystal.getAAtScanPoint(i),
      })),
    }),
    ...(numScanPoints > 0 && { averageUnitCell: [0, 1, 2, 3, 4, 5].map(mean) }),
    ...(recalculated && { recalculatedUnitCell: recalculated }),
    ...(recalculatedSd && { recalculatedUnitCellSd: recalculatedSd }),
    ...(mosaic === "Kabsch2010" && { mosaicity: crystal.getMosaicity()! }),
    ...(mosaic === "Sauter2014" && {
      halfMosaicityDeg: crystal.getHalfMosaicityDeg()!,
      domainSizeAng: crystal.getDomainSizeAng()!,
    }),
  };
}

function matrixText(label: string, matrix: Mat3): string[] {
  const [first, ...others] = matrixRows(matrix);
  return [`    ${label.padEnd(11)}${first}`, ...others.map((row) => " ".repeat(15) + row)];
}

const matrices = ({ U, B, A }: CrystalSetting) => [
  ...matrixText("U matrix:", U),
  ...matrixText("B matrix:", B),
  ...matrixText("A = UB:", A),
];

const cellText = (cell: readonly number[], sd: readonly number[] | undefined) =>
  sd && sd.length > 0 ? cell.map((value, i) => withUncertainty(value, sd[i]!)).join(", ") : listed(cell, 3);

/** The crystal as `dials.show` prints it. */
export function crystalText(crystal: CrystalReport): string[] {
  const {
    numScanPoints,
    scanPoints = [],
    averageUnitCell,
    recalculatedUnitCell,
    recalculatedUnitCellSd,
  } = crystal;
  const lines = [
    "Crystal:",
    `    Unit cell: ${cellText(crystal.unitCell, crystal.unitCellSd)}`,
    `    Space group: ${crystal.spaceGroup}`,
    ...matrices(crystal),
  ];
  if (numScanPoints > 0) lines.push(`    A sampled at ${numScanPoints} scan points`);
  scanPoints.forEach((point, i) => {
    lines.push(`  Scan point #${i + 1}:`, `    Unit cell: ${listed(point.unitCell, 3)}`, ...matrices(point));
  });
  if (recalculatedUnitCell) {
    const text = cellText(recalculatedUnitCell, recalculatedUnitCellSd);
    lines.push(`    Recalculated unit cell: ${recalculatedUnitCellSd?.length ? text : `(${text})`}`);
  }
  if (crystal.mosaicity !== undefined) lines.push(`    Mosaicity:  ${fixed(crystal.mosaicity, 6)}`);
  if (crystal.halfMosaicityDeg !== undefined)
    lines.push(`    Half mosaic angle (degrees):  ${fixed(crystal.halfMosaicityDeg, 6)}`);
  if (crystal.domainSizeAng !== undefined)
    lines.push(`    Domain size (Angstroms):  ${fixed(crystal.domainSizeAng, 6)}`);
  if (averageUnitCell) lines.push(`  Average unit cell: (${averageUnitCell.map(general).join(", ")})`);
  return lines;
}
