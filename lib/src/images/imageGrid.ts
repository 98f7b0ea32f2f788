import type { Vec2 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { ImageSetRecord } from "../models/imageSetData.js";
import { ImageSet } from "./imageSet.js";
import type { ImageSetParts } from "./imageSetParts.js";

/** Stills at the points of a raster, row by row: DIALS' `ImageGrid`. */
export class ImageGrid extends ImageSet {
  /** Throws EwaldError `"wrong-length"` unless there is an image for each point. */
  constructor(parts: ImageSetParts) {
    super(parts);
    const [columns, rows] = this.getGridSize();
    if (columns * rows === this.length) return;
    throw new EwaldError(
      "wrong-length",
      `A grid of ${columns} × ${rows} points was given ${this.length} images.`,
    );
  }

  /** [columns, rows]. */
  getGridSize(): Vec2 {
    return this.parts.gridSize ?? [this.parts.places.length, 1];
  }

  override toRecord(): ImageSetRecord {
    return { ...super.toRecord(), __id__: "ImageGrid", grid_size: [...this.getGridSize()] };
  }
}
