import { EwaldError } from "../../error.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { type Conversion, formatNumber } from "../text/printf.js";
import { columnFormats } from "./columnFormats.js";

interface ListedColumn {
  readonly title: string;
  readonly width: number;
  readonly cells: readonly string[];
}

/** Text of each row, the components of one column made equally wide over the whole table. */
function listedColumn(table: ReflectionTable, name: string, nrows: number): ListedColumn {
  const column = table.peek(name);
  const formats = columnFormats.get(name)!;
  let data: ArrayLike<number>;
  let title = name;
  if (column.type === "Shoebox<>") {
    data = column.sizes();
    title += " (N pix)";
  } else if (column.type === "std::string" || column.type === "bool" || !("data" in column)) {
    throw new EwaldError(
      "wrong-type",
      `The column ${name} is of type ${column.type}; its standard type is numeric.`,
    );
  } else data = column.data;
  const parts = formats.length;
  const widths = formats.map((format, j) => widest(data, format, j, parts));
  const cells = Array.from({ length: nrows }, (_, i) =>
    formats
      .map((format, j) => formatNumber(format, data[i * parts + j]!).padStart(widths[j]!))
      .join(", ")
      .padStart(title.length),
  );
  const width = Math.max(
    title.length,
    widths.reduce((sum, each) => sum + each + 2, -2),
  );
  return { title, width, cells };
}

function widest(data: ArrayLike<number>, format: Conversion, first: number, step: number): number {
  let width = 0;
  for (let i = first; i < data.length; i += step)
    width = Math.max(width, formatNumber(format, data[i]!).length);
  return width;
}

/** The first reflections, one a line, as `dials.show` lists them; columns the table lacks are left out. */
export function reflectionListing(
  table: ReflectionTable,
  names: Iterable<string>,
  maxReflections: number | null,
): string {
  const nrows = Math.max(0, Math.min(table.nrows, maxReflections ?? table.nrows));
  const columns = [...names]
    .filter((name) => table.has(name))
    .map((name) => listedColumn(table, name, nrows));
  const lines = ["", `Printing ${nrows} of ${table.nrows} reflections:`];
  lines.push(columns.map(({ title, width }) => title.padStart(width)).join(" "));
  for (let i = 0; i < nrows; i++) lines.push(columns.map(({ cells }) => cells[i]!).join(" "));
  return lines.join("\n");
}
