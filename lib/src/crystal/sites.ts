import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";

/**
 * Sites, or one site as a column of one. Throws EwaldError `"bad-argument"` for coordinates that are no numbers, naming the first, and
 * for a tolerance (fractional) that is none.
 */
export function checkedSites(sites: FlexVec3Double | Vec3, tolerance: number): FlexVec3Double {
  if (!(tolerance >= 0 && tolerance < 0.1))
    throw new EwaldError(
      "bad-argument",
      `A tolerance of fractional coordinates must be from 0 to less than 0.1, not ${tolerance}.`,
    );
  const column = sites instanceof FlexVec3Double ? sites : FlexVec3Double.from([sites]);
  const bad = column.data.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return column;
  const at = Math.floor(bad / 3);
  throw new EwaldError(
    "bad-argument",
    `Site ${at} is (${column.at(at).join(", ")}): coordinates must be numbers.`,
  );
}
