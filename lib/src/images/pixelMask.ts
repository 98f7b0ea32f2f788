import { FlexBool } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { PanelMask, RawPanel } from "../models/imageAccess.js";
import { trustedRangeMask } from "../models/trustedRange.js";
import { checkTiles, type ExternalLookup } from "./externalLookup.js";
import type { ImagePlace, ImageReader } from "./imageReader.js";

interface Known {
  /** What the mask was made of: the lists of rectangles, the external mask, the file. */
  readonly of: readonly unknown[];
  readonly mask: readonly Uint8Array[];
}

/** Which pixels of the images of a set are good. */
export class PixelMask {
  readonly #reader: ImageReader;
  readonly #lookup: ExternalLookup;
  readonly #known = new WeakMap<Detector, Known>();

  constructor(reader: ImageReader, lookup: ExternalLookup) {
    this.#reader = reader;
    this.#lookup = lookup;
  }

  /** External mask ∧ static mask of the file at `place` ∧ the detector's rectangles, made once for each detector. A copy. */
  static(detector: Detector, place: ImagePlace): PanelMask[] {
    const external = this.#lookup.mask.data;
    const of = [external, place.file, ...detector.panels.flatMap(({ data }) => [data.mask, data.image_size])];
    let known = this.#known.get(detector);
    if (!known || known.of.length !== of.length || !of.every((part, i) => part === known!.of[i])) {
      known = { of, mask: this.#make(detector, place, external) };
      this.#known.set(detector, known);
    }
    return detector.panels.map((panel, i) => {
      const [fast, slow] = panel.getImageSize();
      return { shape: [slow, fast], values: new FlexBool(known.mask[i]!.slice()) };
    });
  }

  /** Takes out of the mask what is not in the trusted range. */
  trusted(detector: Detector, raw: readonly RawPanel[], mask: readonly PanelMask[]): void {
    if (raw.length !== detector.length)
      throw new EwaldError(
        "wrong-length",
        `The image has ${raw.length} panels, but the detector has ${detector.length}.`,
      );
    raw.forEach(({ shape: [slow, fast], values }, i) => {
      const [nx, ny] = detector.panel(i).getImageSize();
      if (slow !== ny || fast !== nx)
        throw new EwaldError(
          "wrong-length",
          `Panel ${i} of the image has ${slow} × ${fast} pixels (slow × fast), but the detector has ${ny} × ${nx}.`,
        );
      trustedRangeMask(detector.panel(i), values, mask[i]!.values.data);
    });
  }

  #make(
    detector: Detector,
    place: ImagePlace,
    external: readonly PanelMask[] | undefined,
  ): readonly Uint8Array[] {
    const mask = detector.panels.map((panel) => panel.getUntrustedRectangleMask());
    const own = this.#reader.staticMask(place.file);
    if (external) checkTiles(external, detector.panels, `The mask ${this.#lookup.mask.filename}`);
    if (own) checkTiles(own, detector.panels, `The mask in ${this.#reader.files[place.file]!.name}`);
    for (const tiles of [external, own])
      tiles?.forEach(({ values }, panel) => {
        const into = mask[panel]!;
        for (let i = 0; i < into.length; i++) into[i]! &= values.data[i]!;
      });
    return mask;
  }
}
