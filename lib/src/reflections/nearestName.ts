import { EwaldError } from "../error.js";

/** Edits (insert, delete, replace one letter) that turn one name into the other, after Levenshtein (1966). */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    above = row;
  }
  return above[b.length]!;
}

/** The names, nearest to the wanted one first; of equally near ones those that hold it, then by alphabet. */
export function byNearness(wanted: string, names: Iterable<string>): string[] {
  const short = wanted.slice(0, 100).toLowerCase();
  const scored = Array.from(names, (name) => {
    const lower = name.slice(0, 100).toLowerCase();
    const tail = lower.slice(lower.lastIndexOf(".") + 1);
    return {
      name,
      distance: Math.min(editDistance(short, lower), editDistance(short, tail) + 1),
      holds: lower.includes(short) ? 0 : 1,
    };
  });
  scored.sort((a, b) => a.distance - b.distance || a.holds - b.holds || (a.name < b.name ? -1 : 1));
  return scored.map(({ name }) => name);
}

/** The error for a column that is not there; it lists those that are, nearest name first. */
export function missingColumn(wanted: string, names: Iterable<string>): EwaldError {
  const near = byNearness(wanted, names);
  const there = near.length === 0 ? "it has no columns" : `it has ${near.join(", ")}`;
  return new EwaldError("missing-column", `The table has no column ${JSON.stringify(wanted)}; ${there}.`);
}
