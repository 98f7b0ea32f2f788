import type { SpotStatistics } from "../../spots/analysis/spotStatistics.js";
import { fixed, pythonFloat } from "../text/printf.js";
import { framedTable } from "../text/table.js";

/** The statistics of images, a row each, as DIALS prints them: a resolution is shown only where every image has it. */
export function imageTable(images: readonly SpotStatistics[]): string {
  const have = (limit: (one: SpotStatistics) => number) => images.every((one) => limit(one) > 0);
  const columns: [title: string, cell: (one: SpotStatistics, i: number) => string][] = [
    ["image", (_, i) => `${i + 1}`],
    ["#spots", (one) => `${one.nSpotsTotal}`],
    ["#spots_no_ice", (one) => `${one.nSpotsNoIce}`],
    ["total_intensity", (one) => fixed(one.totalIntensity, 0)],
  ];
  if (have((one) => one.estimatedDMin)) columns.push(["d_min", (one) => fixed(one.estimatedDMin, 2)]);
  if (have((one) => one.dMinDistlMethod1)) columns.push(["d_min (distl method 1)", limit1]);
  if (have((one) => one.dMinDistlMethod2)) columns.push(["d_min (distl method 2)", limit2]);
  return framedTable([
    columns.map(([title]) => title),
    ...images.map((one, i) => columns.map(([, cell]) => cell(one, i))),
  ]);
}

/** The statistics of all spots together, as DIALS prints them. */
export function overallTable(overall: SpotStatistics): string {
  return framedTable([
    ["Overall statistics", ""],
    ["#spots", `${overall.nSpotsTotal}`],
    ["#spots_no_ice", `${overall.nSpotsNoIce}`],
    ["d_min", fixed(overall.estimatedDMin, 2)],
    ["d_min (distl method 1)", limit1(overall)],
    ["d_min (distl method 2)", limit2(overall)],
  ]);
}

const limit1 = (one: SpotStatistics) =>
  `${fixed(one.dMinDistlMethod1, 2)} (${fixed(one.noisinessMethod1, 2)})`;
const limit2 = (one: SpotStatistics) =>
  `${fixed(one.dMinDistlMethod2, 2)} (${fixed(one.noisinessMethod2, 2)})`;

/** The columns of DIALS' JSON, in its order, and which of them are whole numbers. */
export const jsonColumns: readonly (readonly [name: string, of: keyof SpotStatistics, whole?: true])[] = [
  ["d_min_distl_method_1", "dMinDistlMethod1"],
  ["d_min_distl_method_2", "dMinDistlMethod2"],
  ["estimated_d_min", "estimatedDMin"],
  ["n_spots_4A", "nSpots4A", true],
  ["n_spots_no_ice", "nSpotsNoIce", true],
  ["n_spots_total", "nSpotsTotal", true],
  ["noisiness_method_1", "noisinessMethod1"],
  ["noisiness_method_2", "noisinessMethod2"],
  ["total_intensity", "totalIntensity"],
];

/** One column of the images' statistics as Python writes a list; what is no number is null. */
export function jsonColumn(
  images: readonly SpotStatistics[],
  of: keyof SpotStatistics,
  whole = false,
): string {
  const cells = images.map((one) =>
    !Number.isFinite(one[of]) ? "null" : whole ? `${one[of]}` : pythonFloat(one[of]),
  );
  return `[${cells.join(", ")}]`;
}

/** All columns as one object. */
export function jsonTable(images: readonly SpotStatistics[]): string {
  const columns = jsonColumns.map(([name, of, whole]) => `"${name}": ${jsonColumn(images, of, whole)}`);
  return `{${columns.join(", ")}}`;
}
