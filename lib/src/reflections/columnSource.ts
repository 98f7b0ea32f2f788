import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";

/**
 * A column that is not in memory yet: its type and length are known, its rows are decoded by `load`, which a table
 * calls when somebody first reads the column, and whose result it keeps.
 */
export interface ColumnSource {
  readonly type: ColumnType;
  readonly length: number;
  load(): AnyColumn;
}
