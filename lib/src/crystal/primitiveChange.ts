import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { primitiveBasis } from "./conventionalBasis.js";

/** The primitive cells cctbx takes for the lattice letters. */
const byLetter: Readonly<Record<string, string>> = {
  P: "x,y,z",
  A: "-x,-y+z,y+z",
  B: "-x+z,-y,x+z",
  C: "x+y,x-y,-z",
  I: "y+z,x+z,x+y",
  R: "x+z,-x+y+z,-y+z",
  F: "-x+y+z,x-y+z,x+y-z",
};

/** To a primitive cell of the lattice with these centring translations (24ths). */
export function primitiveChange(
  centring: readonly (readonly number[])[],
  letter: string | undefined,
): ChangeOfBasis {
  if (letter) return ChangeOfBasis.parse(byLetter[letter]!);
  const [a, b, c] = primitiveBasis(centring);
  const columns = new AffineOp(
    [a![0], b![0], c![0], a![1], b![1], c![1], a![2], b![2], c![2]],
    [0, 0, 0],
    24,
  );
  const change =
    columns.determinant() > 0
      ? columns
      : new AffineOp(
          columns.r.map((n) => -n),
          [0, 0, 0],
          columns.denominator,
        );
  return new ChangeOfBasis(change.inverse());
}
