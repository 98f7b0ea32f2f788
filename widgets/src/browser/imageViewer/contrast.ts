import type { CountsHistogram, Pair, Transfer } from "../../shared/imageViewer.js";
import { brightness, type Scheme } from "./colours.js";

/** How counts become colours. */
export interface Contrast {
  /** Counts of the first and the last colour. */
  readonly low: number;
  readonly high: number;
  readonly transfer: Transfer;
  readonly gamma: number;
  readonly invert: boolean;
  readonly scheme: Scheme;
}

/** The value below which so many percent of the counted pixels are, within its slot in proportion. */
export function percentile({ edges, counts }: CountsHistogram, percent: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = (Math.min(100, Math.max(0, percent)) / 100) * total;
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (count > 0 && below + count >= wanted)
      return edges[i]! + ((wanted - below) / count) * (edges[i + 1]! - edges[i]!);
    below += count;
  }
  return (total > 0 ? edges.at(-1) : edges[0]) ?? 0;
}

/** First and last count of the colours: those set, the others by percentile; never the same. */
export function limits(
  histogram: CountsHistogram,
  { low, high, percentiles }: { low: number | null; high: number | null; percentiles: Pair },
): Pair {
  // Counts are whole: so are the ends of the colours.
  const whole = Number.isInteger(histogram.edges[0] ?? 0) && (histogram.edges[1] ?? 1) % 1 === 0;
  const from = low ?? (whole ? Math.floor : Number)(percentile(histogram, percentiles[0]));
  const to = high ?? (whole ? Math.floor : Number)(percentile(histogram, percentiles[1]));
  const least = Math.max(1e-6, Math.abs(from) * 1e-6);
  return [from, Math.max(to, from + (low === null && high === null ? smallStep(histogram) : least))];
}

/** Of an image of hardly any counts, one count is the last colour. */
const smallStep = ({ edges }: CountsHistogram) =>
  Math.min(1, Math.max(1e-6, (edges[1] ?? 1) - (edges[0] ?? 0)));

/** Part of the way from the first to the last colour, 0 … 1. */
export function shade(
  value: number,
  { low, high, transfer, gamma }: Omit<Contrast, "scheme" | "invert">,
): number {
  const x = (value - low) / (high - low);
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  if (transfer === "gamma") return x ** gamma;
  if (transfer === "log") {
    const range = Math.max(10, high - low);
    return Math.log1p(x * range) / Math.log1p(range);
  }
  return x;
}

/** Colours as the canvas has them in memory, red in the lowest byte. */
export interface Palette {
  /** Of stored values of two bytes; undefined for other types. */
  readonly direct: Uint32Array | undefined;
  /** Of parts of the way, in `steps` + 1 steps. */
  readonly scale: Uint32Array;
  readonly steps: number;
  readonly gap: number;
  readonly saturated: number;
  /** Stored values below are gaps, above are saturated. */
  readonly least: number;
  readonly most: number;
  readonly contrast: Contrast;
  readonly offset: number;
}

const steps = 4095;
const packed = (r: number, g: number, b: number) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** The colours for values stored with `offset`; `trusted`: counts, both ends included. */
export function paletteOf(contrast: Contrast, offset: number, trusted: Pair, twoBytes: boolean): Palette {
  const { scheme, invert } = contrast;
  const colours = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const k = 3 * (invert ? 255 - i : i);
    colours[i] = packed(scheme.table[k]!, scheme.table[k + 1]!, scheme.table[k + 2]!);
  }
  const scale = new Uint32Array(steps + 1);
  for (let i = 0; i <= steps; i++) scale[i] = colours[Math.round((255 * i) / steps)]!;
  const first = colours[0]!;
  const light = brightness(first & 255, (first >> 8) & 255, (first >> 16) & 255) > 127;
  const gap = light ? packed(176, 190, 208) : packed(58, 66, 80);
  const saturated = packed(...scheme.saturated);
  const [least, most] = [trusted[0] - offset, trusted[1] - offset];
  let direct: Uint32Array | undefined;
  if (twoBytes) {
    direct = new Uint32Array(2 ** 16);
    for (let stored = 0; stored < direct.length; stored++)
      direct[stored] =
        stored < least
          ? gap
          : stored > most
            ? saturated
            : colours[Math.round(255 * shade(stored + offset, contrast))]!;
  }
  return { direct, scale, steps, gap, saturated, least, most, contrast, offset };
}

/** The colour of any stored value; not a number is a gap. */
export function colourOf(stored: number, palette: Palette): number {
  const { direct, scale, least, most, gap, saturated, contrast, offset } = palette;
  if (direct && Number.isInteger(stored)) return direct[stored]!;
  if (!(stored >= least)) return gap;
  if (stored > most) return saturated;
  return scale[Math.round(palette.steps * shade(stored + offset, contrast))]!;
}
