import type { Affine, Pair } from "../../shared/imageViewer.js";

/** A point of a panel, pixel coordinates [fast, slow]. */
export interface PanelPoint {
  readonly panel: number;
  readonly px: Pair;
}

/** What of the picture is on the screen. Screen coordinates are CSS pixels from the canvas' upper left corner. */
export class Viewport {
  readonly #inverses: (Affine | undefined)[];

  constructor(
    /** Of the canvas, CSS pixels. */
    readonly width: number,
    readonly height: number,
    /** CSS pixels per pixel of the picture. */
    readonly scale: number,
    /** Of the picture, in the middle of the canvas. */
    readonly centre: Pair,
    /** Of each panel, pixel coordinates to the picture. */
    readonly places: readonly Affine[],
    /** Of each panel, [fast, slow], px. */
    readonly sizes: readonly Pair[],
  ) {
    this.#inverses = places.map(inverse);
  }

  /** The picture's point on the screen. */
  toScreen([x, y]: Pair): Pair {
    return [
      (x - this.centre[0]) * this.scale + this.width / 2,
      (y - this.centre[1]) * this.scale + this.height / 2,
    ];
  }

  toPicture([x, y]: Pair): Pair {
    return [
      (x - this.width / 2) / this.scale + this.centre[0],
      (y - this.height / 2) / this.scale + this.centre[1],
    ];
  }

  /** Pixel coordinates of a panel on the screen. */
  panelToScreen(panel: number, px: Pair): Pair {
    return this.toScreen(apply(this.places[panel]!, px));
  }

  /**
   * The same as a matrix, for `context.transform(...)`: what is then drawn is in the panel's pixel coordinates, lines as well; or for
   * loops over many points.
   */
  panelMatrix(panel: number): Affine {
    const [a, b, c, d, e, f] = this.places[panel]!;
    const [x, y] = this.toScreen([e, f]);
    return [a * this.scale, b * this.scale, c * this.scale, d * this.scale, x, y];
  }

  /** Pixel coordinates of a panel at a point of the screen, on the panel or not. Undefined for a panel seen edge-on. */
  panelCoordinates(panel: number, screen: Pair): Pair | undefined {
    const back = this.#inverses[panel];
    return back && apply(back, this.toPicture(screen));
  }

  /** The panel at a point of the screen, the first one where several overlap, and where on it; undefined beside all panels. */
  panelAt(screen: Pair): PanelPoint | undefined {
    const at = this.toPicture(screen);
    for (let panel = 0; panel < this.places.length; panel++) {
      const back = this.#inverses[panel];
      if (!back) continue;
      const px = apply(back, at);
      const [fast, slow] = this.sizes[panel]!;
      if (px[0] >= 0 && px[1] >= 0 && px[0] < fast && px[1] < slow) return { panel, px };
    }
    return undefined;
  }

  /** Whether any of a panel may be on the screen: its bounding box is. */
  isVisible(panel: number): boolean {
    const [left, top, right, bottom] = this.panelBox(panel);
    return right > 0 && bottom > 0 && left < this.width && top < this.height;
  }

  /** Bounding box of a panel on the screen. */
  panelBox(panel: number): readonly [left: number, top: number, right: number, bottom: number] {
    const [fast, slow] = this.sizes[panel]!;
    const corners = [
      [0, 0],
      [fast, 0],
      [0, slow],
      [fast, slow],
    ].map((px) => this.panelToScreen(panel, px as unknown as Pair));
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }
}

export const apply = ([a, b, c, d, e, f]: Affine, [x, y]: Pair): Pair => [
  a * x + c * y + e,
  b * x + d * y + f,
];

/** Undefined where the matrix flattens. */
export function inverse([a, b, c, d, e, f]: Affine): Affine | undefined {
  const determinant = a * d - b * c;
  if (!(Math.abs(determinant) > 1e-12)) return undefined;
  const [ia, ib, ic, id] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [ia, ib, ic, id, -(ia * e + ic * f), -(ib * e + id * f)];
}
