const RED = "\u001b[31m";
const BOLD_RED = "\u001b[1;31m";
const GREEN = "\u001b[32m";
const DIM = "\u001b[2m";
const PLAIN = "\u001b[0m";

export interface ExcerptPlace {
  count: number;
  line: number;
  column: number;
  source: string;
}

/** The heading of an error report: its kind, in red, and its message. */
export const errorHeading = (ename: string, evalue: string): string =>
  `${BOLD_RED}${ename}${PLAIN}${evalue === "" ? "" : `: ${evalue}`}`;

/** The user's lines around a place, the line meant marked with an arrow and the column with a caret. */
export function excerpt({ count, line, column, source }: ExcerptPlace, context = 2): string {
  const lines = source.split("\n");
  const from = Math.max(1, line - context);
  const to = Math.min(lines.length, line + context);
  const width = String(to).length;
  const out = [`${GREEN}Cell [${count}], line ${line}${PLAIN}`];
  for (let at = from; at <= to; at++) {
    const number = String(at).padStart(width);
    const body = (lines[at - 1] ?? "").replace(/\r$/, "");
    if (at !== line) {
      out.push(`${DIM}  ${number} │${PLAIN} ${body}`);
      continue;
    }
    out.push(`${RED}→${PLAIN} ${number} ${DIM}│${PLAIN} ${body}`);
    const indent = body.slice(0, column - 1).replace(/[^\t]/g, " ");
    out.push(`  ${" ".repeat(width)} ${DIM}│${PLAIN} ${indent}${RED}^${PLAIN}`);
  }
  return out.join("\n");
}
