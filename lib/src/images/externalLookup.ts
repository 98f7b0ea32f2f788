import { FlexBool } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import type { PanelMask, RealPanel } from "../models/imageAccess.js";
import { imageFileAccess } from "./imageFiles.js";
import { type LookupTileData, lookupReader } from "./lookupReader.js";

/** A map that was given beside the images, read from its file when first asked for. */
export class LookupItem<Tile> {
  readonly #make: (tile: LookupTileData, what: string) => Tile;
  #filename: string;
  #data: readonly Tile[] | undefined;

  constructor(make: (tile: LookupTileData, what: string) => Tile, filename = "") {
    this.#make = make;
    this.#filename = filename;
  }

  /** Path of its file; "" for none, and for a map that was set as data. */
  get filename(): string {
    return this.#filename;
  }

  set filename(path: string) {
    this.#filename = path;
    this.#data = undefined;
  }

  /** One for each panel; undefined without a map. Throws EwaldError when its file cannot be read. */
  get data(): readonly Tile[] | undefined {
    if (this.#data || this.#filename === "") return this.#data;
    const path = this.#filename;
    const source = imageFileAccess().open(path);
    try {
      const tiles = lookupReader()(source.read(0, source.size), path);
      this.#data = tiles.map((tile, panel) => this.#make(tile, `${path}: panel ${panel}`));
    } finally {
      source.close?.();
    }
    return this.#data;
  }

  set data(tiles: readonly Tile[] | undefined) {
    this.#data = tiles;
    this.#filename = "";
  }
}

const asMask = ({ shape, values }: LookupTileData, what: string): PanelMask => {
  if (values instanceof FlexBool) return { shape, values };
  throw new EwaldError("wrong-type", `${what} holds numbers; a mask holds bool, true where a pixel is good.`);
};
const asReal = ({ shape, values }: LookupTileData, what: string): RealPanel => {
  if (values instanceof FlexBool)
    throw new EwaldError("wrong-type", `${what} holds bool, a mask; numbers are needed.`);
  return {
    shape,
    values: values.data instanceof Float64Array ? values.data : Float64Array.from(values.data),
  };
};

/** Paths of lookup maps; "", null or undefined for none. */
export interface LookupPaths {
  readonly mask?: string | null | undefined;
  readonly gain?: string | null | undefined;
  readonly pedestal?: string | null | undefined;
  readonly dx?: string | null | undefined;
  readonly dy?: string | null | undefined;
}

/**
 * What is known of single pixels besides the images themselves, one map a panel: DIALS' `imageset.external_lookup`. Setting
 * `filename` or `data` of one replaces it for the imageset and its parts.
 */
export class ExternalLookup {
  /** True where a pixel is good. */
  readonly mask: LookupItem<PanelMask>;
  /** Counts per photon. */
  readonly gain: LookupItem<RealPanel>;
  /** Counts without a photon. */
  readonly pedestal: LookupItem<RealPanel>;
  /** How far fast coordinates are off, px. */
  readonly dx: LookupItem<RealPanel>;
  /** How far slow coordinates are off, px. */
  readonly dy: LookupItem<RealPanel>;

  constructor(paths: LookupPaths = {}) {
    this.mask = new LookupItem(asMask, paths.mask ?? "");
    this.gain = new LookupItem(asReal, paths.gain ?? "");
    this.pedestal = new LookupItem(asReal, paths.pedestal ?? "");
    this.dx = new LookupItem(asReal, paths.dx ?? "");
    this.dy = new LookupItem(asReal, paths.dy ?? "");
  }
}

interface Shaped {
  readonly shape: readonly [slow: number, fast: number];
}

/** Throws EwaldError `"wrong-length"` unless there is one map of the right shape for each panel. */
export function checkTiles(
  tiles: readonly Shaped[],
  panels: readonly { getImageSize(): readonly number[] }[],
  what: string,
): void {
  if (tiles.length !== panels.length)
    throw new EwaldError(
      "wrong-length",
      `${what} has ${tiles.length} panels, but the detector has ${panels.length}.`,
    );
  tiles.forEach(({ shape: [slow, fast] }, i) => {
    const [nx, ny] = panels[i]!.getImageSize();
    if (slow === ny && fast === nx) return;
    throw new EwaldError(
      "wrong-length",
      `${what} has ${slow} × ${fast} pixels (slow × fast) on panel ${i}, but the detector has ${ny} × ${nx}.`,
    );
  });
}
