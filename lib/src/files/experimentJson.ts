import { quoted } from "../bytes/badFile.js";
import type { ByteSource } from "../bytes/byteSource.js";
import { unpacked } from "../bytes/compression.js";
import { containerName, sniff } from "../bytes/sniff.js";
import { EwaldError } from "../error.js";
import {
  Experiment,
  type ExperimentModels,
  type ModelName,
  modelKinds,
  modelNames,
} from "../models/experiment.js";
import { ExperimentList, type ExperimentListOrigin } from "../models/experimentList.js";
import { isObject, type JsonObject, type JsonValue } from "../models/json.js";
import { excerpt } from "../models/schema.js";
import { parseJson, writeJson } from "./jsonText.js";
import { dataBlockDocument, singleModelDocument } from "./legacyJson.js";

type AnyModel = NonNullable<ExperimentModels[ModelName]>;
type OpenFile = (path: string) => ByteSource;

/**
 * Reads an experiment list: `.expt`, the older `experiments.json`, a DataBlock, or a file of a single crystal or
 * imageset (formats.md §3). Models that are
 * named by path are read through `open`.
 */
export function readExperiments(bytes: Uint8Array, name: string, open?: OpenFile): ExperimentList {
  const json = parseText(bytes, name);
  let document: JsonObject | undefined;
  if (isObject(json) && json.__id__ === "ExperimentList") document = json;
  else if (Array.isArray(json) && isObject(json[0]) && json[0].__id__ === "DataBlock")
    document = dataBlockDocument(json, name);
  else if (isObject(json)) document = singleModelDocument(json);
  if (!document)
    throw new EwaldError(
      "bad-format",
      `${name} holds ${isObject(json) ? `the object ${excerpt(json.__id__ ?? null)}` : excerpt(json)}, not an ` +
        "ExperimentList or a list of DataBlocks.",
    );
  return new Reader(document, name, open).list();
}

function parseText(bytes: Uint8Array, name: string): JsonValue {
  bytes = unpacked(bytes, name);
  const container = sniff(bytes.subarray(0, 64));
  if (container !== "json" && container !== "unknown")
    throw new EwaldError(
      "bad-format",
      `${name} is ${containerName[container]}, not an experiment list (JSON).`,
    );
  return parseJson(bytes, name);
}

class Reader {
  readonly #document: JsonObject;
  readonly #name: string;
  readonly #open: OpenFile | undefined;
  readonly #tables = new Map<ModelName, (AnyModel | undefined)[]>();
  readonly #byPath = new Map<string, AnyModel>();

  constructor(document: JsonObject, name: string, open: OpenFile | undefined) {
    this.#document = document;
    this.#name = name;
    this.#open = open;
    for (const model of modelNames) {
      const { key } = modelKinds[model];
      const records = this.#listOf(key);
      this.#tables.set(
        model,
        records.map((record, i) => this.#make(model, record, `${key} ${i}`)),
      );
    }
  }

  list(): ExperimentList {
    const experiments = this.#listOf("experiment").map((record, i) => this.#experiment(record, i));
    const models = Object.fromEntries(
      modelNames.map((name) => [name, this.#tables.get(name)!.filter((model) => model !== undefined)]),
    ) as unknown as ExperimentListOrigin["models"];
    const used = new Set(experiments.flatMap((experiment) => modelNames.map((name) => experiment[name])));
    const unused = new Set<object>(
      Object.values(models).flatMap((all) => all.filter((model) => !used.has(model))),
    );
    return ExperimentList.fromExperiments(experiments, { document: this.#document, models, unused });
  }

  #listOf(key: string): JsonValue[] {
    const list = this.#document[key] ?? [];
    if (Array.isArray(list)) return list;
    throw new EwaldError("bad-format", `${this.#name}: ${quoted(key)} is ${excerpt(list)}, not a list.`);
  }

  #make(model: ModelName, record: JsonValue, what: string): AnyModel | undefined {
    if (record === null) return undefined;
    if (!isObject(record) && !(model === "detector" && Array.isArray(record)))
      throw new EwaldError("bad-format", `${this.#name}: ${what} is ${excerpt(record)}, not an object.`);
    try {
      return modelKinds[model].make(record as JsonObject);
    } catch (error) {
      if (!(error instanceof EwaldError)) throw error;
      throw new EwaldError(error.code, `${this.#name}: ${what}: ${error.message}`, { cause: error });
    }
  }

  #experiment(record: JsonValue, i: number): Experiment {
    if (!isObject(record))
      throw new EwaldError(
        "bad-format",
        `${this.#name}: experiment ${i} is ${excerpt(record)}, not an object.`,
      );
    const identifier = record.identifier ?? "";
    if (typeof identifier !== "string")
      throw new EwaldError(
        "bad-format",
        `${this.#name}: the identifier of experiment ${i} is ${excerpt(identifier)}, not text.`,
      );
    const models: ExperimentModels = {};
    for (const name of modelNames)
      Object.assign(models, { [name]: this.#refer(name, record[modelKinds[name].key], `experiment ${i}`) });
    return new Experiment({ ...models, identifier }, record);
  }

  /** The model a reference stands for: its place in the table, the path of a file, or none. */
  #refer(name: ModelName, reference: JsonValue | undefined, from: string): AnyModel | undefined {
    if (reference === undefined || reference === null) return undefined;
    const { key } = modelKinds[name];
    if (typeof reference === "string") return this.#load(name, reference, from);
    const table = this.#tables.get(name)!;
    const model = typeof reference === "number" ? table[reference] : undefined;
    if (model) return model;
    if (typeof reference === "number" && reference in table) return undefined;
    throw new EwaldError(
      "bad-format",
      `${this.#name}: ${from} refers to ${key} ${excerpt(reference)}, but there are ${table.length}.`,
    );
  }

  #load(name: ModelName, path: string, from: string): AnyModel | undefined {
    const { key } = modelKinds[name];
    const place = `${key} ${path}`;
    let model = this.#byPath.get(place);
    if (model) return model;
    if (!this.#open)
      throw new EwaldError(
        "unsupported",
        `${this.#name}: the ${key} of ${from} is in the file ${quoted(path)}, which can be read only with fromFile.`,
      );
    const source = this.#open(path);
    try {
      const json = parseText(source.read(0, source.size), source.name);
      // A file of one model, or a list or experiment list whose first model it is.
      const tables = isObject(json) ? json[key] : undefined;
      const record = Array.isArray(tables) ? tables[0] : json;
      model = this.#make(name, record ?? null, `${key} of ${from}, file ${quoted(path)}`);
    } finally {
      source.close?.();
    }
    if (model) {
      this.#byPath.set(place, model);
      this.#tables.get(name)!.push(model);
    }
    return model;
  }
}

/** The order DIALS writes the tables in. */
const tableOrder: readonly ModelName[] = [
  "imageset",
  "beam",
  "detector",
  "goniometer",
  "scan",
  "crystal",
  "profile",
  "scalingModel",
];

/**
 * The text of an `.expt` file. Models of a file the list was read from keep their places in the tables, except those
 * whose experiments are gone; others follow in order of first use.
 */
export function writeExperiments(
  list: ExperimentList,
  recordOf: (model: { readonly data: object }) => object = (model) => model.data,
): Uint8Array {
  const origin = list.origin;
  const tables = new Map(modelNames.map((name) => [name, table(list, name)]));
  const experiments = [...list].map((experiment) => experimentRecord(experiment, tables));
  const document: JsonObject = { __id__: "ExperimentList" };
  for (const key of Object.keys(origin?.document ?? {})) document[key] = origin!.document[key];
  document.experiment = experiments;
  for (const name of tableOrder) {
    const { key } = modelKinds[name];
    const records = tables.get(name)!.map((model) => recordOf(model) as JsonObject);
    if (records.length > 0 || !origin || key in document) document[key] = records;
  }
  return new TextEncoder().encode(writeJson(document));
}

function table(list: ExperimentList, name: ModelName): AnyModel[] {
  const used = new Set<AnyModel>(list.models(name) as AnyModel[]);
  const kept = ((list.origin?.models[name] ?? []) as readonly AnyModel[]).filter(
    (model) => used.delete(model) || list.origin!.unused.has(model),
  );
  return [...kept, ...used];
}

function experimentRecord(experiment: Experiment, tables: Map<ModelName, AnyModel[]>): JsonObject {
  const models: JsonObject = {};
  for (const name of modelNames) {
    const model = experiment[name];
    const { key } = modelKinds[name];
    if (model) models[key] = tables.get(name)!.indexOf(model);
    else if (experiment.data[key] === null) models[key] = null;
  }
  const { identifier, data } = experiment;
  const isNew = Object.keys(data).length === 0;
  const record: JsonObject = isNew ? { __id__: "Experiment", identifier } : {};
  // Keys in the order they had; a model taken away takes its key along.
  const modelKeys = new Set<string>(modelNames.map((name) => modelKinds[name].key));
  for (const [key, value] of Object.entries(data))
    if (!modelKeys.has(key)) record[key] = key === "identifier" ? identifier : value;
    else if (key in models) record[key] = models[key];
  if (identifier !== "") record.identifier = identifier;
  return { ...record, ...models };
}
