import type { ReflectionTable } from "../../reflections/reflectionTable.js";

/** Corrected counts of one panel of an image, row by row. */
export type PanelCounts = Int32Array | Float64Array | Float32Array;

/** A panel, as filters that look at images need it. */
export interface FilterPanel {
  /** [fast, slow], px. */
  readonly imageSize: readonly [fast: number, slow: number];
  /** Lowest and highest trusted value, counts. */
  readonly trustedRange: readonly [lowest: number, highest: number];
}

/** The images spots were found on. */
export interface FilterImages {
  readonly panels: readonly FilterPanel[];
  /** Corrected counts of each panel of the image at this array index. Asked for in ascending order, each at most once. */
  image(frame: number): readonly PanelCounts[] | Promise<readonly PanelCounts[]>;
}

/**
 * Judges spots: takes away the flag (1 → 0) of those it finds wanting. `spots` has the columns `shoebox` and `xyzobs.px.value`.
 */
export interface SpotFilter {
  /** As DIALS reports it: `Filtered 10 of 12 spots by <name>`. */
  readonly name: string;
  run(spots: ReflectionTable, flags: Uint8Array, images: FilterImages | undefined): void | Promise<void>;
}

/** `spotfinder.filter`, as far as it judges finished spots. */
export interface SpotFilterParameters {
  /** Greatest distance from peak to centroid, px and images; null for any. */
  readonly max_separation: number | null;
  readonly background_gradient: {
    readonly filter: boolean;
    /** Pixels around the spot's box beside one of distance. */
    readonly background_size: number;
    /** Greatest slope of the background along x and y, counts per px. */
    readonly gradient_cutoff: number;
  };
  readonly spot_density: { readonly filter: boolean };
}
