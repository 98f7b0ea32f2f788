import type { SpotStatistics } from "../../spots/analysis/spotStatistics.js";
import { fixed } from "../text/printf.js";

/** More rows would make a notebook slow. */
const mostRows = 1000;

const style =
  ".ewald-counts td,.ewald-counts th{padding:1px 10px;text-align:right;font-variant-numeric:tabular-nums}" +
  ".ewald-counts .scroll{max-height:400px;overflow:auto;width:fit-content;max-width:100%}" +
  ".ewald-counts thead th{position:sticky;top:0;background:var(--jp-layout-color1,Canvas)}" +
  ".ewald-counts tbody tr.all{font-weight:600}";

const columns: readonly (readonly [title: string, cell: (one: SpotStatistics) => string])[] = [
  ["spots", (one) => `${one.nSpotsTotal}`],
  ["not in ice rings", (one) => `${one.nSpotsNoIce}`],
  ["to 4 Å", (one) => `${one.nSpots4A}`],
  ["total intensity", (one) => fixed(one.totalIntensity, 0)],
  ["d_min (Å)", (one) => limit(one.estimatedDMin)],
  ["distl 1", (one) => limit(one.dMinDistlMethod1, one.noisinessMethod1)],
  ["distl 2", (one) => limit(one.dMinDistlMethod2, one.noisinessMethod2)],
];

/** How a notebook shows the statistics: the chart, and a table of all spots and of each image's. */
export function spotCountsHtml(
  images: readonly (SpotStatistics & { readonly experiment: number; readonly image: number })[],
  overall: SpotStatistics,
  svg: string,
): string {
  const cells = (one: SpotStatistics) => columns.map(([, cell]) => `<td>${cell(one)}</td>`).join("");
  const several = images.some(({ experiment }) => experiment > 0);
  const rows = images
    .slice(0, mostRows)
    .map((one) => `<tr><th>${several ? `${one.experiment} / ` : ""}${one.image}</th>${cells(one)}</tr>`);
  const rest =
    images.length > mostRows ? `<p>The first ${mostRows} of ${images.length} images are shown.</p>` : "";
  return (
    `<div class="ewald-counts"><style>${style}</style>${svg}<div class="scroll"><table><thead><tr>` +
    `<th>${several ? "experiment / image" : "image"}</th>${columns.map(([title]) => `<th>${title}</th>`).join("")}</tr></thead>` +
    `<tbody><tr class="all"><th>all</th>${cells(overall)}</tr>${rows.join("")}</tbody></table></div>${rest}</div>`
  );
}

function limit(dMin: number, noisiness?: number): string {
  if (!(dMin > 0)) return "";
  return noisiness === undefined ? fixed(dMin, 2) : `${fixed(dMin, 2)} (${fixed(noisiness, 2)})`;
}
