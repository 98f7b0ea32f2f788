import * as vega from "vega";
import { type Box, equalRanges, plotBox } from "../layout.js";
import type { DensitySeries, FigureSpec, GridSeries, PointSeries, Series } from "../spec.js";
import { PAPER } from "../theme.js";
import { toBase64 } from "../typed-array.js";
import { encodePng } from "./png.js";
import { drawDensity, drawGrid, drawPoints, fraction } from "./raster.js";
import { imageSlot, toVega } from "./vega.js";

/** What Vega's own `toSVG()` uses inside; its types leave it out. Used directly it needs no promise. */
interface StringRenderer {
  initialize(el: null, width: number, height: number, origin: [number, number], scale: number): this;
  background(color: string): this;
  render(root: object): this;
  svg(): string;
}
const { SVGStringRenderer } = vega as unknown as { SVGStringRenderer: new () => StringRenderer };

/** More points than this in a figure are drawn into an image instead of one SVG element each. */
const MAX_VECTOR_POINTS = 800;
/** Bytes of PNG that all images of a figure may have together; beyond, the resolution is lowered. */
const MAX_IMAGE_BYTES = 190_000;

/** The figure as an SVG document on white, without scripts or outside resources. */
export function toSVG(spec: FigureSpec): string {
  const box = plotBox(spec);
  const { x, y } = equalRanges(spec, box);
  const drawn: FigureSpec = { ...spec, x: { ...spec.x, range: x }, y: { ...spec.y, range: y } };
  const points = spec.series.reduce(
    (n, s) => n + (s.mark === "points" && s.mode !== "line" ? s.x.length : 0),
    0,
  );
  const asImage = (s: Series) =>
    s.mark === "density" ||
    s.mark === "grid" ||
    (s.mark === "points" && s.mode === "points" && points > MAX_VECTOR_POINTS);
  const view = new vega.View(vega.parse(toVega(drawn, box, asImage)), { renderer: "none" });
  view.run();
  const { root } = view.scenegraph() as unknown as { root: object };
  const renderer = new SVGStringRenderer().initialize(null, spec.width, spec.height, [box.left, box.top], 1);
  let svg = superscripts(renderer.background(PAPER).render(root).svg());
  view.finalize();
  const layers = spec.series.map((s, i) => ({ s, i })).filter(({ s }) => asImage(s));
  const urls = images(
    layers.map(({ s }) => s as PointSeries | DensitySeries | GridSeries),
    drawn,
    box.width,
    box.height,
  );
  layers.forEach(({ s, i }, k) => {
    const pixelated = s.mark === "points" ? "" : ' style="image-rendering:pixelated"';
    const place =
      s.mark === "grid" ? gridPlace(s, drawn, box) : `width="${box.width}" height="${box.height}"`;
    const image = `<image ${place} preserveAspectRatio="none"${pixelated} xlink:href="${urls[k]}"/>`;
    svg = svg.replace(
      new RegExp(`(<g class="mark-rect role-mark ${imageSlot(i)}"[^>]*>).*?</g>`),
      `$1${image}</g>`,
    );
  });
  return withOwnIds(svg);
}

/** Where a grid lies in the plot area; an axis that runs against it turns the image over. */
function gridPlace({ xExtent, yExtent }: GridSeries, { x, y }: FigureSpec, box: Box): string {
  const [left, right] = xExtent.map((v) => fraction(x)(v) * box.width) as [number, number];
  const [first, last] = yExtent.map((v) => (1 - fraction(y)(v)) * box.height) as [number, number];
  const sign = (a: number, b: number) => (b < a ? -1 : 1);
  const size = (a: number, b: number) => Math.abs(b - a).toFixed(3);
  const move = `translate(${left.toFixed(3)},${first.toFixed(3)}) scale(${sign(left, right)},${sign(first, last)})`;
  return `width="${size(left, right)}" height="${size(first, last)}" transform="${move}"`;
}

/** PNG data URLs of the image layers, at twice the resolution when that fits the budget. */
function images(
  layers: readonly (PointSeries | DensitySeries | GridSeries)[],
  spec: FigureSpec,
  width: number,
  height: number,
): string[] {
  const top = layers.reduce(
    (most, s) => (s.mark === "density" ? s.counts.reduce((a, b) => Math.max(a, b), most) : most),
    2,
  );
  for (const scale of [2, 1.5, 1]) {
    const files = layers.map((s) =>
      encodePng(
        s.mark === "density"
          ? drawDensity(s, top)
          : s.mark === "grid"
            ? drawGrid(s, spec.colorBar!)
            : drawPoints(
                s,
                spec.x,
                spec.y,
                Math.round(width * scale),
                Math.round(height * scale),
                scale,
                spec.colorBar,
              ),
      ),
    );
    if (scale === 1 || files.reduce((n, f) => n + f.length, 0) <= MAX_IMAGE_BYTES) {
      return files.map((file) => `data:image/png;base64,${toBase64(file)}`);
    }
  }
  return [];
}

const PLAIN = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";

/** Unicode superscripts drawn as raised small digits: few fonts have all of them in one style. */
function superscripts(svg: string): string {
  return svg.replace(/>([^<]*[⁰¹²³⁴-⁹⁻⁺][^<]*)<\/text>/g, (_, text: string) => {
    const raised = text.replace(/[⁰¹²³⁴-⁹⁻⁺]+/g, (run) => {
      const digits = [...run].map((c) => "0123456789−+"[PLAIN.indexOf(c)]).join("");
      // The zero-width tspan after it brings the line back down.
      return `<tspan dy="-0.5em" font-size="72%">${digits}</tspan>\u0000`;
    });
    const [head, ...tail] = raised.split("\u0000");
    return `>${head}${tail.map((part) => (part === "" ? "" : `<tspan dy="0.36em">${part}</tspan>`)).join("")}</text>`;
  });
}

/**
 * Gives the ids of a document names of its own: several figures may be set into one page. Vega numbers them through
 * all figures of a process; renumbered here, the same figure is the same document every time.
 */
function withOwnIds(svg: string): string {
  const ids = Array.from(svg.matchAll(/ id="([^"]+)"/g), (match) => match[1]!);
  const renamed = (prefix: string) =>
    svg
      .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${prefix}${ids.indexOf(id)}"`)
      .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${prefix}${ids.indexOf(id)})`);
  const plain = renamed("");
  let hash = 0x811c9dc5;
  for (let i = 0; i < plain.length; i++) hash = Math.imul(hash ^ plain.charCodeAt(i), 0x01000193);
  return renamed(`f${(hash >>> 0).toString(36)}-`);
}
