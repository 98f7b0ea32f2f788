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

/** How far items are apart. */
export interface Distances {
  /** Asked at most once for each pair, i < j. */
  distance(i: number, j: number): number;
  /** What the distance cannot be less than, quick to tell: pairs that cannot be the nearest by it are not asked for their distance. */
  bound?(i: number, j: number): number;
}

/**
 * Hierarchical clustering of n items by the least distance between their members: n − 1 merges, distances rising. By the minimum
 * spanning tree (Prim). Merges, their order and numbering are those of `scipy.cluster.hierarchy.linkage(method="single")`. Throws
 * EwaldError `"bad-argument"` for no items.
 */
export function singleLinkage(n: number, distances: Distances): Merge[] {
  const steps = linkageSteps(n, distances);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, yielding the number of items joined so far, now and then, for those who have other things to do. */
export function* linkageSteps(n: number, distances: Distances): Generator<number, Merge[]> {
  if (!Number.isInteger(n) || n < 1)
    throw new EwaldError("bad-argument", `${n} items cannot be clustered; one or more can.`);
  const outside = new Outside(n, distances);
  const edges: Edge[] = [];
  for (let from = 0; edges.length < n - 1; ) {
    outside.join(from);
    let next = outside.nearest();
    while (next === undefined) {
      yield edges.length + 1;
      next = outside.nearest();
    }
    edges.push({ from, ...next });
    from = next.to;
    yield edges.length;
  }
  return merges(
    n,
    edges.sort((a, b) => a.distance - b.distance),
  );
}

/** Pairs asked for their distance at a time. */
const atATime = 64;

/** Items not in the tree yet, and how near it they are. */
class Outside {
  readonly #distances: Distances;
  readonly #n: number;
  readonly #tree: number[] = [];
  readonly #isIn: Uint8Array;
  /** Least distance from the tree that is known. */
  readonly #nearest: Float64Array;
  /** Least bound of the distances from the tree that are not known; infinite when none can be less than what is known. */
  readonly #bound: Float64Array;
  /** A bit for each pair [item, item of the tree] whose distance is known. */
  readonly #isKnown: Uint32Array;
  readonly #words: number;

  constructor(n: number, distances: Distances) {
    this.#n = n;
    this.#distances = distances;
    this.#isIn = new Uint8Array(n);
    this.#nearest = new Float64Array(n).fill(Infinity);
    this.#bound = new Float64Array(n).fill(Infinity);
    this.#words = Math.ceil(n / 32);
    this.#isKnown = new Uint32Array(n * this.#words);
  }

  join(item: number): void {
    this.#isIn[item] = 1;
    this.#tree.push(item);
    for (let i = 0; i < this.#n; i++) {
      if (this.#isIn[i]) continue;
      const [low, high] = i < item ? [i, item] : [item, i];
      const bound = this.#distances.bound?.(low, high);
      if (bound === undefined)
        this.#nearest[i] = Math.min(this.#nearest[i]!, this.#distances.distance(low, high));
      else if (bound < this.#nearest[i]! && bound < this.#bound[i]!) this.#bound[i] = bound;
    }
  }

  /** The item nearest the tree, of equals the first; undefined when there is more to be asked first. */
  nearest(): { to: number; distance: number } | undefined {
    for (let asked = 0; asked < atATime; asked++) {
      let [to, unsure] = [-1, -1];
      for (let i = 0; i < this.#n; i++) {
        if (this.#isIn[i]) continue;
        if (to < 0 || this.#nearest[i]! < this.#nearest[to]!) to = i;
        if (unsure < 0 || this.#bound[i]! < this.#bound[unsure]!) unsure = i;
      }
      if (this.#bound[unsure]! > this.#nearest[to]! || this.#bound[unsure] === Infinity)
        return { to, distance: this.#nearest[to]! };
      this.#ask(unsure);
    }
    return undefined;
  }

  /** Asks for the distance of an item from that of the tree which may be the nearest. */
  #ask(i: number): void {
    const row = i * this.#words;
    const isKnown = (item: number) => (this.#isKnown[row + (item >>> 5)]! >>> (item & 31)) & 1;
    let [best, least, second] = [-1, Infinity, Infinity];
    for (const item of this.#tree) {
      if (isKnown(item)) continue;
      const bound = this.#distances.bound!(Math.min(i, item), Math.max(i, item));
      if (best < 0 || bound < least) [best, least, second] = [item, bound, least];
      else if (bound < second) second = bound;
    }
    this.#isKnown[row + (best >>> 5)]! |= 1 << (best & 31);
    const distance = this.#distances.distance(Math.min(i, best), Math.max(i, best));
    this.#nearest[i] = Math.min(this.#nearest[i]!, distance);
    this.#bound[i] = second < this.#nearest[i]! ? second : Infinity;
  }
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
