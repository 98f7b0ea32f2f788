/** Part of a panel, px, half-open. */
export class Region {
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;

  constructor([x0, x1, y0, y1]: readonly [x0: number, x1: number, y0: number, y1: number]) {
    this.x0 = x0;
    this.y0 = y0;
    this.width = x1 - x0;
    this.height = y1 - y0;
  }

  /** Places in the region as places in a panel `fast` px wide. */
  inPanel(places: Uint32Array, fast: number): Uint32Array {
    const { x0, y0, width } = this;
    return places.map((place) => {
      const y = Math.floor(place / width);
      return (y0 + y) * fast + x0 + (place - y * width);
    });
  }
}

interface Whole {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: Int32Array | Float64Array;
  readonly mask: Uint8Array;
}

/** Values and mask of the region alone. */
export function cutOut({ x0, y0, width, height }: Region, { shape: [, fast], values, mask }: Whole): Whole {
  const Kind = values.constructor as new (length: number) => typeof values;
  const part = new Kind(width * height);
  const good = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y0 + y) * fast + x0;
    part.set(values.subarray(from, from + width), y * width);
    good.set(mask.subarray(from, from + width), y * width);
  }
  return { shape: [height, width], values: part, mask: good };
}
