import { experimentCodec, experimentFileAccess } from "./codec.js";
import type { ModelDisplay } from "./display/bundle.js";
import { experimentsDisplay } from "./display/experiments.js";
import { type Experiment, type ExperimentModels, type ModelName, modelNames } from "./experiment.js";
import { ImageSetData } from "./imageSetData.js";
import type { JsonObject } from "./json.js";

/** What an experiment list was read from, as far as it is needed to write it the same way. */
export interface ExperimentListOrigin {
  /** The top level: order of keys, history, and keys that are not understood. */
  readonly document: JsonObject;
  /** Every model of the file in the file's order, used or not. */
  readonly models: Readonly<Record<ModelName, readonly NonNullable<ExperimentModels[ModelName]>[]>>;
  /** Those of them that no experiment referred to. */
  readonly unused: ReadonlySet<object>;
}

/**
 * Experiments, in order: an array of {@link Experiment} (`experiments[0].detector[0]`), with what reads and writes
 * DIALS' `.expt` files. Models that experiments share are the same objects.
 */
export class ExperimentList extends Array<Experiment> {
  /** map, filter and slice give plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  #origin: ExperimentListOrigin | undefined;
  #path: string | undefined;

  /** The file it was read from, as given to fromFile; else undefined. Relative paths of its imagesets start at its folder. */
  get path(): string | undefined {
    return this.#path;
  }

  /** Of a list read from a file; else undefined. */
  get origin(): ExperimentListOrigin | undefined {
    return this.#origin;
  }

  /** A list of these experiments. */
  static fromExperiments(experiments: Iterable<Experiment>, origin?: ExperimentListOrigin): ExperimentList {
    const list = new ExperimentList();
    for (const experiment of experiments) list.push(experiment);
    list.#origin = origin;
    return list;
  }

  /**
   * Reads an `.expt` file or a legacy JSON file (experiment list, DataBlock). Throws EwaldError.
   * Not in a browser.
   */
  static fromFile(path: string): ExperimentList {
    const access = experimentFileAccess();
    const source = access.open(path);
    try {
      const list = experimentCodec().read(source.read(0, source.size), path, (other) =>
        access.open(access.beside(path, other)),
      );
      // Paths of images are relative to the folder of the list.
      for (const imageset of list.origin?.models.imageset ?? [])
        if (imageset instanceof ImageSetData) imageset.file = path;
      for (const imageset of list.models("imageset")) imageset.applyOffsetMaps();
      list.#path = path;
      return list;
    } finally {
      source.close?.();
    }
  }

  /** A path that the list holds, seen from its file's folder; as it is when the list was not read from a file. */
  resolve(path: string): string {
    return this.#path === undefined ? path : experimentFileAccess().beside(this.#path, path);
  }

  /** Reads the text of such a file. `name` is for error messages. */
  static fromJson(json: string | Uint8Array, name = "experiment list"): ExperimentList {
    const bytes = typeof json === "string" ? new TextEncoder().encode(json) : json;
    return experimentCodec().read(bytes, name);
  }

  /** The text of an `.expt` file: indented by 2, ASCII, each shared model once, as DIALS writes it. */
  toJson(): string {
    return new TextDecoder().decode(experimentCodec().write(this));
  }

  /** Writes an `.expt` file, as a whole or not at all. Not in a browser. */
  toFile(path: string): void {
    const access = experimentFileAccess();
    // Paths of images that were relative to the list's folder would mean others from another folder.
    const recordOf = (model: { readonly data: object }) =>
      model instanceof ImageSetData ? model.recordIn(path, access.beside) : model.data;
    access.write(path, [experimentCodec().write(this, recordOf)]);
  }

  /** The distinct models of one kind, in order of first use. */
  models<N extends ModelName>(name: N): NonNullable<Experiment[N]>[] {
    const found = new Set<NonNullable<Experiment[N]>>();
    for (const experiment of this) {
      const model = experiment[name];
      if (model !== undefined) found.add(model as NonNullable<Experiment[N]>);
    }
    return [...found];
  }

  /** The experiment of this identifier, or undefined. */
  withIdentifier(identifier: string): Experiment | undefined {
    return this.find((experiment) => experiment.identifier === identifier);
  }

  /** How many of each model there are. */
  override toString(): string {
    const counts = modelNames.map((name) => `${this.models(name).length} ${name}`);
    return `ExperimentList of ${this.length} experiments (${counts.join(", ")})`;
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): ModelDisplay {
    return experimentsDisplay(this);
  }
}
