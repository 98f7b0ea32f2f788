import type { TableSummary } from "./display.js";

/** Rows shown in text, where they stand side by side. */
const rowsAcross = 3;
const widest = 48;

/** The summary in fixed-width text. */
export function tableText({ nrows, columns, flags, identifiers, head }: TableSummary): string {
  const lines = [`ReflectionTable: ${count(nrows, "reflection")}, ${count(columns.length, "column")}`];
  if (identifiers.length > 0)
    lines.push(
      `Experiments: ${identifiers.map(([id, identifier]) => `${id} ${identifier || "(no name)"}`).join(", ")}`,
    );
  if (flags.length > 0) lines.push(`Flags: ${flags.map(([name, n]) => `${name} ${n}`).join(", ")}`);
  if (columns.length === 0) return lines.join("\n");
  lines.push(
    "",
    ...grid(
      ["column", "type", "unit", "min", "max", "mean"],
      columns.map((column) => [
        column.name,
        column.type,
        column.unit,
        column.min.join(", "),
        column.max.join(", "),
        [column.mean.join(", "), column.note && `(${column.note})`].filter(Boolean).join(" "),
      ]),
      3,
    ),
  );
  const rows = head.slice(0, rowsAcross);
  if (rows.length > 0)
    lines.push(
      "",
      ...grid(
        ["column", ...rows.map((_, i) => `row ${i}`)],
        columns.map((column, c) => [column.name, ...rows.map((row) => row[c]!.join(", "))]),
        1,
      ),
    );
  return lines.join("\n");
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** Columns of cells; the first `left` aligned left, the others right. */
function grid(heads: readonly string[], rows: readonly (readonly string[])[], left: number): string[] {
  const clipped = rows.map((row) => row.map(clip));
  const widths = heads.map((head, c) => Math.max(head.length, ...clipped.map((row) => row[c]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (c < left ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd();
  return [line(heads), widths.map((width) => "─".repeat(width)).join("  "), ...clipped.map(line)];
}

/** One line, not too long. */
function clip(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return flat.length > widest ? `${flat.slice(0, widest - 1)}…` : flat;
}
