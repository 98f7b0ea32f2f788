import { badFile, quoted } from "../../bytes/badFile.js";
import { type ByteSource, peek } from "../../bytes/byteSource.js";
import { latin1Text } from "../../bytes/latin1.js";
import { headBytes } from "../../bytes/unpackedSource.js";
import { EwaldError } from "../../error.js";

/** One compressed array of a CBF file, as its MIME header describes it. */
export interface BinarySection {
  /** Place in the file where its MIME header begins, at the boundary. */
  readonly start: number;
  /** Place in the file of the compressed bytes, and how many there are. */
  readonly offset: number;
  readonly size: number;
  /** As the header names it: `x-CBF_BYTE_OFFSET`, `x-CBF_PACKED` …; "" when it says none. */
  readonly conversion: string;
  /** What else it says of the compression: "flat", "uncorrelated_sections". */
  readonly flags: readonly string[];
  /** `signed 32-bit integer` … */
  readonly elementType: string;
  readonly littleEndian: boolean;
  /** Number of values. */
  readonly elements: number;
  /** [fast, second, third]; a length that is not given is 1. */
  readonly dimensions: readonly [number, number, number];
  /** MD5 of the compressed bytes, base64; undefined when not given. */
  readonly md5: string | undefined;
}

/** A CBF file: its text, and the arrays in it. */
export interface CbfLayout {
  /** All text, each array in it shown as a NUL, its number and a NUL. */
  readonly text: string;
  readonly sections: readonly BinarySection[];
}

export const boundary = "--CIF-BINARY-FORMAT-SECTION--";
/** End of text for people, end of file for DOS, end of line for Unix, and a byte that no ASCII transfer lets through. */
export const magic = "\x0c\x1a\x04\xd5";
/** A MIME header is under a kilobyte; what goes on longer is damage. */
const longestMime = 16384;

/** A window on the file as text, one character a byte, that grows as it is searched. */
class Text {
  readonly #source: ByteSource;
  #from = 0;
  #text = "";

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Forgets what lies before `offset`. */
  startAt(offset: number): void {
    const within = offset - this.#from;
    this.#text = within <= this.#text.length ? this.#text.slice(within) : "";
    this.#from = offset;
  }

  /** Place in the file where `wanted` next begins, looking no further than `limit` bytes; −1 if nowhere. */
  find(wanted: string, limit = Number.POSITIVE_INFINITY): number {
    let from = 0;
    for (;;) {
      const at = this.#text.indexOf(wanted, from);
      if (at >= 0) return at + wanted.length <= limit ? this.#from + at : -1;
      if (this.#text.length >= limit) return -1;
      from = Math.max(0, this.#text.length - wanted.length + 1);
      if (!this.#grow()) return -1;
    }
  }

  /** What lies between the start and a place that `find` found. */
  upTo(offset: number): string {
    return this.#text.slice(0, offset - this.#from);
  }

  /** All the rest. */
  rest(): string {
    while (this.#grow());
    return this.#text;
  }

  /** Takes in more of the file, each time as much as there is already; false at its end. */
  #grow(): boolean {
    const at = this.#from + this.#text.length;
    const size = Math.min(Math.max(headBytes, this.#text.length), this.#source.size - at);
    if (size <= 0) return false;
    this.#text += latin1Text(peek(this.#source, at, size));
    return true;
  }
}

/**
 * Finds the text and the arrays of a CBF file without reading the arrays; of a miniCBF only as far as the first. Throws
 * EwaldError `"bad-format"` when an array's header lacks what is needed, contradicts itself, or promises more than the file has.
 */
export function cbfLayout(source: ByteSource, howMany: "first" | "all"): CbfLayout {
  const sections: BinarySection[] = [];
  const window = new Text(source);
  let text = "";
  let at = 0;
  for (;;) {
    window.startAt(at);
    const start = window.find(boundary);
    if (start < 0) break;
    text += clean(window.upTo(start));
    window.startAt(start + boundary.length);
    const data = window.find(magic, longestMime);
    if (data < 0)
      throw badFile(
        source.name,
        start,
        "a binary section begins, but the mark 0C 1A 04 D5 of its data does not follow",
      );
    const section = sectionOf(window.upTo(data), start, data + magic.length, source);
    text += `\0${sections.length}\0`;
    sections.push(section);
    if (howMany === "first") return { text, sections };
    // Padding follows, then the same boundary with two more dashes.
    const end = section.offset + section.size;
    window.startAt(end);
    const closed = window.find(`${boundary}--`);
    if (closed < 0)
      throw badFile(
        source.name,
        end,
        "the data of a binary section end, but its closing boundary does not follow",
      );
    at = closed + boundary.length + 2;
  }
  return { text: text + clean(window.rest()), sections };
}

const clean = (text: string) => text.replaceAll("\0", " ");

/** A MIME header without what differs from image to image of a series, and the array it describes. */
interface Known {
  readonly same: string;
  readonly section: BinarySection;
}
let known: Known | undefined;

/** What differs, each in a line of its own that does not go on in the next. */
const varying = /^(?:X-Binary-Size:[ \t]*(\d{1,15})|Content-MD5:[ \t]*(\S+))[ \t]*\r?\n(?![ \t])/gm;

/** What a MIME header says, held against the file. `offset` is where the data begin. */
function sectionOf(mime: string, start: number, offset: number, source: ByteSource): BinarySection {
  const sizes: number[] = [];
  const sums: string[] = [];
  const same = mime.replace(varying, (_line, size?: string, sum?: string) => {
    if (size !== undefined) sizes.push(Number(size));
    else sums.push(sum!);
    return "";
  });
  const isKnown = known?.same === same && sizes.length === 1 && sums.length <= 1;
  const section = isKnown
    ? { ...known!.section, start, offset, size: sizes[0]!, md5: sums[0] }
    : parsedSection(mime, start, offset, source.name);
  if (offset + section.size > source.size)
    throw badFile(
      source.name,
      offset,
      `the binary section has ${section.size} bytes, but the file ends after ${source.size - offset}; it was cut short`,
    );
  if (sizes.length === 1 && sums.length <= 1 && section.size === sizes[0] && section.md5 === sums[0])
    known = { same, section };
  return section;
}

function parsedSection(mime: string, start: number, offset: number, file: string): BinarySection {
  const bad = (what: string) => badFile(file, offset, what);
  // A line that begins with white space goes on with the one before.
  const lines = mime
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]+/g, " ")
    .split("\n");
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const count = (name: string): number | undefined => {
    const written = fields.get(name.toLowerCase());
    if (written === undefined) return undefined;
    if (!/^\d{1,15}$/.test(written))
      throw bad(`${name} of the binary section is ${quoted(written)}, no count`);
    return Number(written);
  };
  const size = count("X-Binary-Size");
  if (size === undefined) throw bad("the binary section has no X-Binary-Size");
  const dimensions = [
    count("X-Binary-Size-Fastest-Dimension"),
    count("X-Binary-Size-Second-Dimension"),
    count("X-Binary-Size-Third-Dimension"),
  ].map((length) => length ?? 1) as [number, number, number];
  const product = dimensions[0] * dimensions[1] * dimensions[2];
  const given = count("X-Binary-Number-of-Elements");
  const sized = fields.has("x-binary-size-fastest-dimension");
  if (given === undefined && !sized)
    throw bad("the binary section gives neither its number of elements nor its dimensions");
  if (given !== undefined && sized && given !== product)
    throw bad(
      `the binary section has ${given} elements, but dimensions ${dimensions.join(" × ")} (${product} elements)`,
    );
  const type = fields.get("content-type") ?? "";
  const transfer = fields.get("content-transfer-encoding") ?? "BINARY";
  if (transfer.toUpperCase() !== "BINARY")
    throw new EwaldError(
      "unsupported",
      `${file} holds its image in the transfer encoding ${quoted(transfer)}; BINARY is read.`,
    );
  return {
    start,
    offset,
    size,
    conversion: /conversions\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? "",
    flags: type
      .split(";")
      .slice(1)
      .map((part) => unquoted(part.trim()).toLowerCase())
      .filter((part) => part !== "" && !part.startsWith("conversions")),
    elementType: unquoted(fields.get("x-binary-element-type") ?? "signed 32-bit integer"),
    littleEndian: !/big/i.test(fields.get("x-binary-element-byte-order") ?? ""),
    elements: given ?? product,
    dimensions: sized ? dimensions : [given!, 1, 1],
    md5: fields.get("content-md5"),
  };
}

const unquoted = (text: string) => text.replace(/^"|"$/g, "");
