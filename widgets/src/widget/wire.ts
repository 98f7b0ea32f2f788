import { EwaldError } from "ewald";

/** State as a comm message carries it: JSON, and beside it the buffers that were taken out, with the path of each. */
export interface WireState {
  readonly state: Record<string, unknown>;
  readonly buffer_paths: (string | number)[][];
  readonly buffers: ArrayBufferView[];
}

type Path = (string | number)[];

const isBytes = (value: unknown): value is ArrayBufferView | ArrayBuffer =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer;

/** True where bytes lie anywhere in `value`. */
export const hasBytes = (value: unknown): boolean =>
  isBytes(value) ||
  (typeof value === "object" && value !== null && Object.values(value).some((inner) => hasBytes(inner)));

/**
 * Takes bytes out of a state. In a list a taken buffer leaves null, in a record nothing.
 * @param reference the text that stands for an object that is itself a model; undefined for all else
 * @throws EwaldError `wrong-type` for what JSON has no form for
 */
export function toWire(
  values: Readonly<Record<string, unknown>>,
  reference: (value: object) => string | undefined,
): WireState {
  const buffer_paths: Path[] = [];
  const buffers: ArrayBufferView[] = [];
  const convert = (value: unknown, path: Path): unknown => {
    if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol")
      throw new EwaldError(
        "wrong-type",
        `A widget cannot hold a ${typeof value} (${String(value)}) in "${path.join(".")}"; numbers, texts, lists, plain objects and typed arrays work.`,
      );
    if (typeof value !== "object" || value === null) return value;
    if (isBytes(value)) {
      buffer_paths.push(path);
      buffers.push(ArrayBuffer.isView(value) ? value : new Uint8Array(value));
      return undefined;
    }
    const name = reference(value);
    if (name !== undefined) return name;
    if (Array.isArray(value)) return value.map((one, i) => convert(one, [...path, i]) ?? null);
    if (value instanceof Date) return value.toISOString();
    const record: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      const converted = convert(inner, [...path, key]);
      if (converted !== undefined) record[key] = converted;
    }
    return record;
  };
  return { state: convert(values, []) as Record<string, unknown>, buffer_paths, buffers };
}

/**
 * Puts buffers back in their places in `state`, which is changed.
 * @throws EwaldError `bad-format` when paths and buffers do not fit it
 */
export function fromWire(
  state: Record<string, unknown>,
  paths: unknown,
  buffers: readonly Uint8Array[],
): Record<string, unknown> {
  const list: unknown[] = Array.isArray(paths) ? paths : [];
  if (list.length !== buffers.length)
    throw new EwaldError(
      "bad-format",
      `A widget's message has ${buffers.length} buffers and ${list.length} paths of buffers; their numbers must be the same.`,
    );
  for (const [i, path] of list.entries()) {
    const last = Array.isArray(path) ? path.at(-1) : undefined;
    let place: unknown = last === undefined ? undefined : state;
    for (const step of Array.isArray(path) ? path.slice(0, -1) : [])
      place = Object.hasOwn(Object(place), step) ? (place as Record<string, unknown>)[step] : undefined;
    if (typeof place !== "object" || place === null || String(last) === "__proto__")
      throw new EwaldError(
        "bad-format",
        `A widget's message has no place ${JSON.stringify(path)} for its buffer ${i}.`,
      );
    (place as Record<string, unknown>)[last] = buffers[i];
  }
  return state;
}
