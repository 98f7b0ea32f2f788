import { displayTable } from "../../reflections/display.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { countBars } from "./countBars.js";

interface Image {
  readonly imageset: number;
  readonly frame: number;
  readonly spots: number;
  readonly unreadable: string | undefined;
}

/** How a notebook shows what `find_spots` found: a sentence, the spots of each image as bars, the table. */
export function foundSpotsHtml(
  sentence: string,
  images: readonly Image[],
  reflections: ReflectionTable,
): string {
  const several = images.some(({ imageset }) => imageset > 0);
  const name = (index: number) => {
    const { imageset, frame, unreadable } = images[index]!;
    const whole = `${several ? `imageset ${imageset}, ` : ""}image ${frame + 1}`;
    return unreadable === undefined ? whole : `${whole} (unreadable)`;
  };
  const counts = images.map(({ spots }) => spots);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const bars =
    images.length > 1
      ? `<div style="display:flex;justify-content:space-between;width:fit-content;gap:8px;align-items:flex-start">${countBars(counts, name)}` +
        `<span style="opacity:.75;font-size:85%">${most}</span></div>` +
        `<p style="opacity:.75;font-size:85%;margin:0 0 8px">Spots of each image, ${name(0)} to ${name(images.length - 1)}</p>`
      : "";
  const lines = sentence.split("\n").map((line) => `<p style="margin:0 0 6px">${escaped(line)}</p>`);
  return `<div class="ewald-spots">${lines.join("")}${bars}${displayTable(reflections)["text/html"]}</div>`;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
