import type { UnitCellClusters } from "../../crystal/clustering/clusterUnitCells.js";
import { dendrogram } from "../../crystal/clustering/dendrogram.js";

const width = 800;
const height = 500;
const margin = { left: 70, right: 20, top: 20, bottom: 50 };
/** Colours of clusters, those of one crystal and what joins clusters in grey. */
const colours = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf"];
const grey = "#777777";

/** A distance on the axis: linear up to 1 Å², logarithmic beyond. */
const scaled = (distance: number) => (distance <= 1 ? distance : 1 + Math.log10(distance));

/** How cells cluster, drawn: crystals along x, the distances at which they join along y, the threshold a dashed line. */
export function dendrogramSvg({ tree, clusters, threshold }: UnitCellClusters): Uint8Array {
  const { leaves, links } = dendrogram(tree);
  const top = Math.ceil(scaled(Math.max(threshold, ...tree.map(({ distance }) => distance))) + 1e-9);
  const x = (place: number) =>
    (margin.left + ((place + 0.5) / leaves.length) * (width - margin.left - margin.right)).toFixed(1);
  const y = (distance: number) =>
    (height - margin.bottom - (scaled(distance) / top) * (height - margin.top - margin.bottom)).toFixed(1);
  const colourOf = new Map<number, string>();
  for (const [i, { members }] of clusters.entries())
    for (const member of members)
      colourOf.set(member, members.length > 1 ? colours[i % colours.length]! : grey);
  const lines = links.map(({ left, right, distance, leaf }) => {
    const colour = distance <= threshold ? colourOf.get(leaf)! : grey;
    const path = `M${x(left.place)} ${y(left.distance)}V${y(distance)}H${x(right.place)}V${y(right.distance)}`;
    return `<path d="${path}" stroke="${colour}"/>`;
  });
  const every = Math.ceil(leaves.length / 60);
  const names = leaves.map((leaf, place) =>
    place % every > 0
      ? ""
      : `<text x="${x(place)}" y="${height - margin.bottom + 14}" fill="${colourOf.get(leaf)!}">${leaf}</text>`,
  );
  const ticks = Array.from({ length: top + 1 }, (_, i) => (i === 0 ? 0 : 10 ** (i - 1))).map(
    (value) =>
      `<path d="M${margin.left - 5} ${y(value)}h5" stroke="black"/><text x="${margin.left - 8}" y="${y(value)}" dy="0.35em" text-anchor="end">${value}</text>`,
  );
  const end = width - margin.right;
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" text-anchor="middle" fill="none">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...lines,
    `<path d="M${margin.left} ${y(threshold)}H${end}" stroke="black" stroke-dasharray="4 3"/>`,
    `<path d="M${margin.left} ${margin.top}V${height - margin.bottom}H${end}" stroke="black"/>`,
    `<g fill="black">${ticks.join("")}</g>`,
    ...names.filter((name) => name !== ""),
    `<text x="${(margin.left + end) / 2}" y="${height - 12}" fill="black">Experiment</text>`,
    `<text transform="translate(16 ${height / 2}) rotate(-90)" fill="black">Distance of unit cells / Å²</text>`,
    "</svg>",
  ];
  return new TextEncoder().encode(`${text.join("\n")}\n`);
}
