/**
 * The number in a file's name, as DIALS finds it: `x_0815.cbf.gz` → 815, `x.0815` → 815, `x12.cbf` → 12. The first of these that
 * is there counts: two digits or more at the end after a dot; such a run between `_` and a dot; such a run, then a single digit,
 * before a dot; 1 when there is none.
 */
export function imageNumberOf(path: string): number {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  for (const form of forms) {
    const digits = form.exec(name)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return 1;
}

const forms = [/\.(\d{2,12})$/, /_(\d{2,12})\./, /(\d{2,12})\./, /(\d)\./];
