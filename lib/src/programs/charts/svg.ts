import type { Marker, Point } from "./chart.js";
import { type Drawing, ink, markerSize as m, type Shape } from "./drawing.js";

/** The drawing as an SVG file that needs nothing else. */
export function svgOf({ width, height, shapes }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica Neue, Helvetica, Arial, sans-serif" fill="${ink}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...shapes.map(element),
    "</svg>\n",
  ].join("\n");
}

const round = (x: number) => `${Math.round(x * 100) / 100}`;

function element(shape: Shape): string {
  if (shape.kind === "line") {
    const [[x1, y1], [x2, y2]] = [shape.from, shape.to];
    return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${shape.colour}" stroke-width="${shape.width}"/>`;
  }
  if (shape.kind === "text") {
    const [x, y] = [round(shape.at[0]), round(shape.at[1])];
    const turned = shape.upright ? ` transform="rotate(-90 ${x} ${y})"` : "";
    return `<text x="${x}" y="${y}" font-size="${shape.size}" text-anchor="${shape.anchor}"${turned}>${escaped(shape.text)}</text>`;
  }
  // One path for all points of a series: a scan may have thousands.
  const d = shape.at.map(([x, y]) => `M${round(x)} ${round(y)}${outline[shape.marker]}`).join("");
  const paint =
    shape.marker === "circle"
      ? `stroke="${shape.colour}" stroke-width="${2 * m}" stroke-linecap="round"`
      : shape.marker === "triangle"
        ? `fill="${shape.colour}"`
        : `fill="none" stroke="${shape.colour}" stroke-width="1.2"`;
  return `<path d="${d}" ${paint} opacity="${shape.opacity}"/>`;
}

/** From the marker's centre. */
const outline: Readonly<Record<Marker, string>> = {
  circle: "h0",
  triangle: `m0 ${-1.3 * m}l${1.2 * m} ${2.2 * m}h${-2.4 * m}z`,
  cross: `m${-m} ${-m}l${2 * m} ${2 * m}m0 ${-2 * m}l${-2 * m} ${2 * m}`,
  plus: `m${-1.3 * m} 0h${2.6 * m}m${-1.3 * m} ${-1.3 * m}v${2.6 * m}`,
};

/** The corners of a triangle marker, px. */
export const triangleAt = ([x, y]: Point): readonly [Point, Point, Point] => [
  [x, y - 1.3 * m],
  [x + 1.2 * m, y + 0.9 * m],
  [x - 1.2 * m, y + 0.9 * m],
];

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
