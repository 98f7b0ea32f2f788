import { type ClosedGroup, rotationKey, translationKey } from "./groupClosure.js";
import { modulo24 } from "./symOp.js";

/** Text that two groups share when they are the same set of operators in the same basis, and only then. */
export function groupKey({ representatives, centring }: ClosedGroup): string {
  const lattice = centring.map(translationKey).sort((a, b) => a - b);
  const operators = representatives.map((op) => {
    const translations = centring.map((c) => translationKey(op.t.map((n, i) => modulo24(n + c[i]!))));
    return `${rotationKey(op.r)}:${Math.min(...translations)}`;
  });
  return `${lattice.join()}|${operators.sort().join()}`;
}
