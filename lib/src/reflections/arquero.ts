import type { Table } from "arquero";
import type { TableContents } from "./tableParts.js";
export interface ToArqueroOptions {
  readonly columns?: readonly string[];
}
export function toArquero(_t: unknown, _o: ToArqueroOptions): Table {
  throw new Error("soon");
}
export function fromArquero(_t: Table): TableContents {
  throw new Error("soon");
}
