import { EwaldError } from "../error.js";
import { isObject, type JsonObject, type JsonValue } from "../models/json.js";
import { excerpt } from "../models/schema.js";

/** Models a DataBlock's imageset refers to; for stills one of each per image. */
const models = ["beam", "detector", "goniometer", "scan"] as const;

/**
 * An experiment list that says what the DataBlocks say (the form before 2.0, formats.md §3.9): one experiment for
 * each sequence, and one for each image of a set of stills.
 */
export function dataBlockDocument(blocks: readonly JsonValue[], name: string): JsonObject {
  const document: Record<string, JsonValue[]> = {};
  const bad = (what: string) => new EwaldError("bad-format", `${name}: ${what}.`);
  for (const key of ["experiment", "imageset", ...models]) document[key] = [];
  blocks.forEach((block, b) => {
    if (!isObject(block) || block.__id__ !== "DataBlock") throw bad(`entry ${b} is not a DataBlock`);
    const offset = new Map<string, number>();
    for (const key of models) {
      offset.set(key, document[key]!.length);
      const records = block[key] ?? [];
      if (!Array.isArray(records)) throw bad(`"${key}" of DataBlock ${b} is ${excerpt(records)}, not a list`);
      for (const record of records) document[key]!.push(record);
    }
    const imagesets = block.imageset;
    if (!Array.isArray(imagesets)) throw bad(`DataBlock ${b} has no list "imageset"`);
    for (const imageset of imagesets) {
      if (!isObject(imageset))
        throw bad(`an imageset of DataBlock ${b} is ${excerpt(imageset)}, not an object`);
      const shifted = (record: JsonObject): JsonObject => {
        const references: JsonObject = {};
        for (const key of models) {
          const place = record[key];
          if (place === undefined || place === null) continue;
          if (typeof place !== "number")
            throw bad(`an imageset refers to ${key} ${excerpt(place)}, not a number`);
          references[key] = place + offset.get(key)!;
        }
        return references;
      };
      for (const { record, references } of split(imageset, bad)) {
        document.experiment!.push({
          __id__: "Experiment",
          identifier: "",
          ...shifted(references),
          imageset: document.imageset!.length,
        });
        document.imageset!.push(record);
      }
    }
  });
  return { __id__: "ExperimentList", ...document };
}

/**
 * An experiment list of the one experiment that a file of a single model describes: a crystal, or an imageset with
 * the models of its instrument written into it. Undefined when it is neither.
 */
export function singleModelDocument(record: JsonObject): JsonObject | undefined {
  const experiment: JsonObject = { __id__: "Experiment", identifier: "" };
  const document: JsonObject = { __id__: "ExperimentList", experiment: [experiment] };
  const add = (key: string, model: JsonValue) => {
    experiment[key] = 0;
    document[key] = [model];
  };
  if (record.__id__ === "crystal") add("crystal", record);
  else if (record.__id__ === "imageset") {
    const bare = without(record, ["filenames", ...models]);
    const { filenames } = record;
    add("imageset", {
      ...bare,
      ...(filenames === undefined ? { __id__: "ImageSequence" } : { __id__: "ImageSet", images: filenames }),
    });
    for (const key of models) if ((record[key] ?? null) !== null) add(key, record[key]!);
  } else return undefined;
  return document;
}

/** The imageset as it is in an experiment list (models apart), for stills once for each image. */
function split(
  imageset: JsonObject,
  bad: (what: string) => EwaldError,
): { record: JsonObject; references: JsonObject }[] {
  const images = imageset.images;
  const bare = without(imageset, [...models]);
  if (images === undefined) return [{ record: bare, references: imageset }];
  if (!Array.isArray(images)) throw bad(`the images of an imageset are ${excerpt(images)}, not a list`);
  return images.map((image, i) => {
    // Old files give the models of each image as an object or a bare path with models in lists beside.
    const path = isObject(image) ? (image.filename ?? "") : image;
    const references: JsonObject = isObject(image) ? image : {};
    for (const key of models) {
      const place = imageset[key];
      if (references[key] === undefined && place !== undefined)
        references[key] = Array.isArray(place) ? (place[i] ?? null) : place;
    }
    const indices = imageset.single_file_indices;
    const own = isObject(image) ? without(image, ["filename", ...models]) : {};
    const record: JsonObject = { ...bare, images: [path], ...own };
    if (Array.isArray(indices)) record.single_file_indices = [indices[i] ?? 0];
    return { record, references };
  });
}

function without(record: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
