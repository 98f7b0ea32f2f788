/** Least number of inserted, deleted and replaced characters that turns a into b (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** The three symbols nearest in spelling, spaces and case apart. */
export function nearestSymbols(symbol: string, symbols: readonly string[]): string[] {
  const bare = (text: string) => text.toLowerCase().replace(/\s/g, "").slice(0, 40);
  const wanted = bare(symbol);
  return [...new Set(symbols)]
    .map((one, order) => ({ one, order, d: distance(wanted, bare(one)) }))
    .sort((p, q) => p.d - q.d || p.order - q.order)
    .slice(0, 3)
    .map(({ one }) => one);
}
