import { EwaldError } from "../error.js";
import { type Place, placeText, type Quote, type Word } from "./tree.js";

/** A word with the line it starts on. */
export interface Token extends Word {
  readonly line: number;
}

const isSpace = (c: string) =>
  c === " " || c === "\n" || c === "\t" || c === "\r" || c === "\f" || c === "\v";

/**
 * Cuts PHIL text into words. Names and values follow different rules (libtbx.phil's behaviour): among names
 * `{`, `}` and `=` stand alone and a word beginning with `#` starts a comment; in a value `{`, `}` and `;`
 * stand alone and only a `#` standing by itself starts a comment.
 */
export class Tokens {
  #position = 0;
  #line = 1;
  #length: number;

  constructor(
    readonly text: string,
    readonly source: string,
  ) {
    this.#length = text.length;
  }

  get line(): number {
    return this.#line;
  }

  /** An error at a line of this text. */
  error(message: string, line = this.#line): EwaldError {
    return new EwaldError("bad-format", `${message} (${placeText(this.place(line))})`);
  }

  place(line: number): Place {
    return { source: this.source, line };
  }

  /** The next word where a name, `{`, `}` or `=` may stand; undefined at the end. */
  nextName(): Token | undefined {
    for (;;) {
      this.#skipSpace();
      if (this.#position >= this.#length) return undefined;
      if (this.text[this.#position] !== "#") return this.#word("{}=");
      this.#comment();
    }
  }

  /** Looks at the next word of a value without taking it. */
  peekValue(): Token | undefined {
    const position = this.#position;
    const line = this.#line;
    const token = this.nextValue();
    this.#position = position;
    this.#line = line;
    return token;
  }

  nextValue(): Token | undefined {
    this.#skipSpace();
    return this.#position >= this.#length ? undefined : this.#word("{};");
  }

  skipLine(): void {
    const end = this.text.indexOf("\n", this.#position);
    this.#position = end < 0 ? this.#length : end;
  }

  #skipSpace(): void {
    while (this.#position < this.#length && isSpace(this.text[this.#position]!)) {
      if (this.text[this.#position] === "\n") this.#line++;
      this.#position++;
    }
  }

  #word(standAlone: string): Token {
    const first = this.text[this.#position]!;
    if (first === '"' || first === "'") return this.#quoted(first);
    const start = this.#position++;
    if (!standAlone.includes(first)) {
      while (this.#position < this.#length) {
        const c = this.text[this.#position]!;
        if (isSpace(c) || standAlone.includes(c)) break;
        this.#position++;
      }
    }
    return { value: this.text.slice(start, this.#position), quote: "", line: this.#line };
  }

  #quoted(mark: "'" | '"'): Token {
    const line = this.#line;
    const triple = mark.repeat(3);
    const quote = (this.text.startsWith(triple, this.#position) ? triple : mark) as Quote;
    this.#position += quote.length;
    let value = "";
    let from = this.#position;
    while (this.#position < this.#length) {
      if (this.text.startsWith(quote, this.#position)) {
        value += this.text.slice(from, this.#position);
        this.#position += quote.length;
        return { value, quote, line };
      }
      const c = this.text[this.#position]!;
      const next = this.text[this.#position + 1];
      if (c === "\n") this.#line++;
      if (c === "\\" && (next === "\\" || next === mark)) {
        value += this.text.slice(from, this.#position) + next;
        this.#position += 2;
        from = this.#position;
      } else if (c === "\\" && next === "\n") {
        value += this.text.slice(from, this.#position);
        this.#line++;
        this.#position += 2;
        from = this.#position;
      } else this.#position++;
    }
    throw this.error(`A quote ${quote} is not closed`, line);
  }

  /** A comment, or a directive: `#phil __OFF__ … #phil __ON__` hides text, `#phil __END__` ends it. */
  #comment(): void {
    const directive = /^#phil\s+(\S+)/.exec(this.text.slice(this.#position, this.#position + 80));
    const line = this.#line;
    if (directive === null) {
      this.skipLine();
      return;
    }
    switch (directive[1]) {
      case "__ON__":
        this.skipLine();
        return;
      case "__END__":
        this.#position = this.#length;
        return;
      case "__OFF__": {
        const on = /^[ \t]*#phil[ \t]+__ON__/m.exec(this.text.slice(this.#position));
        const end = on === null ? this.#length : this.#position + on.index;
        for (let i = this.#position; i < end; i++) if (this.text[i] === "\n") this.#line++;
        this.#position = end;
        return;
      }
      default:
        throw this.error(
          `#phil ${directive[1]} is not known: a directive is __ON__, __OFF__ or __END__`,
          line,
        );
    }
  }
}
