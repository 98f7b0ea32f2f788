import { EwaldError } from "../../error.js";
import { FrameDataset, type FrameValues, type ReadOptions } from "../../hdf5/frames.js";
import type { RawPanel } from "../imageFormat.js";
import { join, type NexusReader } from "./nexusReader.js";
import type { ModuleSlice } from "./nxDetector.js";

/** Names of the pieces a series of Dectris' file writer is cut into. */
const piece = /^data_\d{6}$/;

/** The images of an NXdata group: one dataset (also a virtual one), or Dectris' data_000001, data_000002 … one after another. */
export class NxFrames {
  readonly #nexus: NexusReader;
  readonly #group: string;
  readonly #paths: readonly string[];
  readonly #open = new Map<string, FrameDataset>();

  constructor(nexus: NexusReader, group: string) {
    this.#nexus = nexus;
    this.#group = group;
    this.#paths = this.#found();
  }

  /** Shape of a frame, slow to fast; undefined when the data are not there. */
  get frameShape(): readonly number[] | undefined {
    return this.#first()?.frameShape;
  }

  /** How many images there are; undefined when some of the data are not there. */
  get length(): number | undefined {
    const datasets = this.#paths.filter((path) => this.#nexus.file.kind(path) === "dataset");
    if (datasets.length === 0 || datasets[0] !== this.#paths[0]) return undefined;
    // Links to pieces that were never written come at the end; one missing between leaves the count open.
    if (datasets.some((path, i) => path !== this.#paths[i])) return undefined;
    return datasets.reduce((sum, path) => sum + this.#dataset(path).length, 0);
  }

  /** Frame of an image, counted from 0. Throws EwaldError `"file-not-found"` naming a data file that is not there. */
  read(index: number, options: ReadOptions = {}): { values: FrameValues; shape: readonly number[] } {
    let before = 0;
    for (const path of this.#paths) {
      const dataset = this.#dataset(path);
      if (index >= 0 && index < before + dataset.length)
        return { values: dataset.read(index - before, options), shape: dataset.frameShape };
      before += dataset.length;
    }
    throw new EwaldError(
      "out-of-range",
      `${this.#nexus.file.name} holds ${before} images; there is no image ${index}, counted from 0.`,
    );
  }

  /** The error of data that are not there, naming the file. */
  missing(): EwaldError {
    const { file } = this.#nexus;
    const gone = this.#paths.find((path) => file.kind(path) !== "dataset");
    return file.missing(gone ?? this.#group);
  }

  #first(): FrameDataset | undefined {
    const [first] = this.#paths;
    return first !== undefined && this.#nexus.file.kind(first) === "dataset"
      ? this.#dataset(first)
      : undefined;
  }

  #dataset(path: string): FrameDataset {
    const open = this.#open.get(path) ?? new FrameDataset(this.#nexus.file, path);
    this.#open.set(path, open);
    return open;
  }

  #found(): string[] {
    const { file } = this.#nexus;
    const names = file.names(this.#group);
    const signal = this.#nexus.attributeText(this.#group, "signal");
    const pieces = names.filter((name) => piece.test(name)).sort();
    if (signal !== undefined && names.includes(signal) && !piece.test(signal))
      return [join(this.#group, signal)];
    if (pieces.length > 0) return pieces.map((name) => join(this.#group, name));
    const images = names.map((name) => join(this.#group, name));
    const found = images.find(
      (path) => file.kind(path) === "dataset" && (file.dataset(path).shape?.length ?? 0) > 2,
    );
    const first = found ?? images.find((path) => file.externalLink(path)) ?? images[0];
    if (first === undefined) throw file.bad(this.#group, "holds no images");
    return [first];
  }
}

/** Cuts the modules out of a frame. Throws EwaldError `"bad-format"` when one reaches beyond it. */
export function panelsOf(
  nexus: NexusReader,
  { values, shape }: { values: FrameValues; shape: readonly number[] },
  modules: readonly ModuleSlice[],
): RawPanel[] {
  return modules.map(({ path, origin, size }) => {
    checkWithin(nexus, path, origin, size, shape);
    const [rows, columns] = size.slice(-2) as [number, number];
    if (size.every((n, i) => n === shape[i])) return { shape: [rows, columns], values };
    const stride = shape.at(-1)!;
    let from = 0;
    origin.forEach((first, i) => {
      from = from * shape[i]! + first;
    });
    const cut = new (values.constructor as new (length: number) => FrameValues)(rows * columns);
    for (let row = 0; row < rows; row++)
      cut.set(values.subarray(from + row * stride, from + row * stride + columns), row * columns);
    return { shape: [rows, columns], values: cut };
  });
}

/** Throws EwaldError `"bad-format"` unless the module is one plane within the frame. */
export function checkWithin(
  nexus: NexusReader,
  path: string,
  origin: readonly number[],
  size: readonly number[],
  shape: readonly number[],
): void {
  const fits =
    size.length === shape.length &&
    size.every((n, i) => origin[i]! + n <= shape[i]! && (i >= size.length - 2 || n === 1));
  if (!fits)
    throw nexus.file.bad(
      path,
      `is a module of ${size.join("×")} pixels at ${origin.join(", ")}, which is not in an image of ${shape.join("×")}`,
    );
}

/**
 * What a detector of so many bits writes for a gap, 2ᵇⁱᵗˢ − 1, one less standing for a bad pixel (they become −1 and −2); of 32 bits,
 * as DIALS, 2³¹ stands for the power. Undefined when the bits are not known.
 */
export function gapOf(bits: number | undefined): number | undefined {
  if (bits === undefined || !(bits > 0 && bits <= 32)) return undefined;
  return bits === 32 ? 2 ** 31 - 1 : 2 ** bits - 1;
}
