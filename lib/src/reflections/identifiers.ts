import type { AnyColumn } from "../array/anyColumn.js";
import { EwaldError } from "../error.js";

/** A map of experiment numbers to identifiers, from a map or an object. Throws for a number that cannot be one. */
export function identifiersOf(
  given: ReadonlyMap<number, string> | Readonly<Record<number, string>>,
): Map<number, string> {
  const entries =
    given instanceof Map ? given : Object.entries(given).map(([id, text]) => [Number(id), text] as const);
  const identifiers = new Map<number, string>();
  for (const [id, identifier] of entries) {
    if (!Number.isInteger(id) || id < 0)
      throw new EwaldError("bad-argument", `${id} is not an experiment number: they are whole and from 0.`);
    identifiers.set(id, identifier);
  }
  return identifiers;
}

/** Both maps in one. Throws "bad-argument" where they disagree about an experiment. */
export function mergedIdentifiers(
  a: ReadonlyMap<number, string>,
  b: ReadonlyMap<number, string>,
): Map<number, string> {
  const merged = new Map(a);
  for (const [id, identifier] of b) {
    const known = merged.get(id);
    if (known !== undefined && known !== identifier)
      throw new EwaldError(
        "bad-argument",
        `Experiment ${id} is ${JSON.stringify(known)} in one table and ${JSON.stringify(identifier)} in the other; ` +
          "renumber one of them first.",
      );
    merged.set(id, identifier);
  }
  return merged;
}

/** The identifiers of those experiments that an `id` column names. */
export function presentIds(
  id: AnyColumn,
  identifiers: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  if (id.type !== "int" && id.type !== "std::size_t") return identifiers;
  const missing = new Map(identifiers);
  for (let i = 0, last: number | undefined; i < id.length && missing.size > 0; i++) {
    if (id.data[i] === last) continue;
    last = id.data[i]!;
    missing.delete(last);
  }
  return new Map([...identifiers].filter(([number]) => !missing.has(number)));
}

/** The rows of each experiment number of an `id` column, numbers rising. Throws "bad-argument" for a negative one. */
export function rowsById(id: AnyColumn): Uint32Array[] {
  if (id.type !== "int" && id.type !== "std::size_t")
    throw new EwaldError("wrong-type", `Column "id" is of type ${id.type}, not int.`);
  const counts = new Map<number, number>();
  for (let i = 0; i < id.length; i++) counts.set(id.data[i]!, (counts.get(id.data[i]!) ?? 0) + 1);
  const rows = new Map<number, Uint32Array>();
  for (const number of [...counts.keys()].sort((a, b) => a - b)) {
    if (number < 0)
      throw new EwaldError(
        "bad-argument",
        `${counts.get(number)} rows have id ${number}, no experiment; leave them out first: ` +
          'table.select(table.column("id").ge(0)).',
      );
    rows.set(number, new Uint32Array(counts.get(number)!));
  }
  const filled = new Map<number, number>();
  for (let i = 0; i < id.length; i++) {
    const number = id.data[i]!;
    const k = filled.get(number) ?? 0;
    rows.get(number)![k] = i;
    filled.set(number, k + 1);
  }
  return [...rows.values()];
}
