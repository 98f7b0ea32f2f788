import { type AnyColumn, concatColumns } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import type { ColumnSource } from "./columnSource.js";

/** How a slot's column is made from others. */
type Recipe =
  | { readonly kind: "select"; readonly base: ColumnSlot; readonly rows: Uint32Array }
  | { readonly kind: "concat"; readonly parts: readonly ColumnSlot[] }
  | { readonly kind: "copy"; readonly base: ColumnSlot };

/** Rows of rows: a selection of a selection, worked out once for all columns that share both. */
export type Compose = (inner: Uint32Array) => Uint32Array;

/** The composition of `rows` with the rows an earlier selection chose. */
export function composer(rows: Uint32Array): Compose {
  const done = new Map<Uint32Array, Uint32Array>();
  return (inner) => {
    let composed = done.get(inner);
    if (!composed) {
      composed = new Uint32Array(rows.length);
      for (let k = 0; k < rows.length; k++) composed[k] = inner[rows[k]!]!;
      done.set(inner, composed);
    }
    return composed;
  };
}

/**
 * A table's hold on one column: in memory, or still to be decoded from a source or gathered from other slots.
 *
 * Selecting, joining and copying make slots that wait; they must give what an immediate copy would have given. So a
 * slot remembers whether its column was handed out (and may be written to by anyone): from an exposed slot others
 * copy at once; and before a slot is exposed, those that still wait for it are filled.
 */
export class ColumnSlot {
  readonly type: ColumnType;
  readonly length: number;
  #column: AnyColumn | undefined;
  #source: ColumnSource | undefined;
  #recipe: Recipe | undefined;
  #exposed = false;
  #waiting: WeakRef<ColumnSlot>[] = [];
  #pruneAt = 16;

  private constructor(type: ColumnType, length: number) {
    this.type = type;
    this.length = length;
  }

  /** A slot of a column that others hold too. */
  static holding(column: AnyColumn): ColumnSlot {
    const slot = ColumnSlot.owning(column);
    slot.#exposed = true;
    return slot;
  }

  /** A slot of a column nobody else holds. */
  static owning(column: AnyColumn): ColumnSlot {
    const slot = new ColumnSlot(column.type, column.length);
    slot.#column = column;
    return slot;
  }

  /** A slot that loads its column when it is first read. */
  static loading(source: ColumnSource): ColumnSlot {
    const slot = new ColumnSlot(source.type, source.length);
    slot.#source = source;
    return slot;
  }

  /** The rows of all parts, which have one type, one after another. */
  static concat(parts: readonly ColumnSlot[]): ColumnSlot {
    const flat = parts.flatMap((part) => (part.#recipe?.kind === "concat" ? part.#recipe.parts : [part]));
    const length = flat.reduce((sum, part) => sum + part.length, 0);
    return ColumnSlot.#made(parts[0]!.type, length, { kind: "concat", parts: flat }, flat);
  }

  /** Whether the column is in memory. */
  get loaded(): boolean {
    return this.#column !== undefined;
  }

  /** The column for reading only: the caller neither writes to it nor passes it on. */
  peek(): AnyColumn {
    if (this.#column) return this.#column;
    const column = this.#source ? this.#source.load() : make(this.#recipe!);
    this.#column = column;
    this.#source = undefined;
    this.#recipe = undefined;
    return column;
  }

  /** The column for anyone to keep and to write to. */
  expose(): AnyColumn {
    const column = this.peek();
    if (!this.#exposed) {
      for (const waiting of this.#waiting) waiting.deref()?.peek();
      this.#waiting = [];
      this.#exposed = true;
    }
    return column;
  }

  /** The rows of these numbers, which must exist and never change; compose is that of the same rows. */
  select(rows: Uint32Array, compose: Compose): ColumnSlot {
    const recipe = this.#recipe;
    const [base, chosen] = recipe?.kind === "select" ? [recipe.base, compose(recipe.rows)] : [this, rows];
    return ColumnSlot.#made(this.type, rows.length, { kind: "select", base, rows: chosen }, [base]);
  }

  /** A deep copy. */
  copy(): ColumnSlot {
    return ColumnSlot.#made(this.type, this.length, { kind: "copy", base: this }, [this]);
  }

  static #made(type: ColumnType, length: number, recipe: Recipe, bases: readonly ColumnSlot[]): ColumnSlot {
    const slot = new ColumnSlot(type, length);
    slot.#recipe = recipe;
    if (bases.some((base) => base.#exposed)) slot.peek();
    else for (const base of bases) base.#await(slot);
    return slot;
  }

  #await(slot: ColumnSlot): void {
    if (this.#waiting.length >= this.#pruneAt) {
      this.#waiting = this.#waiting.filter((waiting) => waiting.deref()?.loaded === false);
      this.#pruneAt = Math.max(16, 2 * this.#waiting.length);
    }
    this.#waiting.push(new WeakRef(slot));
  }
}

function make(recipe: Recipe): AnyColumn {
  if (recipe.kind === "select") return recipe.base.peek().take(recipe.rows);
  if (recipe.kind === "copy") return recipe.base.peek().copy();
  return concatColumns(recipe.parts.map((part) => part.peek()));
}
