import { showDataFrame } from "./data-frame.js";
import { inspectText } from "./inspect-text.js";

/** MIME type → data: strings and JSON as they are, binary as base64 strings. */
export type MimeBundle = Record<string, unknown>;

export interface Shown {
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

const DISPLAY = Symbol.for("Jupyter.display");

const isTextual = (mime: string) => /^text\/|\+xml$|\/javascript$/.test(mime);

/** Bytes become base64 (or UTF-8 text for textual types), as the protocol wants them. */
export function wireBundle(bundle: Record<string, unknown>): MimeBundle {
  const out: MimeBundle = {};
  for (const [mime, value] of Object.entries(bundle)) {
    if (value === undefined) continue;
    if (value instanceof Uint8Array) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      out[mime] = isTextual(mime) ? bytes.toString("utf8") : bytes.toString("base64");
    } else out[mime] = value;
  }
  return out;
}

const displayMethod = (value: unknown): (() => unknown) | undefined => {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const method: unknown = (value as Record<symbol, unknown>)[DISPLAY];
  return typeof method === "function" ? (method as () => unknown) : undefined;
};

const finish = (bundle: unknown, value: unknown): Shown => {
  if (typeof bundle !== "object" || bundle === null)
    return { data: { "text/plain": inspectText(value) }, metadata: {} };
  const data = wireBundle(bundle as Record<string, unknown>);
  if (!("text/plain" in data)) data["text/plain"] = Object.prototype.toString.call(value);
  return { data, metadata: {} };
};

/**
 * What a value looks like: the MIME bundle its `[Symbol.for("Jupyter.display")]()` returns (it may return a
 * promise), the first rows of an Arquero table, else `text/plain` by `util.inspect`. Returns a promise only when the value's own method does.
 */
export function showValue(value: unknown): Shown | Promise<Shown> {
  const method = displayMethod(value);
  if (!method) return { data: showDataFrame(value) ?? { "text/plain": inspectText(value) }, metadata: {} };
  const bundle = method.call(value);
  return bundle instanceof Promise ? bundle.then((made) => finish(made, value)) : finish(bundle, value);
}
