import { fixed } from "../text/printf.js";

/** Lines of a miniCBF header, `# Exposure_time 0.1 s`, whose numbers grow with the images that are put into one. */
const commentKeys = new Set([
  "Exposure_time",
  "Exposure_period",
  "Angle_increment",
  "Phi_increment",
  "Omega_increment",
  "Chi_increment",
  "Count_cutoff",
]);
/** The same of imgCIF items. */
const items = new Set([
  "_diffrn_scan_axis.angle_range",
  "_diffrn_scan_axis.angle_increment",
  "_diffrn_scan_axis.displacement_range",
  "_diffrn_scan_axis.displacement_increment",
  "_diffrn_scan_frame.integration_time",
  "_diffrn_scan_frame.exposure_time",
  "_array_intensities.overload",
]);

const token = /'[^']*'(?=\s|$)|"[^"]*"(?=\s|$)|\S+/g;
const isNumber = (text: string) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
const times = (text: string, n: number) => (isNumber(text) ? fixed(n * Number(text), 6) : text);

/**
 * The header of a CBF file as that of `n` following images put into one: times, widths and limits of counts are n times as large, in
 * lines for people (miniCBF) as in imgCIF loops; all else stays. Numbers as dials.merge_cbf writes them (`%f`).
 */
export function mergedHeader(header: string, n: number): string {
  let columns: boolean[] = [];
  let inHead = false;
  /** Values of the loop so far: rows may be broken into lines anywhere. */
  let values = 0;
  const line = (text: string): string => {
    const trimmed = text.trim();
    if (trimmed === "loop_") {
      columns = [];
      inHead = true;
      values = 0;
      return text;
    }
    if (trimmed.startsWith("#")) return comment(text, n);
    if (trimmed === "" || trimmed.startsWith(";") || /^(data|save)_/.test(trimmed)) {
      columns = [];
      inHead = false;
      return text;
    }
    if (trimmed.startsWith("_")) {
      if (!inHead) {
        columns = [];
        return single(text, n);
      }
      columns.push(...trimmed.split(/\s+/).map((name) => items.has(name)));
      return text;
    }
    inHead = false;
    if (!columns.some(Boolean)) return text;
    return text.replace(token, (value) => (columns[values++ % columns.length] ? times(value, n) : value));
  };
  return header.split("\n").map(line).join("\n");
}

function comment(text: string, n: number): string {
  return text.replace(/^(\s*#\s+)(\w+)(\s+)(\S+)(?=\s+\S)/, (whole, mark, key, gap, value) => {
    if (!commentKeys.has(key) || !isNumber(value)) return whole;
    return `${mark}${key}${gap}${key === "Count_cutoff" ? n * Math.trunc(Number(value)) : times(value, n)}`;
  });
}

function single(text: string, n: number): string {
  return text.replace(/^(\s*)(_\S+)(\s+)(\S+)/, (whole, start, name, gap, value) =>
    items.has(name) ? `${start}${name}${gap}${times(value, n)}` : whole,
  );
}
