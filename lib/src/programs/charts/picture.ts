import type { Bitmap } from "../../images/bitmaps/bitmap.js";
import type { Point } from "./chart.js";
import { type Drawing, ink, markerSize, type Shape } from "./drawing.js";
import { textStrokes } from "./strokeFont.js";
import { triangleAt } from "./svg.js";

/** The drawing in pixels, `scale` to a px, edges smoothed by how much of a pixel they cover. */
export function bitmapOfDrawing(drawing: Drawing, scale = 2): Bitmap {
  const [width, height] = [Math.ceil(drawing.width * scale), Math.ceil(drawing.height * scale)];
  const bitmap = { width, height, rgb: new Uint8Array(3 * width * height).fill(255) };
  for (const shape of drawing.shapes) paint(bitmap, shape, scale);
  return bitmap;
}

function paint(bitmap: Bitmap, shape: Shape, scale: number): void {
  const line = (from: Point, to: Point, colour: string, width: number, opacity = 1) =>
    cover(bitmap, segment(scaled(from, scale), scaled(to, scale), (width * scale) / 2), colour, opacity);
  if (shape.kind === "line") line(shape.from, shape.to, shape.colour, shape.width);
  else if (shape.kind === "text") {
    const { lines, length } = textStrokes(shape.text, shape.size);
    const begin = shape.anchor === "start" ? 0 : shape.anchor === "end" ? -length : -length / 2;
    const [x, y] = shape.at;
    const place = ([along, down]: Point): Point =>
      shape.upright ? [x + down, y - begin - along] : [x + begin + along, y + down];
    for (const corners of lines)
      for (let i = 1; i < corners.length; i++)
        line(place(corners[i - 1]!), place(corners[i]!), ink, shape.size * 0.1);
  } else {
    const { colour, opacity } = shape;
    const m = markerSize;
    for (const at of shape.at) {
      const [x, y] = at;
      if (shape.marker === "circle")
        cover(bitmap, segment(scaled(at, scale), scaled(at, scale), m * scale), colour, opacity);
      else if (shape.marker === "triangle")
        cover(bitmap, polygon(triangleAt(at).map((corner) => scaled(corner, scale))), colour, opacity);
      else if (shape.marker === "cross") {
        line([x - m, y - m], [x + m, y + m], colour, 1.2, opacity);
        line([x + m, y - m], [x - m, y + m], colour, 1.2, opacity);
      } else {
        line([x - 1.3 * m, y], [x + 1.3 * m, y], colour, 1.2, opacity);
        line([x, y - 1.3 * m], [x, y + 1.3 * m], colour, 1.2, opacity);
      }
    }
  }
}

const scaled = ([x, y]: Point, scale: number): Point => [x * scale, y * scale];

/** A filled region: within a box, the distance of a point from its edge, below 0 inside. */
interface Region {
  readonly low: Point;
  readonly high: Point;
  distance(x: number, y: number): number;
}

/** All points within `radius` of a stretch. */
function segment([x0, y0]: Point, [x1, y1]: Point, radius: number): Region {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  return {
    low: [Math.min(x0, x1) - radius, Math.min(y0, y1) - radius],
    high: [Math.max(x0, x1) + radius, Math.max(y0, y1) + radius],
    distance(x, y) {
      const t = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / squared));
      return Math.hypot(x - x0 - t * dx, y - y0 - t * dy) - radius;
    },
  };
}

/** A convex polygon, its corners clockwise on the page. */
function polygon(corners: readonly Point[]): Region {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return {
    low: [Math.min(...xs), Math.min(...ys)],
    high: [Math.max(...xs), Math.max(...ys)],
    distance: (x, y) =>
      Math.max(
        ...corners.map(([ax, ay], i) => {
          const [bx, by] = corners[(i + 1) % corners.length]!;
          return ((by - ay) * (x - ax) - (bx - ax) * (y - ay)) / Math.hypot(bx - ax, by - ay);
        }),
      ),
  };
}

/** Lays colour over the pixels of a region, in part where its edge goes through a pixel. */
function cover({ width, height, rgb }: Bitmap, region: Region, colour: string, opacity: number): void {
  const paint = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
  const [left, top] = region.low.map((edge) => Math.max(0, Math.floor(edge - 1))) as [number, number];
  const right = Math.min(width - 1, Math.ceil(region.high[0] + 1));
  const bottom = Math.min(height - 1, Math.ceil(region.high[1] + 1));
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const covered = Math.min(1, Math.max(0, 0.5 - region.distance(x + 0.5, y + 0.5))) * opacity;
      if (covered === 0) continue;
      const at = 3 * (y * width + x);
      for (let c = 0; c < 3; c++)
        rgb[at + c] = Math.round(rgb[at + c]! * (1 - covered) + paint[c]! * covered);
    }
}
