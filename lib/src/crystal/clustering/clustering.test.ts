import fc from "fast-check";
import { expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { Pcg32 } from "../../array/random.js";
import { SpaceGroup } from "../spaceGroup.js";
import { type CellParameters, UnitCell } from "../unitCell.js";
import { clusterUnitCells } from "./clusterUnitCells.js";
import { dendrogram } from "./dendrogram.js";
import { ncDist, ncDistBound, sortedEdges } from "./ncDist.js";
import { beyond, g6, heightOver, isInCone, lowered, walls } from "./niggliCone.js";
import { clustersWithin, itemsUnder, singleLinkage } from "./singleLinkage.js";

const random = new Pcg32(11);
const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
/** Cells on walls of the Niggli cone, or where several meet, and one that is on none. */
const special: CellParameters[] = [
  [78, 78, 38, 90, 90, 90],
  [96.4, 96.4, 96.4, 90, 90, 90],
  [58, 58, 150, 90, 90, 120],
  [60, 70, 80, 90, 105, 90],
  [50, 50, 50, 60, 60, 60],
  [92, 92, 92, 109.5, 109.5, 109.5],
  [40, 60, 80, 80, 85, 75],
];
const near = (cell: CellParameters, sigma: number) =>
  new UnitCell(cell.map((x) => x + sigma * normal()) as unknown as CellParameters);
const reduced = (cell: UnitCell) => cell.niggliCell();

function anyCell(): UnitCell {
  for (;;)
    try {
      const [lengths, angles] = [0, 1].map((k) =>
        [0, 1, 2].map(() => (k ? 60 : 30) + (k ? 60 : 90) * random.next()),
      );
      return new UnitCell([...lengths!, ...angles!]);
    } catch {}
}

it("walls: where a cell passes to another of the same lattice", () => {
  for (const wall of walls) {
    for (let i = 0; i < 20; i++) {
      const g = g6(reduced(anyCell()).parameters);
      const foot = lowered(wall, g, heightOver(wall, g), 1);
      expect(heightOver(wall, foot)).toBeCloseTo(0, 8);
      const there = beyond(wall, foot);
      // of the same volume, and edges as long, but for their order
      const volume = ([a, b, c, d, e, f]: readonly number[]) =>
        a! * b! * c! + (d! * e! * f! - a! * d! * d! - b! * e! * e! - c! * f! * f!) / 4;
      expect(volume(there) / volume(foot)).toBeCloseTo(1, 10);
      const edges = (v: readonly number[]) => v.slice(0, 3).sort((x, y) => x - y);
      for (const [k, x] of edges(there).entries()) expect(x).toBeCloseTo(edges(foot)[k]!, 7);
    }
  }
  expect(isInCone(g6([50, 60, 70, 80, 85, 75]))).toBe(true);
  expect(isInCone(g6([50, 60, 70, 40, 85, 75]))).toBe(false);
});

it("distance: nothing between equal cells, straight between near ones far from any wall", () => {
  const cell: CellParameters = [40, 60, 80, 80, 85, 75];
  const other: CellParameters = [40.1, 60.1, 79.8, 80.1, 84.9, 75.2];
  expect(ncDist(g6(cell), g6(cell))).toBe(0);
  const straight = Math.hypot(...g6(cell).map((x, i) => x - g6(other)[i]!));
  expect(ncDist(g6(cell), g6(other))).toBeCloseTo(straight, 8);
  // of one lattice, b turned round
  expect(ncDist(g6([50, 60, 70, 90.1, 90, 90]), g6([50, 60, 70, 89.9, 90, 90]))).toBeCloseTo(0, 8);
});

needs.dials().it("distance: cctbx's, of reduced cells and of others", async () => {
  const pairs: [CellParameters, CellParameters][] = [];
  for (const cell of special)
    for (const sigma of [0.05, 0.5, 2])
      for (let i = 0; i < 25; i++) {
        const [a, b] = [near(cell, sigma), near(cell, sigma)];
        pairs.push([reduced(a).parameters, reduced(b).parameters], [a.parameters, b.parameters]);
      }
  const like = pairs.length;
  for (let i = 0; i < 300; i++) pairs.push([reduced(anyCell()).parameters, reduced(anyCell()).parameters]);
  const theirs = await runDials<number[]>(
    `
from cctbx.uctbx.determine_unit_cell import NCDist
output([NCDist(*pair) for pair in input])`,
    pairs.map((pair) => pair.map(g6)),
  );
  for (const [i, [a, b]] of pairs.entries())
    expect(ncDistBound(sortedEdges(g6(a)), sortedEdges(g6(b)))).toBeLessThanOrEqual(theirs[i]!);
  const off = pairs.map(([a, b], i) => Math.abs(ncDist(g6(a), g6(b)) / theirs[i]! - 1));
  expect(Math.max(...off.slice(0, like))).toBeLessThan(1e-9);
  // of cells that have nothing in common, now and then the order in which equally near walls are tried decides, by some tenths of a percent
  expect(off.slice(like).filter((x) => x > 1e-9).length).toBeLessThan(4);
  expect(Math.max(...off)).toBeLessThan(0.02);
});

it("linkage: the merges and clusters of a naive one", () => {
  const points = fc.array(
    fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true })),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(points, fc.double({ min: 0, max: 5, noNaN: true }), (items, threshold) => {
      const distance = (i: number, j: number) =>
        Math.hypot(items[i]![0] - items[j]![0], items[i]![1] - items[j]![1]);
      const tree = singleLinkage(items.length, { distance });
      expect(tree.map((merge) => merge.distance)).toEqual(naiveDistances(items.length, distance));
      // with bounds, of one coordinate, no pair is asked twice and the tree is the same
      const asked = new Set<string>();
      const bounded = singleLinkage(items.length, {
        distance(i, j) {
          expect(i < j && !asked.has(`${i} ${j}`)).toBe(true);
          asked.add(`${i} ${j}`);
          return distance(i, j);
        },
        bound: (i, j) => Math.abs(items[i]![0] - items[j]![0]),
      });
      expect(bounded).toEqual(tree);
      const clusters = clustersWithin(tree, threshold);
      expect(clusters.map(String).sort()).toEqual(
        components(items.length, distance, threshold).map(String).sort(),
      );
      expect(itemsUnder(tree).sort((a, b) => a - b)).toEqual([...items.keys()]);
    }),
  );
});

/** Distances at which the two nearest of all clusters are joined, again and again. */
function naiveDistances(n: number, distance: (i: number, j: number) => number): number[] {
  const clusters = Array.from({ length: n }, (_, i) => [i]);
  const found: number[] = [];
  while (clusters.length > 1) {
    let best: [number, number, number] = [Infinity, 0, 1];
    for (let i = 0; i < clusters.length; i++)
      for (let j = i + 1; j < clusters.length; j++)
        for (const a of clusters[i]!)
          for (const b of clusters[j]!) {
            const d = distance(Math.min(a, b), Math.max(a, b));
            if (d < best[0]) best = [d, i, j];
          }
    const [d, i, j] = best;
    found.push(d);
    clusters[i]!.push(...clusters.splice(j, 1)[0]!);
  }
  return found;
}

function components(n: number, distance: (i: number, j: number) => number, threshold: number): number[][] {
  const left = new Set(Array.from({ length: n }, (_, i) => i));
  const found: number[][] = [];
  for (const first of left) {
    left.delete(first);
    const members = [first];
    for (const member of members)
      for (const other of left)
        if (distance(Math.min(member, other), Math.max(member, other)) <= threshold) {
          left.delete(other);
          members.push(other);
        }
    found.push(members.sort((a, b) => a - b));
  }
  return found;
}

needs.dials().it("linkage: scipy's, with its numbers and the order of its leaves", async () => {
  const sets = [2, 3, 12, 40].flatMap((n) =>
    [false, true].map((whole) =>
      Array.from({ length: n }, () => [0, 1].map(() => (whole ? Math.floor(4 * random.next()) : normal()))),
    ),
  );
  const theirs = await runDials<
    { links: number[][]; ids: number[]; leaves: number[]; x: number[][]; y: number[][] }[]
  >(
    `
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist
answer = []
for points in input:
    z = hierarchy.linkage(pdist(points), method="single")
    d = hierarchy.dendrogram(z, no_plot=True)
    ids = hierarchy.fcluster(z, 0.9, criterion="distance")
    answer.append({"links": z.tolist(), "ids": ids.tolist(), "leaves": d["leaves"], "x": d["icoord"], "y": d["dcoord"]})
output(answer)`,
    sets,
  );
  for (const [k, points] of sets.entries()) {
    const { links, ids, leaves, x, y } = theirs[k]!;
    const tree = singleLinkage(points.length, {
      distance: (i, j) =>
        Math.sqrt((points[i]![0]! - points[j]![0]!) ** 2 + (points[i]![1]! - points[j]![1]!) ** 2),
      bound: (i, j) => Math.abs(points[i]![1]! - points[j]![1]!),
    });
    const ours = tree.map(({ left, right, distance, size }) => [left, right, distance, size]);
    expect(ours.map(([a, b, , size]) => [a, b, size])).toEqual(links.map(([a, b, , size]) => [a, b, size]));
    for (const [i, [, , d]] of ours.entries()) expect(d).toBeCloseTo(links[i]![2]!, 12);
    const numbers: number[] = [];
    for (const [i, members] of clustersWithin(tree, 0.9).entries())
      for (const member of members) numbers[member] = i + 1;
    expect(numbers).toEqual(ids);
    const drawn = dendrogram(tree);
    expect(drawn.leaves).toEqual(leaves);
    // scipy lists the links in another order, places leaf i at 10 i + 5
    const place = (p: number) => 10 * p + 5;
    const lines = drawn.links.map(({ left, right, distance }) =>
      [place(left.place), place(right.place), left.distance, distance, right.distance]
        .map((v) => v.toFixed(9))
        .join(),
    );
    const scipys = x.map((at, i) =>
      [at[0]!, at[2]!, y[i]![0]!, y[i]![1]!, y[i]![3]!].map((v) => v.toFixed(9)).join(),
    );
    expect(lines.sort()).toEqual(scipys.sort());
  }
});

needs.dials().it("clusters of unit cells: those of DIALS", async () => {
  const families: [CellParameters, string, number][] = [
    [[58.2, 58.2, 150.1, 90, 90, 90], "P 43 21 2", 14],
    [[58.2, 58.2, 153, 90, 90, 90], "P 4 2 2", 9],
    [[39.7, 42.2, 42.2, 90, 90, 90], "P 21 21 21", 9],
    [[96.4, 96.4, 96.4, 90, 90, 90], "P 21 3", 1],
  ];
  const crystals = families.flatMap(([cell, symbol, n]) =>
    Array.from({ length: n }, () => {
      const [a, b, c] = near(cell, 0.1).parameters;
      return { unitCell: new UnitCell([a, b, c, 90, 90, 90]), spaceGroup: SpaceGroup.of(symbol) };
    }),
  );
  const thresholds = [10, 60, 300, 1000, 50000];
  const theirs = await runDials<
    { ids: number[]; median: number[]; std: number[]; groups: [string, number][] }[][]
  >(
    `
from cctbx import crystal
from dials.algorithms.clustering.unit_cell import cluster_unit_cells
symmetries = [crystal.symmetry(unit_cell=cell, space_group_symbol=symbol) for cell, symbol in input["crystals"]]
answer = []
for threshold in input["thresholds"]:
    found = cluster_unit_cells(symmetries, threshold=threshold)
    answer.append([{"ids": [int(i) for i in c.lattice_ids], "median": c.median_cell, "std": c.cell_std,
      "groups": list(c.pg_composition.items())} for c in sorted(found.clusters, key=len, reverse=True)])
output(answer)`,
    {
      crystals: crystals.map(({ unitCell, spaceGroup }) => [unitCell.parameters, spaceGroup.symbol()]),
      thresholds,
    },
  );
  const counts: number[] = [];
  for (const [i, threshold] of thresholds.entries()) {
    const { clusters } = await clusterUnitCells(crystals, { threshold });
    counts.push(clusters.length);
    expect(clusters.map(({ members }) => members)).toEqual(theirs[i]!.map(({ ids }) => ids));
    for (const [k, { medianCell, standardDeviation, spaceGroups }] of clusters.entries()) {
      const { median, std, groups } = theirs[i]![k]!;
      for (const [j, x] of medianCell.entries()) expect(x).toBeCloseTo(median[j]!, 10);
      for (const [j, x] of standardDeviation.entries()) expect(x).toBeCloseTo(std[j]!, 8);
      expect(new Map(spaceGroups)).toEqual(new Map(groups));
    }
  }
  // from nearly all apart to all together
  expect(counts[0]).toBeGreaterThan(10);
  expect(counts).toContain(4);
  expect(counts.at(-1)).toBe(1);
  await expect(clusterUnitCells(crystals, { threshold: -1 })).rejects.toThrow(
    "A threshold of -1 Å² cannot be",
  );
});
