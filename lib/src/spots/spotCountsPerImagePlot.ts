/** How the plot looks. */
export interface SpotCountsPlotOptions {
  /** One character that makes the columns. */
  readonly char?: string;
  /** Most columns. */
  readonly width?: number;
  /** Rows. */
  readonly height?: number;
}

/**
 * Histogram of spots over images in plain text, as dials.find_spots prints it (`dials.util.ascii_art`). `z` are the centroids' array
 * indices. Every second spot is shifted by a quarter image up, the others down, so that spots on one image share themselves out between
 * bins on either side. Without spots: an empty line.
 */
export function spotCountsPerImagePlot(
  z: ArrayLike<number>,
  { char = "*", width = 60, height = 10 }: SpotCountsPlotOptions = {},
): string {
  const n = z.length;
  if (n === 0) return "\n";
  let least = z[0]!;
  let greatest = least;
  for (let i = 1; i < n; i++) {
    if (z[i]! < least) least = z[i]!;
    if (z[i]! > greatest) greatest = z[i]!;
  }
  const [first, last] = [Math.ceil(least) + 0, Math.ceil(greatest) + 0];
  const images = last - first + 1;
  if (images <= 1) return `${n} spots found on 1 image`;

  const columns = Math.min(images, width);
  const step = (greatest - least) / columns;
  const counts = new Float64Array(columns);
  for (let i = 0; i < n; i++) counts[columnOf(z[i]! + (i % 2) / 2 - 0.25, least, step, columns)]! += 1;
  const most = counts.reduce((a, b) => Math.max(a, b));
  const heights = counts.map((count) => Math.floor(count * (height / most) + 0.5));

  const rows = [`${n} spots found on ${images} images (max ${most} / bin)`];
  for (let level = height; level > 0; level--)
    rows.push(Array.from(heights, (column) => (column >= level ? char : " ")).join(""));
  const padding = columns - `${first}`.length - `${last}`.length;
  rows.push(`${first}${padding > 0 ? centred(padding < 7 ? " " : "image", padding) : ""}${last}`);
  return rows.join("\n");
}

/** Column of a position: the last whose lower bound, least + column·step, is not above it. */
function columnOf(z: number, least: number, step: number, columns: number): number {
  let column = Math.min(Math.max(Math.floor((z - least) / step), 0), columns - 1);
  while (column > 0 && z < least + column * step) column--;
  while (column < columns - 1 && z >= least + (column + 1) * step) column++;
  return column;
}

/** Text in the middle of spaces; an odd space goes before it when the width is odd, as Python's str.center. */
function centred(text: string, width: number): string {
  const spaces = Math.max(width - text.length, 0);
  const before = Math.floor(spaces / 2) + (spaces & width & 1);
  return " ".repeat(before) + text + " ".repeat(spaces - before);
}
