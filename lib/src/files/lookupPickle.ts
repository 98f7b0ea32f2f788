import type { FlexBool, FlexDouble, FlexInt } from "../array/scalars.js";
import { unpacked } from "../bytes/compression.js";
import { containerName, sniff } from "../bytes/sniff.js";
import { EwaldError } from "../error.js";
import type { PanelMask } from "../models/imageAccess.js";
import { knownGlobals, pickledArray } from "./flexPickle.js";
import { decodePickle, type PickleValue } from "./pickle.js";

/** One value for each pixel of a panel: a mask (true: good), a gain, a pedestal, an offset. */
export interface LookupTile {
  /** Rows and columns of pixels. */
  readonly shape: readonly [slow: number, fast: number];
  /** Row by row, slow × fast of them. */
  readonly values: FlexBool | FlexDouble | FlexInt;
}

/**
 * Reads a mask, gain, pedestal or offset map that DIALS pickled: a flex array of two dimensions, or a tuple of them,
 * one for each panel (formats.md §2.4); plain, gzipped or bzip2ed (the last not in a browser). `name` is for
 * error messages.
 */
export function readLookup(bytes: Uint8Array, name = "lookup map"): LookupTile[] {
  const pickle = unpacked(bytes, name);
  const container = sniff(pickle.subarray(0, 64));
  if (container !== "pickle")
    throw new EwaldError(
      "bad-format",
      `${name} is ${containerName[container]}, not a pickled mask or lookup map.`,
    );
  const value = decodePickle(pickle, name, knownGlobals);
  const tiles = Array.isArray(value) ? value : [value];
  return tiles.map((tile, panel) => lookupTile(tile, `${name}: panel ${panel}`));
}

function lookupTile(value: PickleValue, name: string): LookupTile {
  const array = pickledArray(value, name);
  const [slow, fast] = array.shape;
  if (array.shape.length !== 2)
    throw new EwaldError("bad-format", `${name} has ${array.shape.length} dimensions, but a map has 2.`);
  if (array.type !== "bool" && array.type !== "double" && array.type !== "int")
    throw new EwaldError(
      "bad-format",
      `${name} is of type ${array.type}, but a map holds bool, double or int.`,
    );
  return { shape: [slow!, fast!], values: array.load() as LookupTile["values"] };
}

/**
 * A mask as DIALS pickles it: a tuple of flex.bool of two dimensions, one for each panel. Written with protocol 2 and
 * byte strings in the form that Python 2 and 3 both read, so that every DIALS reads it.
 */
export function writeMask(tiles: readonly PanelMask[]): Uint8Array {
  return writeTiles(tiles, "bool", true);
}

/**
 * A gain, pedestal or offset map as DIALS pickles it: flex.double of two dimensions, of several panels a tuple of them. As
 * {@link writeMask}, every DIALS reads it.
 */
export function writeGain(tiles: readonly RealTile[]): Uint8Array {
  return writeTiles(tiles, "double", tiles.length !== 1);
}

interface RealTile {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: FlexDouble;
}

function writeTiles(
  tiles: readonly (PanelMask | RealTile)[],
  type: "bool" | "double",
  tuple: boolean,
): Uint8Array {
  const out: Uint8Array[] = [];
  const put = (...parts: (string | number | Uint8Array)[]) => {
    for (const part of parts)
      if (typeof part === "string") out.push(new TextEncoder().encode(part));
      else out.push(typeof part === "number" ? Uint8Array.of(part) : part);
  };
  const int = (value: number) => {
    const bytes = new Uint8Array(5);
    bytes[0] = 0x4a;
    new DataView(bytes.buffer).setInt32(1, value, true);
    put(bytes);
  };
  const pair = (a: number, b: number) => {
    int(a);
    int(b);
    put(0x86);
  };
  put(0x80, 2, tuple ? "(" : "");
  tiles.forEach(({ shape: [slow, fast], values }, panel) => {
    if (values.length !== slow * fast)
      throw new EwaldError(
        "wrong-length",
        `The ${type === "bool" ? "mask" : "map"} of panel ${panel} has ${values.length} values, but ${slow} × ${fast} pixels.`,
      );
    put(`cscitbx_array_family_flex_ext\n${type}\n)R`);
    put("cscitbx_array_family_flex_ext\ngrid\n");
    pair(0, 0);
    pair(slow, fast);
    put(0x88, 0x87, "R");
    pair(slow, fast);
    put("b");
    const text = new TextEncoder().encode(latin1Count(values.length));
    const body =
      values.data instanceof Float64Array
        ? base256Text(values.data)
        : values.data.map((value) => value + 0x30);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, text.length + body.length, true);
    put("c_codecs\nencode\n", "X", length, text, body as Uint8Array);
    put("X\x06\x00\x00\x00latin1", 0x86, "R", 0x86, "b");
  });
  put(tuple ? "t." : ".");
  const bytes = new Uint8Array(out.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of out) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A count in base 256 (formats.md §2.3), as Latin-1 text. */
function latin1Count(count: number): string {
  let digits = "";
  for (let rest = count; rest > 0; rest = Math.floor(rest / 256)) digits += String.fromCharCode(rest % 256);
  return count === 0 ? "\0" : String.fromCharCode(digits.length + 1) + digits;
}

/** Numbers in base 256 (formats.md §2.3), each byte a Latin-1 character, as UTF-8. */
function base256Text(values: Float64Array): Uint8Array {
  const known = new Map<number, Uint8Array>();
  const textOf = (value: number) => {
    let text = known.get(value);
    if (!text) {
      text = new TextEncoder().encode(String.fromCharCode(...base256(value)));
      // maps are mostly of few values
      if (known.size < 65536) known.set(value, text);
    }
    return text;
  };
  let size = 0;
  for (const value of values) size += textOf(value).length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const value of values) {
    const text = textOf(value);
    out.set(text, at);
    at += text.length;
  }
  return out;
}

/** ±m·2^e, 1/2 ≤ m < 1: how many digits and the sign, the digits of m from the greatest, then e likewise from the least. */
function base256(value: number): number[] {
  if (value === 0 || !Number.isFinite(value)) return [0];
  let exponent = Math.max(-1073, Math.floor(Math.log2(Math.abs(value))) + 1);
  const fraction = (e: number) => Math.abs(value) / 2 ** Math.trunc(e / 2) / 2 ** (e - Math.trunc(e / 2));
  if (fraction(exponent) >= 1) exponent++;
  if (fraction(exponent) < 0.5) exponent--;
  const digits: number[] = [];
  for (let rest = fraction(exponent); rest > 0; rest = (rest * 256) % 1) digits.push(Math.floor(rest * 256));
  const power: number[] = [];
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 256)) power.push(rest % 256);
  const head = (bytes: number[], negative: boolean) =>
    bytes.length === 0 ? 0 : (bytes.length + 1) | (negative ? 0x80 : 0);
  return [head(digits, value < 0), ...digits, head(power, exponent < 0), ...power];
}
