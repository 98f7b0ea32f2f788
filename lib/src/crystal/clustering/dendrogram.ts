import { itemsUnder, type Merge } from "./singleLinkage.js";

/** An end of a link: where a cluster is drawn, and the distance at which it was made (0 of a single item). */
export interface LinkEnd {
  /** Along the row of leaves, counted from 0. */
  readonly place: number;
  readonly distance: number;
}

/** One merge as a dendrogram draws it. */
export interface DendrogramLink {
  readonly left: LinkEnd;
  readonly right: LinkEnd;
  readonly distance: number;
  /** An item under it. */
  readonly leaf: number;
}

export interface Dendrogram {
  /** Items in the order in which lines do not cross. */
  readonly leaves: readonly number[];
  /** One for each merge, in the order of the merges. */
  readonly links: readonly DendrogramLink[];
}

/** Where the lines of a dendrogram are: each cluster above the middle of its two. As `scipy.cluster.hierarchy.dendrogram` places them. */
export function dendrogram(tree: readonly Merge[]): Dendrogram {
  const n = tree.length + 1;
  const leaves = itemsUnder(tree);
  const ends: LinkEnd[] = new Array(2 * n - 1);
  const anyLeaf = Array.from({ length: 2 * n - 1 }, (_, i) => i);
  for (const [place, leaf] of leaves.entries()) ends[leaf] = { place, distance: 0 };
  const links = tree.map(({ left, right, distance }, i) => {
    const [a, b] = [ends[left]!, ends[right]!];
    ends[n + i] = { place: (a.place + b.place) / 2, distance };
    anyLeaf[n + i] = anyLeaf[left]!;
    return { left: a, right: b, distance, leaf: anyLeaf[left]! };
  });
  return { leaves, links };
}
