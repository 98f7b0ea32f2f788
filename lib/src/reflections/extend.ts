import { zeroColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import { EwaldError } from "../error.js";
import { ColumnSlot } from "./columnSlot.js";

type Slots = ReadonlyMap<string, ColumnSlot>;

/** A column of zeros, made when it is first read. */
export function zeroSlot(type: ColumnType, length: number): ColumnSlot {
  return ColumnSlot.loading({ type, length, load: () => zeroColumn[type](length) });
}

/** Throws "wrong-type" unless both columns, of two tables, have one type. */
export function sameColumnType(
  name: string,
  here: { readonly type: ColumnType },
  there: { readonly type: ColumnType },
): void {
  if (here.type === there.type) return;
  throw new EwaldError(
    "wrong-type",
    `Column ${JSON.stringify(name)} is of type ${here.type} here and of type ${there.type} in the other table.`,
  );
}

/** The columns of one table with another's rows below: those of both, zero where a table has none. */
export function extended(
  top: Slots,
  topRows: number,
  bottom: Slots,
  bottomRows: number,
): Map<string, ColumnSlot> {
  const slots = new Map<string, ColumnSlot>();
  for (const name of new Set([...top.keys(), ...bottom.keys()])) {
    const above = top.get(name);
    const below = bottom.get(name);
    const { type } = (above ?? below)!;
    if (above && below) sameColumnType(name, above, below);
    slots.set(
      name,
      ColumnSlot.concat([above ?? zeroSlot(type, topRows), below ?? zeroSlot(type, bottomRows)]),
    );
  }
  return slots;
}
