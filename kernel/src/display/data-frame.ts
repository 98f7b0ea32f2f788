import type { MimeBundle } from "./bundle.js";

/** What an Arquero table offers; asked for by shape, since a cell may import a copy of its own. */
interface DataFrame {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  toHTML(options: { limit: number; maxbytes?: number }): string;
  toCSV(options: { limit: number; delimiter: string }): string;
}

const ROWS = 12;

const isDataFrame = (value: unknown): value is DataFrame =>
  typeof value === "object" &&
  value !== null &&
  (["numRows", "numCols", "columnNames", "toHTML", "toCSV"] as const).every(
    (name) => typeof (value as Partial<Record<string, unknown>>)[name] === "function",
  );

/** An Arquero table as its first rows; undefined for anything else. */
export function showDataFrame(value: unknown): MimeBundle | undefined {
  if (!isDataFrame(value)) return undefined;
  const rows = value.numRows();
  const columns = value.numCols();
  const counted = (count: number, of: string) =>
    `${count.toLocaleString("en-US")} ${of}${count === 1 ? "" : "s"}`;
  const size = `${counted(rows, "row")} × ${counted(columns, "column")}`;
  const shown = rows > ROWS ? `${size}, the first ${ROWS} shown` : size;
  const html = value.toHTML({ limit: ROWS });
  return {
    "text/html": `<div style="overflow-x:auto">${html}</div><div style="opacity:.7;font-size:90%">${shown}</div>`,
    "text/plain": `${shown}\n${value.toCSV({ limit: ROWS, delimiter: "\t" })}`,
  };
}
