import type { InspectorSession } from "./inspector-session.js";

const names = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  const table = value as { columnNames?: unknown; keys?: unknown; column?: unknown };
  const listed =
    typeof table.columnNames === "function"
      ? table.columnNames()
      : typeof table.keys === "function" && (typeof table.column === "function" || value instanceof Map)
        ? [...(table.keys() as Iterable<unknown>)]
        : [];
  return Array.isArray(listed) ? listed.filter((name) => typeof name === "string").slice(0, 1000) : [];
};

/**
 * The names of the columns of a table (of ours, of Arquero, or the keys of a Map) that an expression means now; none if
 * it means no table, or could not be looked at without doing something.
 */
export function columnsOf(session: InspectorSession, expression: string): string[] {
  try {
    return names(session.peek(expression));
  } catch {
    return [];
  }
}
