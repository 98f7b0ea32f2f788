import { fixed } from "../text/printf.js";
import type { ImageReport } from "./imageReport.js";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text: string) => text.replace(/[&<>]/g, (character) => escapes[character]!);

/** What the server says of an image it cannot serve. */
export interface ImageFailure {
  readonly image: string;
  readonly error: string;
}

/** An answer as dials.find_spots_client prints it. */
export function reportXml(report: ImageReport | ImageFailure): string {
  const lines =
    "error" in report
      ? [escaped(report.error)]
      : [
          `<image>${escaped(report.image)}</image>`,
          `<spot_count>${report.n_spots_total}</spot_count>`,
          `<spot_count_no_ice>${report.n_spots_no_ice}</spot_count_no_ice>`,
          `<d_min>${fixed(report.estimated_d_min, 2)}</d_min>`,
          `<d_min_method_1>${fixed(report.d_min_distl_method_1, 2)}</d_min_method_1>`,
          `<d_min_method_2>${fixed(report.d_min_distl_method_2, 2)}</d_min_method_2>`,
          `<total_intensity>${fixed(report.total_intensity, 0)}</total_intensity>`,
        ];
  return `<response>\n${lines.join("\n")}\n</response>`;
}
