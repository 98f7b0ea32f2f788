import { identity, multiply, rotationAbout } from "../array/mat3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { type CellParameters, UnitCell } from "../crystal/unitCell.js";
import { bMatrix } from "../models/cellGeometry.js";
import { Crystal } from "../models/crystal.js";
import type { Scan } from "../models/scan.js";

/** How a crystal changes from the start of a scan to its end, steadily; in the middle it is as its model says. */
export interface CrystalDrift {
  /** Degrees about `axis` (datum frame of the goniometer, any length). */
  readonly angle: number;
  readonly axis: Vec3;
  /** Of a, b, c, as parts of them. */
  readonly cell: Vec3;
}

/** A crystal whose A at scan points, one for each edge of an image, drifts. */
export function driftingCrystal(crystal: Crystal, scan: Scan, { angle, axis, cell }: CrystalDrift): Crystal {
  const images = scan.getNumImages();
  const drifting = new Crystal(structuredClone(crystal.data));
  const U = crystal.getU();
  const [a, b, c, alpha, beta, gamma] = crystal.getUnitCellParameters();
  const points = Array.from({ length: images + 1 }, (_, i): Mat3 => {
    const part = i / images - 0.5;
    const turned = angle === 0 ? identity : rotationAbout(axis, (part * angle * Math.PI) / 180);
    const changed: CellParameters = [
      a * (1 + part * cell[0]),
      b * (1 + part * cell[1]),
      c * (1 + part * cell[2]),
      alpha,
      beta,
      gamma,
    ];
    return multiply(turned, U, bMatrix(new UnitCell(changed)));
  });
  drifting.setAAtScanPoints(points);
  return drifting;
}

/** A second crystal of the same kind, turned by `angle` (degrees) about `axis` (datum frame). */
export function turnedCrystal(crystal: Crystal, axis: Vec3, angle: number): Crystal {
  const turned = new Crystal(structuredClone(crystal.data));
  turned.rotateAroundOrigin(axis, angle);
  return turned;
}

/** A crystal of this cell and orientation U (proper rotation) in the group of a Hall symbol. */
export function crystalOf(cell: CellParameters, U: Mat3, hallSymbol: string): Crystal {
  // Rows of A⁻¹ = B⁻¹·Uᵀ; of the identity setA makes the rest.
  const crystal = new Crystal({
    __id__: "crystal",
    real_space_a: [1, 0, 0],
    real_space_b: [0, 1, 0],
    real_space_c: [0, 0, 1],
    space_group_hall_symbol: hallSymbol,
  });
  crystal.setA(multiply(U, bMatrix(new UnitCell(cell))));
  return crystal;
}
