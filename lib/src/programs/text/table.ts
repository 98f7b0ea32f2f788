import { general } from "./printf.js";

/**
 * A table framed as psql does, the first row being its head: columns of text to the left, of numbers to the
 * right with their points below each other (numbers are printed with `%g`), as DIALS' tables are.
 */
export function framedTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const columns = head.map((title, j) =>
    aligned(
      title,
      body.map((row) => (row[j] ?? "").trim()),
    ),
  );
  const rule = (joint: string) => columns.map(({ width }) => "-".repeat(width + 2)).join(joint);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `+${rule("+")}+`,
    line(columns.map((column) => column.title)),
    `|${rule("+")}|`,
    ...body.map((_, i) => line(columns.map((column) => column.cells[i]!))),
    `+${rule("+")}+`,
  ].join("\n");
}

interface AlignedColumn {
  readonly title: string;
  readonly cells: readonly string[];
  readonly width: number;
}

const isInteger = (text: string) => /^[+-]?\d+$/.test(text);
const isNumber = (text: string) =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || /^[+-]?(nan|inf|infinity)$/i.test(text);

function aligned(title: string, texts: readonly string[]): AlignedColumn {
  const filled = texts.filter((text) => text !== "");
  const numbers = filled.length > 0 && filled.every(isNumber);
  const integers = numbers && filled.every(isInteger);
  let cells = [...texts];
  if (numbers && !integers) {
    cells = texts.map((text) => (text === "" ? "" : general(toNumber(text))));
    const places = cells.map(placesAfterPoint);
    const most = Math.max(...places);
    cells = cells.map((cell, i) => cell + " ".repeat(most - places[i]!));
  }
  const width = Math.max(title.length + 2, ...cells.map((cell) => cell.length));
  const pad = (cell: string) => (numbers ? cell.padStart(width) : cell.padEnd(width));
  return { title: pad(title), cells: cells.map(pad), width };
}

function toNumber(text: string): number {
  if (/inf/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}

/** Characters after the point (or the e) of a number; −1 where there is neither. */
function placesAfterPoint(text: string): number {
  if (isInteger(text) || !isNumber(text)) return -1;
  const point = text.includes(".") ? text.lastIndexOf(".") : text.toLowerCase().lastIndexOf("e");
  return point < 0 ? -1 : text.length - point - 1;
}
