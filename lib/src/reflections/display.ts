export interface TableDisplay {
  readonly "text/plain": string;
  readonly "text/html": string;
}
export function displayTable(table: { nrows: number }): TableDisplay {
  return { "text/plain": String(table.nrows), "text/html": "" };
}
