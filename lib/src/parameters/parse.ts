import { EwaldError } from "../error.js";
import { attributeNames, attributeSetter } from "./attributes.js";
import { didYouMean } from "./nearest.js";
import type { PhilType } from "./philType.js";
import { type Token, Tokens } from "./tokens.js";
import { type Attributes, type PhilObject, type PhilScope, rootScope, type Word } from "./tree.js";

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const maxDepth = 100;

interface Draft {
  attributes: Attributes;
  type: PhilType | undefined;
}

/**
 * Reads PHIL text (libtbx.phil's language; `include` excepted).
 * @param source  name of the file or argument, for messages
 * @throws EwaldError "bad-format" with source and line
 */
export function parsePhil(text: string, source = "PHIL text"): PhilScope {
  return new Parser(new Tokens(text.startsWith("\ufeff") ? text.slice(1) : text, source)).parse();
}

class Parser {
  readonly #tokens: Tokens;
  #depth = 0;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  parse(): PhilScope {
    return rootScope(this.#objects(undefined), { source: this.#tokens.source });
  }

  /** The objects up to the closing brace, or to the end of the text where `opened` is undefined. */
  #objects(opened: Token | undefined): PhilObject[] {
    if (++this.#depth > maxDepth) throw this.#tokens.error(`Scopes are nested deeper than ${maxDepth}`);
    const objects: PhilObject[] = [];
    let draft: Draft | undefined;
    for (;;) {
      const token = this.#tokens.nextName();
      if (token === undefined) {
        if (opened !== undefined) throw this.#tokens.error('"{" has no matching "}"', opened.line);
        break;
      }
      if (token.quote !== "") throw this.#unexpected(token);
      if (token.value === "}") {
        if (opened === undefined) throw this.#tokens.error('"}" has no matching "{"', token.line);
        break;
      }
      if (token.value === "{" || token.value === ";") throw this.#unexpected(token);
      const disabled = token.value.startsWith("!");
      const name = disabled ? token.value.slice(1) : token.value;
      if (name.startsWith(".")) {
        if (draft === undefined)
          throw this.#tokens.error(`${name} stands before any parameter it could describe`, token.line);
        this.#attribute(draft, "definition", name, disabled, token);
        continue;
      }
      draft = { attributes: {}, type: undefined };
      const { object, isDefinition } = this.#object(name, disabled, token, draft);
      objects.push(object);
      if (!isDefinition) draft = undefined;
    }
    this.#depth--;
    return objects;
  }

  #unexpected(token: Token): EwaldError {
    const shown =
      token.quote === "" ? `"${token.value}"` : `quoted text ${JSON.stringify(token.value.slice(0, 40))}`;
    return this.#tokens.error(`A parameter name was expected where ${shown} stands`, token.line);
  }

  #object(
    name: string,
    disabled: boolean,
    token: Token,
    draft: Draft,
  ): { object: PhilObject; isDefinition: boolean } {
    if (name === "include")
      throw new EwaldError(
        "unsupported",
        `include is not supported in parameter files; put the included text in its place (${this.#tokens.source}, line ${token.line})`,
      );
    const next = this.#tokens.nextName();
    if (next === undefined)
      throw this.#tokens.error(
        `The text ends after "${name}"; name = value or name { … } would work`,
        token.line,
      );
    const isDefinition = next.value === "=" && next.quote === "";
    const parts = this.#nameParts(name, token, next);
    const place = this.#tokens.place(token.line);
    let object: PhilObject;
    if (isDefinition) {
      const words = this.#value(name, token.line, false);
      // the attributes that follow fill this very record
      const definition = Object.assign(draft, {
        kind: "definition" as const,
        name: parts.at(-1)!,
        words,
        disabled,
        place,
      });
      object = definition;
    } else {
      const opened = this.#scopeHead(name, next, draft);
      object = {
        kind: "scope",
        name: parts.at(-1)!,
        objects: this.#objects(opened),
        attributes: draft.attributes,
        disabled,
        joined: false,
        place,
      };
    }
    for (const part of parts.slice(0, -1).reverse())
      object = {
        kind: "scope",
        name: part,
        objects: [object],
        attributes: {},
        disabled: false,
        joined: true,
        place,
      };
    return { object, isDefinition };
  }

  #nameParts(name: string, token: Token, next: Token): string[] {
    const parts = name.split(".");
    for (const part of parts) {
      if (!identifier.test(part))
        throw this.#tokens.error(
          `"${name.slice(0, 60)}" is no parameter name; letters, digits and _ would work`,
          token.line,
        );
      if (part === "include" || /^__.*__$/.test(part))
        throw this.#tokens.error(`The name "${part}" is reserved`, token.line);
    }
    if (next.quote !== "" || (next.value !== "=" && next.value !== "{" && !next.value.startsWith(".")))
      throw this.#tokens.error(
        `"=" or "{" was expected after ${name}, not "${next.value.slice(0, 40)}"`,
        next.line,
      );
    if (parts.length > maxDepth) throw this.#tokens.error(`Scopes are nested deeper than ${maxDepth}`);
    return parts;
  }

  /** Reads the attributes of a scope up to its opening brace. */
  #scopeHead(name: string, next: Token, draft: Draft): Token {
    let token: Token | undefined = next;
    while (token !== undefined) {
      if (token.quote === "" && token.value === "{") return token;
      const disabled = token.value.startsWith("!");
      const attribute = disabled ? token.value.slice(1) : token.value;
      if (token.quote !== "" || !attribute.startsWith("."))
        throw this.#tokens.error(
          `"{" was expected after ${name}, not "${token.value.slice(0, 40)}"`,
          token.line,
        );
      this.#attribute(draft, "scope", attribute, disabled, token);
      token = this.#tokens.nextName();
    }
    throw this.#tokens.error(`The text ends before the "{" of ${name}`);
  }

  #attribute(
    draft: Draft,
    kind: "definition" | "scope",
    name: string,
    disabled: boolean,
    token: Token,
  ): void {
    const known: readonly string[] = attributeNames[kind];
    const bare = name.slice(1);
    if (!known.includes(bare))
      throw this.#tokens.error(`A ${kind} has no attribute ${name}${didYouMean(bare, known)}`, token.line);
    const equals = this.#tokens.nextName();
    if (equals?.value !== "=" || equals.quote !== "")
      throw this.#tokens.error(`"=" was expected after ${name}`, token.line);
    const words = this.#value(name, token.line, kind === "scope");
    if (disabled) return;
    try {
      const { type, attribute } = attributeSetter(bare, words);
      if (type !== undefined) draft.type = type;
      else Object.assign(draft.attributes, attribute);
      if (bare === "type" && type === undefined) draft.type = undefined;
    } catch (error) {
      throw this.#tokens.error(`${name}: ${(error as Error).message}`, token.line);
    }
  }

  /** The words after `=`: to the end of the line, over `\` and over quoted words on following lines. */
  #value(name: string, line: number, mayOpen: boolean): Word[] {
    const words: Word[] = [];
    let current = line;
    for (;;) {
      const token = this.#tokens.peekValue();
      if (token === undefined) break;
      const isBare = token.quote === "";
      if (isBare && token.value === ";") {
        this.#tokens.nextValue();
        break;
      }
      if (isBare && token.line !== current) break;
      if (isBare && (token.value === "}" || token.value === "{")) {
        if (token.value === "{" && !mayOpen && words.length > 0)
          throw this.#tokens.error(`"{" has no place in the value of ${name}; quote it`, token.line);
        break;
      }
      this.#tokens.nextValue();
      if (isBare && token.value === "#") {
        this.#tokens.skipLine();
        break;
      }
      if (isBare && token.value === "\\") {
        current = this.#tokens.peekValue()?.line ?? current;
        continue;
      }
      words.push({ value: token.value, quote: token.quote });
      current = this.#tokens.line;
    }
    if (words.length === 0) throw this.#tokens.error(`${name} has no value; ${name} = None would work`, line);
    return words;
  }
}
