/** Edits (insert, delete, replace, swap of neighbours) between two short texts. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let d = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, before[j - 2]! + 1);
      row.push(d);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);

/**
 * The names nearest to one that is not known, best first: at most `count`, none further than a third of the
 * length. Dotted names are compared whole and by their last part.
 */
export function nearest(name: string, names: Iterable<string>, count = 3): string[] {
  const wanted = name.slice(0, 64).toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found: [number, string][] = [];
  for (const candidate of new Set(names)) {
    const lower = candidate.toLowerCase();
    let d = distance(wanted, lower);
    if (lower.includes("."))
      d = Math.min(d, distance(last(wanted), last(lower)) + (wanted.includes(".") ? 0.5 : 0));
    if (wanted.length > 2 && lower.includes(wanted)) d = Math.min(d, 1);
    if (d <= limit) found.push([d, candidate]);
  }
  return found
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, count)
    .map(([, text]) => text);
}

/** `; did you mean a, b or c?`, or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const near = nearest(name, names);
  if (near.length === 0) return "";
  const list = near.length === 1 ? near[0] : `${near.slice(0, -1).join(", ")} or ${near.at(-1)}`;
  return `; did you mean ${list}?`;
}
