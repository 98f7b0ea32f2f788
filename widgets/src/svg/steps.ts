import type { StepSeries } from "../spec.js";

export interface Vertex {
  x: number;
  y: number;
}

/**
 * Outline of a histogram as vertices from left to right, edge by edge. Where several bins share one of `columns`
 * pixel columns, only the highest and lowest of them are kept, in order: the picture is the same, the file small.
 */
export function outline(series: StepSeries, log: boolean, columns: number): Vertex[] {
  const { min, max, counts } = series;
  const n = counts.length;
  const low = log ? Math.log10(min) : min;
  const width = ((log ? Math.log10(max) : max) - low) / n;
  const edge = (i: number) => (log ? 10 ** (low + i * width) : low + i * width);
  const vertices: Vertex[] = [];
  const step = (from: number, to: number, y: number) =>
    vertices.push({ x: edge(from), y }, { x: edge(to), y });
  if (n <= 2 * columns) {
    for (let i = 0; i < n; i++) step(i, i + 1, counts[i]!);
    return vertices;
  }
  for (let c = 0; c < columns; c++) {
    const from = Math.floor((c * n) / columns);
    const to = Math.floor(((c + 1) * n) / columns);
    let least = from;
    let most = from;
    for (let i = from; i < to; i++) {
      if (counts[i]! < counts[least]!) least = i;
      if (counts[i]! > counts[most]!) most = i;
    }
    const [first, second] = least < most ? [least, most] : [most, least];
    const middle = (from + to) / 2;
    step(from, middle, counts[first]!);
    step(middle, to, counts[second]!);
  }
  return vertices;
}
