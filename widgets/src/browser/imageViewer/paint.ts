import type { Affine } from "../../shared/imageViewer.js";
import { colourOf, type Palette } from "./contrast.js";
import type { Level, PanelPixels, Pooling } from "./pixels.js";
import { inverse } from "./viewport.js";

/** Pixels of the screen. */
export interface Target {
  readonly width: number;
  readonly height: number;
  /** Red in the lowest byte. */
  readonly rgba: Uint32Array;
}

/**
 * Paints a panel on the screen, at screen resolution: where pixels are larger than the screen's each is a rectangle, where they are
 * smaller each of the screen's is the greatest, or the mean, of those it covers. `matrix`: pixel coordinates to the screen's.
 */
export function paintPanel(
  target: Target,
  panel: PanelPixels,
  matrix: Affine,
  palette: Palette,
  pooling: Pooling,
): void {
  const back = inverse(matrix);
  if (!back) return;
  const scale = Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
  const level = panel.level(1 / scale, pooling);
  // In blocks of the level.
  const blocks = back.map((x) => x / level.size) as unknown as Affine;
  const reach = Math.max(0, 0.5 / (scale * level.size));
  const { base } = panel;
  const box = boxOn(target, base, matrix);
  if (!box) return;
  const single = reach <= 0.5 ? 0 : reach;
  // The last blocks of a level may reach beyond the panel.
  const ends = [(base.fast * base.size) / level.size, (base.slow * base.size) / level.size] as const;
  if (Math.abs(matrix[1]) < 1e-9 && Math.abs(matrix[2]) < 1e-9)
    paintUpright(target, level, blocks, ends, single, box, palette, pooling);
  else paintTurned(target, level, blocks, ends, single, box, palette, pooling);
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

function boxOn(
  { width, height }: Target,
  { size, fast, slow }: Level,
  [a, b, c, d, e, f]: Affine,
): Box | undefined {
  const [w, h] = [fast * size, slow * size];
  const xs = [e, e + a * w, e + c * h, e + a * w + c * h];
  const ys = [f, f + b * w, f + d * h, f + b * w + d * h];
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const right = Math.min(width, Math.ceil(Math.max(...xs)));
  const bottom = Math.min(height, Math.ceil(Math.max(...ys)));
  return right > left && bottom > top ? [left, top, right, bottom] : undefined;
}

/** Blocks from and to (inclusive) that the screen's pixels of a row or column cover; from > to where there are none. */
function spans(
  from: number,
  to: number,
  step: number,
  start: number,
  reach: number,
  size: number,
  beyond: number,
): Int32Array {
  const out = new Int32Array(2 * (to - from));
  for (let i = from, k = 0; i < to; i++, k += 2) {
    const at = start + step * (i + 0.5);
    if (!(at >= 0 && at < beyond)) {
      out[k] = 0;
      out[k + 1] = -1;
      continue;
    }
    out[k] = Math.max(0, Math.floor(at - reach + 1e-9));
    out[k + 1] = Math.max(out[k]!, Math.min(size - 1, Math.ceil(at + reach - 1e-9) - 1));
    if (reach === 0) out[k] = out[k + 1] = Math.floor(at);
  }
  return out;
}

/** Rows of the panel are rows of the screen: first rows are joined, then columns of the joined row. */
function paintUpright(
  { width, rgba }: Target,
  { values, fast, slow }: Level,
  [a, , , d, e, f]: Affine,
  ends: readonly [number, number],
  reach: number,
  [left, top, right, bottom]: Box,
  palette: Palette,
  pooling: Pooling,
): void {
  const columns = spans(left, right, a, e, reach, fast, ends[0]);
  const rows = spans(top, bottom, d, f, reach, slow, ends[1]);
  const used = columns.filter((_, i) => columns[i | 1]! >= columns[i & ~1]!);
  if (used.length === 0) return;
  const first = used.reduce((x, y) => Math.min(x, y));
  const last = used.reduce((x, y) => Math.max(x, y));
  const line = new Float32Array(fast);
  const counts = pooling === "mean" ? new Uint16Array(fast) : undefined;
  const { least } = palette;
  let known = -1;
  for (let y = top, k = 0; y < bottom; y++, k += 2) {
    const [from, to] = [rows[k]!, rows[k + 1]!];
    if (to < from) continue;
    const again = known === from && rows[k - 1] === to;
    if (again) {
      // Pixels that are tall on the screen: the row above once more.
      const row = y * width;
      rgba.copyWithin(row + left, row - width + left, row - width + right);
      continue;
    }
    known = from;
    if (counts) sumRows(line, counts, values, fast, from, to, first, last, least);
    else maxRows(line, values, fast, from, to, first, last);
    for (let x = left, i = 0, at = y * width + left; x < right; x++, i += 2, at++) {
      const [begin, end] = [columns[i]!, columns[i + 1]!];
      if (end < begin) continue;
      let value = line[begin]!;
      if (counts) {
        let sum = counts[begin] ? value : 0;
        let count = counts[begin]!;
        for (let j = begin + 1; j <= end; j++)
          if (counts[j]) {
            sum += line[j]!;
            count += counts[j]!;
          }
        value = count > 0 ? sum / count : value;
      } else for (let j = begin + 1; j <= end; j++) if (line[j]! > value) value = line[j]!;
      rgba[at] = colourOf(value, palette);
    }
  }
}

function maxRows(
  line: Float32Array,
  values: ArrayLike<number>,
  stride: number,
  from: number,
  to: number,
  first: number,
  last: number,
): void {
  for (let x = first, i = from * stride + first; x <= last; x++, i++) line[x] = values[i]!;
  for (let row = from + 1; row <= to; row++)
    for (let x = first, i = row * stride + first; x <= last; x++, i++)
      if (values[i]! > line[x]!) line[x] = values[i]!;
}

function sumRows(
  line: Float32Array,
  counts: Uint16Array,
  values: ArrayLike<number>,
  stride: number,
  from: number,
  to: number,
  first: number,
  last: number,
  least: number,
): void {
  for (let x = first; x <= last; x++) {
    let sum = 0;
    let count = 0;
    let gap = 0;
    for (let row = from, i = from * stride + x; row <= to; row++, i += stride) {
      const value = values[i]!;
      if (value >= least) {
        sum += value;
        count++;
      } else gap = value;
    }
    line[x] = count > 0 ? sum : gap;
    counts[x] = count;
  }
}

/** A panel turned on the screen: each of the screen's pixels by itself. */
function paintTurned(
  { width, rgba }: Target,
  { values, fast, slow }: Level,
  [a, b, c, d, e, f]: Affine,
  ends: readonly [number, number],
  reach: number,
  [left, top, right, bottom]: Box,
  palette: Palette,
  pooling: Pooling,
): void {
  const { least } = palette;
  for (let y = top; y < bottom; y++) {
    let u = a * (left + 0.5) + c * (y + 0.5) + e;
    let v = b * (left + 0.5) + d * (y + 0.5) + f;
    for (let x = left, at = y * width + left; x < right; x++, at++, u += a, v += b) {
      if (!(u >= 0 && v >= 0 && u < ends[0] && v < ends[1])) continue;
      let value = values[Math.floor(v) * fast + Math.floor(u)]!;
      if (reach > 0) {
        const [i0, i1] = [Math.max(0, Math.floor(u - reach)), Math.min(fast - 1, Math.floor(u + reach))];
        const [j0, j1] = [Math.max(0, Math.floor(v - reach)), Math.min(slow - 1, Math.floor(v + reach))];
        if (pooling === "max") {
          for (let j = j0; j <= j1; j++)
            for (let i = i0, k = j * fast + i0; i <= i1; i++, k++) if (values[k]! > value) value = values[k]!;
        } else {
          let sum = 0;
          let count = 0;
          for (let j = j0; j <= j1; j++)
            for (let i = i0, k = j * fast + i0; i <= i1; i++, k++)
              if (values[k]! >= least) {
                sum += values[k]!;
                count++;
              }
          if (count > 0) value = sum / count;
        }
      }
      rgba[at] = colourOf(value, palette);
    }
  }
}
