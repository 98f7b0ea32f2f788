// Colours that read on light and dark pages alike, where a front end sets errors on pink or on dark red: white on red,
// pure red (3:1 against either), and the page's own colour, bold.
const BADGE = "\u001b[1;38;5;231;48;5;124m";
const RED = "\u001b[1;38;5;196m";
const BOLD = "\u001b[1m";
const DIM = "\u001b[2m";
const PLAIN = "\u001b[0m";

/** Characters of a line that are shown; the lines of an error wrap in a usual window beyond it, and the caret is lost. */
const WIDTH = 88;

export interface ExcerptPlace {
  count: number;
  line: number;
  column: number;
  /** Characters the fault covers; only those of its first line are marked. One if left out. */
  length?: number;
  source: string;
}

/** The heading of an error report: its kind, white on red, and its message. */
export const errorHeading = (ename: string, evalue: string): string =>
  `${BADGE}${ename}${PLAIN}${evalue === "" ? "" : `${BOLD}: ${evalue}${PLAIN}`}`;

/** The first of the `WIDTH` columns that are shown of a line, so that `column` (from 0) is among them. */
const firstShown = (line: string, column: number): number =>
  line.length <= WIDTH || column < WIDTH - 10 ? 0 : Math.min(column - (WIDTH >> 1), line.length - WIDTH);

/** Columns from `first` on, an ellipsis standing for what is left out. */
function clipped(line: string, first: number): string {
  const start = first > 0 ? `…${line.slice(first + 1)}` : line;
  return start.length > WIDTH ? `${start.slice(0, WIDTH - 1)}…` : start;
}

/** The user's lines around a place, the line meant bold with an arrow and its column, or the span from there, marked with carets. */
export function excerpt({ count, line, column, length = 1, source }: ExcerptPlace, context = 2): string {
  const lines = source.split(/\r?\n/);
  const from = Math.max(1, line - context);
  const to = Math.min(lines.length, line + context);
  const width = String(to).length;
  const out = [`${BOLD}Cell [${count}], line ${line}${PLAIN}`];
  for (let at = from; at <= to; at++) {
    const number = String(at).padStart(width);
    const body = lines[at - 1] ?? "";
    if (at !== line) {
      out.push(`${DIM}  ${number} │${PLAIN} ${clipped(body, 0)}`);
      continue;
    }
    const first = firstShown(body, column - 1);
    out.push(
      `${RED}→${PLAIN} ${BOLD}${number}${PLAIN} ${DIM}│${PLAIN} ${BOLD}${clipped(body, first)}${PLAIN}`,
    );
    const indent = body.slice(first, column - 1).replace(/[^\t]/g, " ");
    const room = Math.min(body.trimEnd().length - (column - 1), WIDTH - indent.length);
    const carets = "^".repeat(Math.max(1, Math.min(length, room)));
    out.push(`  ${" ".repeat(width)} ${DIM}│${PLAIN} ${indent}${RED}${carets}${PLAIN}`);
  }
  return out.join("\n");
}
