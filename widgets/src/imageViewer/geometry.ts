import { type Beam, bitmaps, geometry as columns, type Detector } from "ewald";
import type { Affine, CrystalAt, Geometry, Pair, PanelGeometry, Triple } from "../shared/imageViewer.js";
import type { ImageAt } from "./context.js";

/** JSON has no infinity. */
const finite = (x: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, x));

const identity: Affine = [1, 0, 0, 1, 0, 0];

/** Detector and beam of an image as views need them. */
export function geometryOf(detector: Detector, beam: Beam, id: number): Geometry {
  const s0 = beam.getS0() as Triple;
  const places = (projection: "image" | "lab"): Affine[] =>
    detector.length === 1 ? [identity] : bitmaps.placements(detector, projection, s0).map(affine);
  return {
    id,
    panels: detector.panels.map((panel): PanelGeometry => {
      const { frame, pixelSize, parallax, offsets } = panel.getPixelGrid();
      return {
        name: panel.getName(),
        size: panel.getImageSize(),
        pixelSize,
        fast: frame.fast as Triple,
        slow: frame.slow as Triple,
        origin: frame.origin as Triple,
        trusted: panel.getTrustedRange().map(finite) as unknown as Pair,
        ...(parallax && { parallax }),
        ...(offsets && { offsets: true }),
      };
    }),
    s0,
    places: { image: places("image"), lab: places("lab") },
  };
}

/** lib's placements go from the picture's [row, column] to [slow, fast], all counted at the middles of pixels; this is the way back. */
function affine({ matrix: [a, b, c, d], offset: [slow0, fast0] }: bitmaps.Placement): Affine {
  const determinant = a * d - b * c;
  const [s, f] = [0.5 + slow0, 0.5 + fast0];
  return [
    a / determinant,
    -b / determinant,
    -c / determinant,
    d / determinant,
    (-a * f + c * s) / determinant + 0.5,
    (-d * s + b * f) / determinant + 0.5,
  ];
}

/** The crystals an image has been indexed with, at its middle; those whose matrix cannot be made are left out. */
export function crystalsAt({ experiments, z, set }: ImageAt, images = 1): CrystalAt[] {
  return experiments.flatMap(({ id, experiment }) => {
    if (!experiment.crystal) return [];
    const matrix = columns.millerMatrix(experiment);
    if (set.isSequence()) matrix.moveTo(z + images / 2);
    return [{ experiment: id, millerMatrix: Array.from(matrix.m) }];
  });
}

/** Geometries by number: one for each pair of detector and beam that was asked for. */
export class Geometries {
  readonly #known = new Map<Detector, Map<Beam, Geometry>>();
  #count = 0;

  of({ detector, beam }: ImageAt): Geometry {
    let beams = this.#known.get(detector);
    if (!beams) this.#known.set(detector, (beams = new Map()));
    let known = beams.get(beam);
    if (!known) beams.set(beam, (known = geometryOf(detector, beam, this.#count++)));
    return known;
  }
}
