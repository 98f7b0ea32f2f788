import type { AxisSpec, ColorBar, DensitySeries, GridSeries, PointSeries } from "../spec.js";
import { parseColor, type Rgb, sequential, tint } from "../theme.js";
import type { IndexedImage } from "./png.js";

/** Fraction 0…1 along an axis; 0 at the first value of its range. */
export function fraction(axis: Pick<AxisSpec, "scale" | "range">): (value: number) => number {
  const log = axis.scale === "log";
  const from = log ? Math.log10(axis.range[0]) : axis.range[0];
  const to = log ? Math.log10(axis.range[1]) : axis.range[1];
  return (value) => ((log ? Math.log10(value) : value) - from) / (to - from);
}

/**
 * Points as small antialiased discs laid over each other with their opacity, on a transparent ground.
 *
 * The palette pairs colours with levels of opacity: one colour and 64 levels, or, for points coloured by value,
 * 31 colours and 8 levels; where points overlap the last one gives the colour.
 */
export function drawPoints(
  series: PointSeries,
  x: AxisSpec,
  y: AxisSpec,
  width: number,
  height: number,
  scale: number,
  bar?: ColorBar,
): IndexedImage {
  const colors = series.values && bar ? 31 : 1;
  const levels = colors === 1 ? 64 : 8;
  const cover = new Float32Array(width * height);
  const hue = new Uint8Array(colors === 1 ? 0 : width * height);
  const xf = fraction(x);
  const yf = fraction(y);
  const { size, opacity, values } = series;
  for (let i = 0; i < series.x.length; i++) {
    const cx = xf(series.x[i]!) * width;
    const cy = (1 - yf(series.y[i]!)) * height;
    const radius = ((typeof size === "number" ? size : size[i]!) / 2) * scale;
    const color = values && bar ? colorLevel(values[i]!, bar, colors) : 0;
    disc(cover, hue, width, height, cx, cy, radius, opacity, color);
  }
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const level = Math.round(cover[i]! * (levels - 1));
    pixels[i] = level === 0 ? 0 : 1 + (colors === 1 ? 0 : hue[i]!) * (levels - 1) + level - 1;
  }
  const palette = new Uint8Array(4 * (1 + colors * (levels - 1)));
  for (let c = 0; c < colors; c++) {
    const rgb = colors === 1 ? parseColor(series.color) : sequential((c + 0.5) / colors);
    for (let l = 1; l < levels; l++)
      palette.set([...rgb, Math.round((255 * l) / (levels - 1))], 4 * (1 + c * (levels - 1) + l - 1));
  }
  return { width, height, pixels, palette };
}

const colorLevel = (value: number, { range }: ColorBar, colors: number): number =>
  Math.min(colors - 1, Math.max(0, Math.floor(((value - range[0]) / (range[1] - range[0])) * colors) || 0));

/** Adds a disc to the coverage: the share of each pixel inside it is taken from the distance to its edge. */
function disc(
  cover: Float32Array,
  hue: Uint8Array,
  width: number,
  height: number,
  cx: number,
  cy: number,
  radius: number,
  opacity: number,
  color: number,
): void {
  const x0 = Math.max(0, Math.floor(cx - radius - 0.5));
  const x1 = Math.min(width - 1, Math.ceil(cx + radius + 0.5));
  const y0 = Math.max(0, Math.floor(cy - radius - 0.5));
  const y1 = Math.min(height - 1, Math.ceil(cy + radius + 0.5));
  for (let py = y0; py <= y1; py++) {
    for (let px = x0; px <= x1; px++) {
      const inside = radius + 0.5 - Math.hypot(px + 0.5 - cx, py + 0.5 - cy);
      if (inside <= 0) continue;
      const a = Math.min(1, inside) * opacity;
      const i = py * width + px;
      cover[i] = cover[i]! + a * (1 - cover[i]!);
      if (hue.length > 0 && inside > 0.4) hue[i] = color;
    }
  }
}

const DENSITY_LEVELS = 200;

/** A density on a logarithmic colour scale from 1 to `max`; empty cells are transparent. Cells keep their size. */
export function drawDensity(series: DensitySeries, max: number): IndexedImage {
  const { nx, ny, counts } = series;
  const pixels = new Uint8Array(nx * ny);
  const top = Math.log(Math.max(2, max));
  for (let row = 0; row < ny; row++) {
    for (let column = 0; column < nx; column++) {
      const n = counts[row * nx + column]!;
      // Image rows run down, density rows up.
      if (n > 0)
        pixels[(ny - 1 - row) * nx + column] =
          1 + Math.min(DENSITY_LEVELS - 1, Math.floor((Math.log(n) / top) * (DENSITY_LEVELS - 1)));
    }
  }
  const palette = new Uint8Array(4 * (1 + DENSITY_LEVELS));
  for (let l = 0; l < DENSITY_LEVELS; l++)
    palette.set([...densityColor(series, l / (DENSITY_LEVELS - 1)), 255], 4 * (1 + l));
  return { width: nx, height: ny, pixels, palette };
}

const GRID_LEVELS = 255;

/** A grid on the colour bar's scale, a pixel a cell; cells without a value are transparent. The first row is on top. */
export function drawGrid({ nx, ny, values }: GridSeries, bar: ColorBar): IndexedImage {
  const along = fraction(bar);
  const pixels = Uint8Array.from(values, (v) => {
    const t = along(v);
    if (Number.isNaN(t)) return 0;
    return 1 + Math.min(GRID_LEVELS - 1, Math.max(0, Math.floor(t * GRID_LEVELS)));
  });
  const palette = new Uint8Array(4 * (1 + GRID_LEVELS));
  for (let l = 0; l < GRID_LEVELS; l++)
    palette.set([...sequential((l + 0.5) / GRID_LEVELS), 255], 4 * (1 + l));
  return { width: nx, height: ny, pixels, palette };
}

/** Colour of a density at t = log n / log max. */
export const densityColor = (series: { readonly color?: string }, t: number): Rgb =>
  // Dense is dark on white: the reader sees the crowd, not the stragglers.
  series.color === undefined ? sequential(0.9 * (1 - t)) : tint(series.color, t);
