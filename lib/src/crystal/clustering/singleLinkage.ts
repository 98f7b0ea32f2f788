import { EwaldError } from "../../error.js";

/** Two clusters that become one. */
export interface Merge {
  /** Below n an item; n + i is what the i-th merge made. `left` is less than `right`. */
  readonly left: number;
  readonly right: number;
  readonly distance: number;
  /** Items in what it makes. */
  readonly size: number;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly distance: number;
}

/**
 * Hierarchical clustering of n items by the least distance between their members: n − 1 merges, distances rising. By the minimum
 * spanning tree (Prim), time n², memory n. `distance` is asked once for each pair, i < j. Merges, their order and numbering are
 * those of `scipy.cluster.hierarchy.linkage(method="single")`. Throws EwaldError `"bad-argument"` for no items.
 */
export function singleLinkage(n: number, distance: (i: number, j: number) => number): Merge[] {
  const steps = linkageSteps(n, distance);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, yielding the number of items joined so far after each, for those who have other things to do. */
export function* linkageSteps(
  n: number,
  distance: (i: number, j: number) => number,
): Generator<number, Merge[]> {
  if (!Number.isInteger(n) || n < 1)
    throw new EwaldError("bad-argument", `${n} items cannot be clustered; one or more can.`);
  const nearest = new Float64Array(n).fill(Infinity);
  const isIn = new Uint8Array(n);
  const edges: Edge[] = [];
  let from = 0;
  for (let joined = 1; joined < n; joined++) {
    isIn[from] = 1;
    let to = -1;
    for (let i = 0; i < n; i++) {
      if (isIn[i]) continue;
      nearest[i] = Math.min(nearest[i]!, distance(Math.min(from, i), Math.max(from, i)));
      if (to < 0 || nearest[i]! < nearest[to]!) to = i;
    }
    edges.push({ from, to, distance: nearest[to]! });
    from = to;
    yield joined;
  }
  return merges(
    n,
    edges.sort((a, b) => a.distance - b.distance),
  );
}

/** The merges that edges of a tree, from the shortest, amount to. */
function merges(n: number, edges: readonly Edge[]): Merge[] {
  const parent = Int32Array.from({ length: 2 * n - 1 }, (_, i) => i);
  const size = new Int32Array(2 * n - 1).fill(1);
  const root = (i: number) => {
    let top = i;
    while (parent[top] !== top) top = parent[top]!;
    for (let at = i; at !== top; ) {
      const next = parent[at]!;
      parent[at] = top;
      at = next;
    }
    return top;
  };
  return edges.map(({ from, to, distance }, i) => {
    const [a, b] = [root(from), root(to)];
    const made = n + i;
    parent[a] = made;
    parent[b] = made;
    size[made] = size[a]! + size[b]!;
    return { left: Math.min(a, b), right: Math.max(a, b), distance, size: size[made] };
  });
}

/**
 * The clusters that hold together at a distance: items, rising, of each, in the order of the tree, left before right, an item that
 * stands alone after what it would be merged with. Stands in for `scipy.cluster.hierarchy.fcluster(criterion="distance")`.
 */
export function clustersWithin(tree: readonly Merge[], threshold: number): number[][] {
  const n = tree.length + 1;
  const clusters: number[][] = [];
  const open = [2 * n - 2];
  while (open.length > 0) {
    const node = open.pop()!;
    const merge = tree[node - n];
    if (!merge || merge.distance <= threshold) clusters.push(itemsUnder(tree, node).sort((a, b) => a - b));
    else if (merge.left < n && merge.right >= n) open.push(merge.left, merge.right);
    else open.push(merge.right, merge.left);
  }
  return clusters;
}

/** Items under a node, left before right: a dendrogram's order. */
export function itemsUnder(tree: readonly Merge[], node = 2 * tree.length): number[] {
  const n = tree.length + 1;
  const items: number[] = [];
  const open = [node];
  while (open.length > 0) {
    const next = open.pop()!;
    const merge = tree[next - n];
    if (merge) open.push(merge.right, merge.left);
    else items.push(next);
  }
  return items;
}
