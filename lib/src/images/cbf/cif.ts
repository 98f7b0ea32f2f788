import { quoted } from "../../bytes/badFile.js";
import { EwaldError } from "../../error.js";

/** A value of a CIF: text; undefined for `.` (not applicable) and `?` (unknown); the number of an array in the file. */
export type CifValue = string | undefined | { readonly section: number };

/** One category of a CIF, a table: items are columns. Names in lower case, without the category's. */
export class CifCategory {
  readonly name: string;
  readonly #file: string;
  readonly #columns = new Map<string, CifValue[]>();

  constructor(file: string, name: string) {
    this.#file = file;
    this.name = name;
  }

  /** Number of rows. */
  get length(): number {
    return [...this.#columns.values()].reduce((most, { length }) => Math.max(most, length), 0);
  }

  has(item: string): boolean {
    return this.#columns.has(item);
  }

  /** The values of an item, which may be changed by the parser only. */
  column(item: string): CifValue[] {
    let column = this.#columns.get(item);
    if (!column) this.#columns.set(item, (column = []));
    return column;
  }

  /** Rows of which an item has this value. */
  rows(item: string, value: string): number[] {
    return (this.#columns.get(item) ?? []).flatMap((each, row) => (each === value ? [row] : []));
  }

  /** The first such row. */
  row(item: string, value: string): number | undefined {
    return this.rows(item, value)[0];
  }

  /** Text, or undefined when there is none. */
  text(row: number | undefined, item: string): string | undefined {
    const value = row === undefined ? undefined : this.#columns.get(item)?.[row];
    return typeof value === "string" ? value : undefined;
  }

  /** The same; throws EwaldError `"bad-format"` when there is none. */
  required(row: number, item: string): string {
    const value = this.text(row, item);
    if (value !== undefined) return value;
    throw new EwaldError(
      "bad-format",
      `${this.#file} has no ${this.name}.${item}${this.length > 1 ? ` in row ${row + 1}` : ""}, which its models need.`,
    );
  }

  /** A number (a standard uncertainty in parentheses is left out), or undefined when there is none. Throws `"bad-format"`. */
  number(row: number | undefined, item: string): number | undefined {
    const text = this.text(row, item);
    if (text === undefined) return undefined;
    const value = Number(text.replace(/\(\d+\)$/, ""));
    if (Number.isFinite(value) && text.trim() !== "") return value;
    throw new EwaldError(
      "bad-format",
      `${this.#file} has ${quoted(text)} as its ${this.name}.${item}, where a number is needed.`,
    );
  }

  requiredNumber(row: number, item: string): number {
    this.required(row, item);
    return this.number(row, item)!;
  }

  /** The array of a row, or undefined. */
  section(row: number, item: string): number | undefined {
    const value = this.#columns.get(item)?.[row];
    return typeof value === "object" ? value.section : undefined;
  }
}

/** The first data block of a CIF. */
export class Cif {
  readonly #file: string;
  readonly #categories = new Map<string, CifCategory>();

  constructor(file: string) {
    this.#file = file;
  }

  /** A category, `_diffrn_scan`; without rows when the file has none of that name. */
  category(name: string): CifCategory {
    let category = this.#categories.get(name);
    if (!category) this.#categories.set(name, (category = new CifCategory(this.#file, name)));
    return category;
  }
}

interface Token {
  readonly kind: "name" | "value" | "loop" | "data" | "other";
  readonly text: string;
  readonly value?: CifValue;
}

/** How an array stands in a text field. */
const reference = /^\s*\0(\d+)\0\s*$/;

const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13);
const isLineEnd = (code: number) => code === 10 || code === 13;

// Scans by hand: a regular expression's own stack would limit the length of a token.
function* tokens(file: string, text: string): Generator<Token> {
  let at = 0;
  const bad = (what: string) =>
    new EwaldError(
      "bad-format",
      `${file}: in line ${text.slice(0, at).split("\n").length} of its header, ${what}.`,
    );
  const skipTo = (from: number, stop: (code: number) => boolean) => {
    let end = from;
    while (end < text.length && !stop(text.charCodeAt(end))) end++;
    return end;
  };
  for (;;) {
    at = skipTo(at, (code) => !isBlank(code));
    if (at >= text.length) return;
    const first = text[at]!;
    if (first === "#") {
      at = skipTo(at, isLineEnd);
    } else if (first === ";" && (at === 0 || isLineEnd(text.charCodeAt(at - 1)))) {
      // All to the next line that begins with a semicolon.
      const end = text.indexOf("\n;", at);
      if (end < 0) throw bad("a text field is not closed");
      const content = text.slice(at + 1, end);
      const inside = reference.exec(content);
      yield { kind: "value", text: content, value: inside ? { section: Number(inside[1]) } : content };
      at = end + 2;
    } else if (first === "'" || first === '"') {
      // The closing quotation mark is the one before white space.
      const line = skipTo(at, isLineEnd);
      let end = at + 1;
      while (
        end < line &&
        !(text[end] === first && (end + 1 === text.length || isBlank(text.charCodeAt(end + 1))))
      )
        end++;
      if (end >= line) throw bad("a quoted value is not closed");
      const content = text.slice(at + 1, end);
      yield { kind: "value", text: content, value: content };
      at = end + 1;
    } else {
      const end = skipTo(at, isBlank);
      const word = text.slice(at, end);
      at = end;
      if (first === "_") yield { kind: "name", text: word.toLowerCase() };
      else if (/^loop_$/i.test(word)) yield { kind: "loop", text: word };
      else if (/^data_/i.test(word)) yield { kind: "data", text: word };
      else if (/^(save_|global_$|stop_$)/i.test(word)) yield { kind: "other", text: word };
      else yield { kind: "value", text: word, value: word === "." || word === "?" ? undefined : word };
    }
  }
}

/**
 * Parses the text of a CIF 1.1 file (Hall, Allen & Brown 1991), its arrays shown as in CbfLayout.text: the first data block, the
 * items of a category as one table. Throws EwaldError `"bad-format"` with the line.
 */
export function parseCif(file: string, text: string): Cif {
  const cif = new Cif(file);
  const all = [...tokens(file, text)];
  const bad = (what: string) => new EwaldError("bad-format", `${file}: in its header, ${what}.`);
  let blocks = 0;
  for (let i = 0; i < all.length; ) {
    const token = all[i]!;
    if (token.kind === "data") {
      if (++blocks > 1) break;
      i++;
    } else if (token.kind === "name") {
      const next = all[i + 1];
      if (next?.kind !== "value") throw bad(`${quoted(token.text)} has no value`);
      const [category, item] = split(token.text);
      cif.category(category).column(item).push(next.value);
      i += 2;
    } else if (token.kind === "loop") {
      const columns: CifValue[][] = [];
      for (i++; all[i]?.kind === "name"; i++) {
        const [category, item] = split(all[i]!.text);
        columns.push(cif.category(category).column(item));
      }
      if (columns.length === 0) throw bad("a loop_ has no names");
      let count = 0;
      for (; all[i]?.kind === "value"; i++) columns[count++ % columns.length]!.push(all[i]!.value);
      if (count % columns.length !== 0)
        throw bad(
          `a loop of ${columns.length} columns (${quoted(all[i - count - 1]!.text)} the last) has ${count} values, which are no whole rows`,
        );
    } else if (token.kind === "value") throw bad(`the value ${quoted(token.text)} has no name`);
    else i++;
  }
  return cif;
}

/** Category and item of a name; all of an old name without a dot is the category. */
function split(name: string): [category: string, item: string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}
