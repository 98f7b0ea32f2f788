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
  put(0x80, 2, "(");
  tiles.forEach(({ shape: [slow, fast], values }, panel) => {
    if (values.length !== slow * fast)
      throw new EwaldError(
        "wrong-length",
        `The mask of panel ${panel} has ${values.length} values, but ${slow} × ${fast} pixels.`,
      );
    put("cscitbx_array_family_flex_ext\nbool\n)R");
    put("cscitbx_array_family_flex_ext\ngrid\n");
    pair(0, 0);
    pair(slow, fast);
    put(0x88, 0x87, "R");
    pair(slow, fast);
    put("b");
    const text = new TextEncoder().encode(latin1Count(values.length));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, text.length + values.length, true);
    put(
      "c_codecs\nencode\n",
      "X",
      length,
      text,
      values.data.map((value) => value + 0x30),
    );
    put("X\x06\x00\x00\x00latin1", 0x86, "R", 0x86, "b");
  });
  put("t.");
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
