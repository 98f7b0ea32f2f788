import { tableHtml } from "./displayHtml.js";
import { tableText } from "./displayText.js";
import type { ReflectionTable } from "./reflectionTable.js";
import { type ColumnSummary, flagCounts, rowText, summarise } from "./summary.js";

/** What a notebook is given to show, by MIME type. */
export interface TableDisplay {
  readonly "text/plain": string;
  readonly "text/html": string;
}

/** Everything a display says about a table, as text yet to be laid out. */
export interface TableSummary {
  readonly nrows: number;
  readonly columns: readonly ColumnSummary[];
  readonly flags: readonly (readonly [name: string, count: number])[];
  readonly identifiers: readonly (readonly [id: number, identifier: string])[];
  /** The first rows; of each row the columns' cells, in the order of `columns`. */
  readonly head: readonly (readonly (readonly string[])[])[];
}

/** Rows shown. */
const headRows = 5;

/** A table of the columns (type, unit, min, max, mean, as dials.show prints them) and the first rows. */
export function displayTable(table: ReflectionTable): TableDisplay {
  const names = table.keys();
  const head: string[][][] = [];
  for (let i = 0; i < Math.min(headRows, table.nrows); i++)
    head.push(names.map((name) => rowText(table, name, i)));
  const summary: TableSummary = {
    nrows: table.nrows,
    columns: names.map((name) => summarise(table, name)),
    flags: flagCounts(table),
    identifiers: [...table.experimentIdentifiers()],
    head,
  };
  return { "text/plain": tableText(summary), "text/html": tableHtml(summary) };
}
