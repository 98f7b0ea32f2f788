import { bitmaps, type RawPanel, type Vec2 } from "ewald";
import type { ImageAt } from "./context.js";

/** Longest side of a still picture, px. */
const longest = 640;
/** Which part of the range the 99.9th percentile takes. */
const part = 0.6;
/** Levels that become one: what noise there is would make the picture's file long. */
const coarseness = 12;

/** An image as a PNG file with rings of resolution: for pages without a kernel. Throws what reading it throws. */
export function pictureOf({ set, index, detector, beam }: ImageAt, projection: "image" | "lab"): Uint8Array {
  const raw = set.getRawData(index, { volatile: true });
  const binning = binningFor(raw);
  const range = detector.panel(0).getTrustedRange();
  const scale = part / percentile(raw, range);
  const levels = raw.map((panel) =>
    coarse(bitmaps.levelsOf(panel, { scale, saturation: range[1], binning })),
  );
  const s0 = beam.getS0();
  let picture: bitmaps.Bitmap;
  let toPicture: bitmaps.ToPicture = (_, [x, y]) => [x / binning, y / binning] as Vec2;
  if (levels.length === 1) picture = bitmaps.bitmapOf(levels[0]!, "greyscale");
  else {
    const places = bitmaps.placements(detector, projection, s0);
    const made = bitmaps.mosaic(levels, places, { scheme: "greyscale", binning });
    toPicture = bitmaps.inMosaic(places, { corner: made.corner, binning });
    picture = made;
  }
  const rings = bitmaps.evenRings(detector, s0, 4).map((d) => bitmaps.ringOf(detector, s0, d));
  bitmaps.drawRings(picture, [{ rings, colour: [200, 60, 60], fontSize: 14 }], toPicture);
  return bitmaps.encodePng(picture, 6);
}

function coarse(levels: bitmaps.Levels): bitmaps.Levels {
  const { values } = levels;
  for (let i = 0; i < values.length; i++)
    if (values[i]! < 256) values[i] = Math.min(255, coarseness * Math.round(values[i]! / coarseness));
  return levels;
}

function binningFor(raw: readonly RawPanel[]): number {
  // Panels side by side take about the square of their pixels.
  const pixels = raw.reduce((sum, { values }) => sum + values.length, 0);
  const side = Math.max(Math.sqrt(pixels), ...raw.flatMap(({ shape }) => shape));
  return Math.max(1, Math.ceil(side / longest));
}

/** The 99.9th percentile of counts in the trusted range, from some of them; at least 1. */
function percentile(raw: readonly RawPanel[], [low, high]: Vec2): number {
  const sample: number[] = [];
  raw.forEach(({ values }) => {
    const step = Math.max(1, Math.floor((values.length * raw.length) / 50_000));
    for (let i = 0; i < values.length; i += step)
      if (values[i]! >= low && values[i]! <= high) sample.push(values[i]!);
  });
  sample.sort((a, b) => a - b);
  return Math.max(1, sample[Math.floor(0.999 * sample.length)] ?? 1);
}
