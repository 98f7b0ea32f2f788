import type { AnyColumn } from "../array/anyColumn.js";
import type { StandardColumnName, StandardColumns } from "./standardColumns.js";

/** What a table has besides columns. */
export interface TableOptions {
  /** Identifier of each experiment number. */
  readonly identifiers?: ReadonlyMap<number, string> | Readonly<Record<number, string>>;
  /** Number of rows: for a table without columns, or to check those given. */
  readonly nrows?: number;
}

/** What a table is made of, as readers of other formats give it. */
export interface TableContents {
  readonly columns: Record<string, AnyColumn>;
  readonly identifiers?: ReadonlyMap<number, string>;
  readonly nrows: number;
}

type RowOf<Column> = Column extends { at(i: number): infer Row } ? Row : never;

/** The values of one row, by column name. */
export type TableRow = { readonly [Name in StandardColumnName]?: RowOf<StandardColumns[Name]> } & {
  readonly [name: string]: RowOf<AnyColumn>;
};
