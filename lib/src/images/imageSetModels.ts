import { EwaldError } from "../error.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Goniometer } from "../models/goniometer.js";
import { Scan } from "../models/scan.js";
import { imageNumberOf } from "./imageNumber.js";
import type { ImagePlace, ImageReader } from "./imageReader.js";

/** Models of one image or of all of a set; what is undefined here is read from the images. */
export interface ImageModels {
  beam?: Beam | undefined;
  detector?: Detector | undefined;
  goniometer?: Goniometer | undefined;
  scan?: Scan | undefined;
}

type Name = keyof ImageModels;

/** The models of the images of a set: those given for all, those set for one, those in the files. */
export class ImageSetModels {
  readonly #shared: ImageModels;
  readonly #own = new Map<ImagePlace, ImageModels>();
  /** Whether an experiment list gave them: then no goniometer means that there is none. */
  readonly #complete: boolean;
  /** Those of a sequence that its first image gave; its parts have the same. */
  readonly #ofFirst: ImageModels;

  constructor(shared: ImageModels = {}, complete = false, ofFirst: ImageModels = {}) {
    this.#shared = { ...shared };
    this.#complete = complete;
    this.#ofFirst = ofFirst;
  }

  /** Those given for all images. */
  get shared(): Readonly<ImageModels> {
    return this.#shared;
  }

  /** Whether all images have the detector given for all. */
  sharesDetector(): boolean {
    return this.#shared.detector !== undefined && ![...this.#own.values()].some((own) => own.detector);
  }

  /** The model of one image: its own, else that of all, else from its file. */
  of<N extends Name>(name: N, reader: ImageReader, place: ImagePlace): ImageModels[N] {
    let own = this.#own.get(place);
    if (own && name in own) return own[name];
    const shared = this.#shared[name];
    if (shared || this.#isNone(name)) return shared;
    const model = modelOfImage(name, reader, place);
    if (!own) this.#own.set(place, (own = {}));
    own[name] = model;
    return model;
  }

  /** The model of a sequence: what is given for all, else what the file of its first image says. */
  ofSequence<N extends Name>(name: N, reader: ImageReader, first: ImagePlace): ImageModels[N] {
    const shared = this.#shared[name];
    if (shared || this.#isNone(name)) return shared;
    if (!(name in this.#ofFirst)) this.#ofFirst[name] = modelOfImage(name, reader, first);
    return this.#ofFirst[name];
  }

  /** Sets the model of all images, or of one. */
  set<N extends Name>(name: N, model: ImageModels[N], place?: ImagePlace): void {
    if (place) this.#own.set(place, { ...this.#own.get(place), [name]: model });
    else {
      this.#shared[name] = model;
      for (const own of this.#own.values()) delete own[name];
    }
  }

  /** The same with another scan: of a part of a sequence. */
  withScan(scan: Scan | undefined): ImageSetModels {
    return new ImageSetModels({ ...this.#shared, scan }, this.#complete, this.#ofFirst);
  }

  #isNone(name: Name): boolean {
    return this.#complete && (name === "goniometer" || name === "scan");
  }
}

function modelOfImage<N extends Name>(name: N, reader: ImageReader, place: ImagePlace): ImageModels[N] {
  const file = reader.file(place.file);
  const readers: { [K in Name]: () => ImageModels[K] } = {
    beam: () => file.getBeam(place.index),
    detector: () => file.getDetector(place.index),
    goniometer: () => file.getGoniometer(place.index),
    scan: () => scanOfImage(reader, place),
  };
  return readers[name]();
}

/** The scan of one image as its file says; of a file of many, its image of the file's scan. */
function scanOfImage(reader: ImageReader, { file, index }: ImagePlace): Scan | undefined {
  const opened = reader.file(file);
  const scan = opened.getScan(index);
  if (!scan || !opened.isSingleFile || scan.getNumImages() === 1) return scan;
  return scan.slice(index, index + 1);
}

/** Share of the width by which an image may begin off the end of the one before (dxtbx: Scan.append). */
const continuity = 0.01;

/**
 * The scan of all images of a sequence, from their headers, as dxtbx joins them: image numbers from the names of files (those
 * of a file of many from 1), the rotation that of the first and each beginning where the last ended. Images that say nothing
 * of a scan make one that does not turn. Throws EwaldError `"bad-argument"` for numbers or angles that do not follow.
 */
export function scanOfSequence(reader: ImageReader, places: readonly ImagePlace[]): Scan {
  const first = reader.file(places[0]!.file);
  if (first.isSingleFile) {
    const whole = first.getScan();
    const from = places[0]!.index;
    if (whole && whole.getNumImages() === first.numImages) return whole.slice(from, from + places.length);
    return stillScan(from + 1, places.length);
  }
  const number = imageNumberOf(first.name);
  const scans = places.map((place) => scanOfImage(reader, place));
  if (!scans[0]) return stillScan(number, places.length);
  const [start, width] = scans[0].getOscillation();
  const [image] = scans[0].getImageRange();
  const times: number[] = [];
  const epochs: number[] = [];
  scans.forEach((scan, i) => {
    const name = reader.files[places[i]!.file]!.name;
    if (!scan)
      throw new EwaldError(
        "bad-argument",
        `${name} says nothing of a rotation, but the images before it do.`,
      );
    const [begin, own] = scan.getOscillation();
    const off = Math.abs(begin - (start + i * width));
    if (Math.abs(own - width) > continuity * Math.abs(width) || (i > 0 && off > continuity * Math.abs(width)))
      throw new EwaldError(
        "bad-argument",
        `${name} turns from ${begin}° by ${own}°, but as image ${i + 1} of its sequence it should begin at ` +
          `${start + i * width}° and turn by ${width}°; images that do not follow one another make an ImageSet.`,
      );
    times.push(scan.getExposureTimes()[0]!);
    epochs.push(scan.getEpochs()[0]!);
  });
  return new Scan({
    image_range: [image, image + places.length - 1],
    batch_offset: 0,
    oscillation: [start, width],
    exposure_time: times,
    epochs,
    valid_image_ranges: {},
  });
}

function stillScan(first: number, count: number): Scan {
  return new Scan({
    image_range: [first, first + count - 1],
    batch_offset: 0,
    oscillation: [0, 0],
    exposure_time: new Array<number>(count).fill(0),
    epochs: new Array<number>(count).fill(0),
    valid_image_ranges: {},
  });
}
