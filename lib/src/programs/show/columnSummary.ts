import type { AnyColumn } from "../../array/anyColumn.js";
import { MaskCode } from "../../array/maskCode.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { type Conversion, formatNumber } from "../text/printf.js";
import { framedTable } from "../text/table.js";
import { columnFormats } from "./columnFormats.js";

/** Least, greatest and mean value of a column, each of its components by itself. */
export interface ColumnSummary {
  readonly column: string;
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly mean: readonly number[];
}

/** Components of a numeric column, one after another per row, or undefined for types that are not summarised. */
function components(column: AnyColumn): { data: ArrayLike<number>; parts: number } | undefined {
  switch (column.type) {
    case "double":
    case "int":
    case "std::size_t":
      return { data: column.data, parts: 1 };
    case "vec3<double>":
    case "cctbx::miller::index<>":
      return { data: column.data, parts: 3 };
    default:
      return undefined;
  }
}

function summarise(column: string, data: ArrayLike<number>, parts: number): ColumnSummary {
  const n = data.length / parts;
  const min: number[] = [];
  const max: number[] = [];
  const mean: number[] = [];
  for (let j = 0; j < parts; j++) {
    let least = data[j]!;
    let greatest = least;
    // as scitbx: the sum begins with the first value (−0 stays −0) and is multiplied by 1/n
    let sum = least;
    for (let i = j + parts; i < data.length; i += parts) {
      const x = data[i]!;
      if (x < least) least = x;
      if (x > greatest) greatest = x;
      sum += x;
    }
    min.push(least);
    max.push(greatest);
    mean.push(sum * (1 / n));
  }
  return { column, min, max, mean };
}

/** Summaries of all numeric columns by name; of shoeboxes their summed counts and pixel numbers. */
export function columnSummaries(table: ReflectionTable): ColumnSummary[] {
  if (table.nrows === 0) return [];
  return table.keys().flatMap((name) => {
    const column = table.peek(name);
    if (column.type === "Shoebox<>") {
      const foreground = column.countMaskValues(MaskCode.Valid | MaskCode.Foreground);
      return [
        { column: name, min: [], max: [], mean: [] },
        summarise("summed I", column.summedIntensity().value.data, 1),
        summarise("N pix", column.sizes(), 1),
        summarise("N valid foreground pix", foreground.data, 1),
      ];
    }
    const numbers = components(column);
    return numbers === undefined ? [] : [summarise(name, numbers.data, numbers.parts)];
  });
}

const shoeboxParts: ReadonlySet<string> = new Set(["summed I", "N pix", "N valid foreground pix"]);

function conversions(name: string, parts: number): readonly Conversion[] {
  const known = columnFormats.get(shoeboxParts.has(name) ? "shoebox" : name);
  if (known !== undefined) return known;
  return Array<Conversion>(parts).fill(parts === 1 ? "%s" : "%.2f");
}

/** The summaries as the table that `dials.show` prints. */
export function summaryTable(summaries: readonly ColumnSummary[]): string {
  const rows = summaries.map(({ column, min, max, mean }) => {
    const formats = conversions(column, min.length);
    const cell = (values: readonly number[]) =>
      values.map((x, j) => formatNumber(formats[j] ?? "%s", x)).join(", ");
    return [column, cell(min), cell(max), cell(mean)];
  });
  return framedTable([["Column", "min", "max", "mean"], ...rows]);
}
