/** More bars would be thinner than a pixel or two. */
const mostBars = 320;
const width = 640;
const height = 72;

/**
 * Bars of a count for each image, as SVG for a notebook: it takes the page's colours, and says under the pointer which image has how
 * many. Beyond 320 images a bar is the mean of several. `name` gives an image's name by its index.
 */
export function countBars(counts: ArrayLike<number>, name: (index: number) => string): string {
  const { length } = counts;
  const step = Math.ceil(length / mostBars);
  const bars = Math.ceil(length / step);
  const heights = Array.from({ length: bars }, (_, bar) => {
    const end = Math.min(length, (bar + 1) * step);
    let sum = 0;
    for (let i = bar * step; i < end; i++) sum += counts[i]!;
    return sum / (end - bar * step);
  });
  const most = Math.max(1, ...heights);
  const pitch = Math.min(width / bars, 28);
  const gap = pitch > 6 ? 2 : pitch > 3 ? 1 : 0;
  const rects = heights.map((count, bar) => {
    const tall = (count / most) * height;
    const last = Math.min(length, (bar + 1) * step) - 1;
    const images = step === 1 ? name(bar) : `${name(bar * step)} to ${name(last)}, on average`;
    return (
      `<rect x="${rounded(bar * pitch)}" y="${rounded(height - tall)}" width="${rounded(pitch - gap)}" height="${rounded(tall)}">` +
      `<title>${images}: ${step === 1 ? count : count.toFixed(1)}</title></rect>`
    );
  });
  const wide = rounded(bars * pitch);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${height + 1}" viewBox="0 0 ${wide} ${height + 1}" ` +
    'role="img" aria-label="Spots of each image" style="fill:var(--jp-brand-color1,#1976d2)">' +
    `${rects.join("")}<rect y="${height}" width="${wide}" height="1" opacity=".4"/></svg>`
  );
}

const rounded = (value: number) => Math.round(value * 100) / 100;
