/** The strong pixels of one panel of one image. */
export interface StrongPixels {
  /** Places in the panel, slow·width + fast, ascending. */
  readonly places: Uint32Array;
  /** Corrected counts there, as shoeboxes hold them. */
  readonly values: Float32Array;
}

/** Counts at these places. */
export function pixelsAt(values: Int32Array | Float64Array, places: Uint32Array): StrongPixels {
  return { places, values: Float32Array.from(places, (place) => values[place]!) };
}
