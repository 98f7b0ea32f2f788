import { EwaldError } from "../error.js";
import { numbersOf, tableKeys, tableLine } from "./tableLine.js";
import { elementWeights } from "./tables/elements.js";

let known: readonly string[] | undefined;
const symbols = (): readonly string[] => (known ??= tableKeys(elementWeights));

/** Symbol of the element of atomic number 1 to 103. Throws EwaldError `"out-of-range"`. */
export function symbolOf(atomicNumber: number): string {
  const found = symbols()[atomicNumber - 1];
  if (found) return found;
  throw new EwaldError(
    "out-of-range",
    `There is no element of atomic number ${atomicNumber} here: they go from 1 (H) to ${symbols().length} (${symbols().at(-1)}).`,
  );
}

/** Atomic number of an element's symbol (`Fe`). Throws EwaldError `"bad-argument"`. */
export function atomicNumberOf(symbol: string): number {
  const at = symbols().indexOf(symbol);
  if (at >= 0) return at + 1;
  throw new EwaldError("bad-argument", `${JSON.stringify(symbol)} is not the symbol of an element.`);
}

/** Atomic weight of an element, g/mol. Throws EwaldError `"bad-argument"`. */
export function atomicWeightOf(symbol: string): number {
  atomicNumberOf(symbol);
  return numbersOf(tableLine(elementWeights, symbol)!)[0]!;
}
