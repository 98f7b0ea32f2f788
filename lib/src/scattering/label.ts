import { EwaldError } from "../error.js";
import { tableKeys } from "./tableLine.js";
import { wk1995 } from "./tables/wk1995.js";

export interface LabelOptions {
  /**
   * Whether the label must be one of the table (`Fe3+`, `fe3+`, `O-`); otherwise (default) the nearest entry is taken, in
   * general the neutral atom (`Fe9+` → Fe). What was taken is the answer's `label`.
   */
  readonly exact?: boolean;
}

// Both tables of form factors have the same labels; in this one elements come before ions, so that they win ties.
let known: readonly string[] | undefined;
const labels = (): readonly string[] =>
  (known ??= tableKeys(wk1995).flatMap((label) => [label, ...(isotopesOf[label] ?? [])]));
const isotopesOf: Record<string, readonly string[]> = { H: ["D", "T"], "H1-": ["D1-", "T1-"] };
const withoutIsotope = (label: string): string => label.replace(/^[DT](?=$|1-)/, "H");

/**
 * The label of the tables of form factors that an atom's label means: cctbx's xray_scattering.get_standard_label, with the isotopes
 * of hydrogen taken for hydrogen. Letters in any case, then a digit and a sign (a sign alone is one charge); what follows is
 * ignored unless `exact`. Without an equal label, the one that shares the longest beginning is taken, where it is more than
 * the first of an element's two letters. Throws EwaldError `"bad-argument"` for an unknown label.
 */
export function getStandardLabel(label: string, { exact = false }: LabelOptions = {}): string {
  const [, letters = "", charge = "", rest = ""] =
    /^\s*([^\s\d+-]*)(\d?[+-]|\d(?![+-]))?(\S*)/s.exec(label.toUpperCase()) ?? [];
  const wanted = letters + (/[+-]$/.test(charge) ? charge.padStart(2, "1") : "");
  let best: string | undefined;
  let most = 0;
  if (!(exact && rest))
    for (const one of labels()) {
      const shared = sharedLetters(wanted, one.toUpperCase());
      if (shared === wanted.length && shared === one.length) return withoutIsotope(one);
      if (shared <= most || (shared === 1 && /^.[a-z]/.test(one)) || /\d/.test(one[shared - 1]!)) continue;
      most = shared;
      best = one;
    }
  if (best && !exact) return withoutIsotope(best);
  throw new EwaldError(
    "bad-argument",
    `${JSON.stringify(label)} is not a scattering type: an element (Fe) or an ion (Fe3+) is wanted.`,
  );
}

/** The symbol of the element that an atom's label means: `Fe` of `Fe3+`. See {@link getStandardLabel}. */
export const elementOfLabel = (label: string, options?: LabelOptions): string =>
  getStandardLabel(label, options).replace(/\d[+-]$|val$|iso$/, "");

function sharedLetters(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}
