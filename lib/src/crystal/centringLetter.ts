import { closeTranslations } from "./groupClosure.js";
import { latticeCentring } from "./hall.js";

const letters = new Map<string, string>();
const textOf = (centring: readonly (readonly number[])[]) =>
  centring
    .map((t) => t.join())
    .sort()
    .join(" ");

/** P, A, B, C, I, R (obverse) or F of these centring translations (24ths); undefined of any other lattice. */
export function centringLetter(centring: readonly (readonly number[])[]): string | undefined {
  if (letters.size === 0)
    for (const letter of Object.keys(latticeCentring))
      letters.set(textOf(closeTranslations(latticeCentring[letter]!)), letter);
  return letters.get(textOf(centring));
}
