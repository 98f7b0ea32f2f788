import { EwaldError, type FlexBool, flex, type ReflectionTable } from "ewald";

/** Told of each change: the selection, and who made it, so that a view does not answer to its own change. */
export type SelectionListener = (selection: Selection, origin: unknown) => void;

/** Some rows of a table, chosen in a view or in a cell and shown by all views of that table. */
export class Selection {
  /** Rows of the table when the selection was made. */
  readonly size: number;
  #indices: Uint32Array = new Uint32Array(0);
  readonly #listeners = new Set<SelectionListener>();

  constructor(size: number) {
    this.size = size;
  }

  /** Rows that are selected, ascending, each once. */
  get indices(): Uint32Array {
    return this.#indices;
  }

  /** True for each row of the table that is selected: `table.select(selection.mask)` gives those rows. */
  get mask(): FlexBool {
    const mask = flex.bool(this.size);
    for (const row of this.#indices) mask.data[row] = 1;
    return mask;
  }

  /**
   * Selects rows in place of those selected before.
   * @param origin who asks; handed to the listeners
   * @throws EwaldError `out-of-range` when a row is not one of the table's
   */
  set(rows: Iterable<number>, origin?: unknown): void {
    const indices = Uint32Array.from(new Set(rows)).sort();
    const last = indices.at(-1) ?? -1;
    if (last >= this.size)
      throw new EwaldError("out-of-range", `Cannot select row ${last} of a table of ${this.size} rows.`);
    this.#indices = indices;
    for (const listener of [...this.#listeners]) listener(this, origin);
  }

  /** Selects nothing. */
  clear(origin?: unknown): void {
    this.set([], origin);
  }

  /** Calls `listener` at each change until the returned function is called. */
  observe(listener: SelectionListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

const selections = new WeakMap<ReflectionTable, Selection>();

/** The selection that all views of `table` share. A table whose number of rows has changed gets a new, empty one. */
export function selectionOf(table: ReflectionTable): Selection {
  let selection = selections.get(table);
  if (selection?.size !== table.nrows) {
    selection = new Selection(table.nrows);
    selections.set(table, selection);
  }
  return selection;
}
