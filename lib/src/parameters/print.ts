import { attributeNames } from "./attributes.js";
import type { PhilDefinition, PhilObject, PhilScope, Word } from "./tree.js";
import { wordOf, wordText } from "./words.js";

export interface PrintOptions {
  /** 0: values only; 1: help too; 2: all attributes given; 3: also those not given, as None. */
  readonly attributesLevel?: number;
  /** Leave out what has a greater `.expert_level`; null or negative: show all. */
  readonly expertLevel?: number | null;
  /** Put before every line. */
  readonly prefix?: string;
  /** Column after which values and help are wrapped. */
  readonly width?: number;
}

/** The parameters as PHIL text, laid out as libtbx's `as_str` does. */
export function asText(object: PhilObject, options: PrintOptions = {}): string {
  const settings = {
    attributesLevel: options.attributesLevel ?? 0,
    expertLevel: options.expertLevel ?? -1,
    width: options.width ?? 79,
  };
  const lines: string[] = [];
  const print = new Printer(lines, settings);
  const prefix = options.prefix ?? "";
  if (object.kind === "scope" && object.name === "") {
    for (const child of object.objects) print.object(child, prefix, "");
  } else print.object(object, prefix, "");
  return lines.map((line) => `${line}\n`).join("");
}

class Printer {
  constructor(
    readonly lines: string[],
    readonly settings: { attributesLevel: number; expertLevel: number; width: number },
  ) {}

  /** @param joined  names of joined scopes around it, with their dots */
  object(object: PhilObject, prefix: string, joined: string): void {
    // a pattern that instances follow is told from them by its attributes only
    if (object.pattern === "first" && this.settings.attributesLevel < 2) return;
    const level = object.attributes.expert_level;
    if (this.settings.expertLevel >= 0 && typeof level === "number" && level > this.settings.expertLevel)
      return;
    if (object.kind === "definition") this.definition(object, prefix, joined);
    else if (object.joined)
      for (const child of object.objects) this.object(child, prefix, `${joined}${object.name}.`);
    else this.scope(object, prefix, joined);
  }

  scope(scope: PhilScope, prefix: string, joined: string): void {
    const head = `${prefix}${scope.disabled ? "!" : ""}${joined}${scope.name}`;
    const attributes = this.attributes(scope, `${prefix}  `);
    if (attributes.length === 0) this.lines.push(`${head} {`);
    else this.lines.push(head, ...attributes, `${prefix}{`);
    for (const child of scope.objects) this.object(child, `${prefix}  `, "");
    this.lines.push(`${prefix}}`);
  }

  definition(definition: PhilDefinition, prefix: string, joined: string): void {
    if (definition.attributes.deprecated === true) {
      if (this.settings.attributesLevel < 3) return;
      this.lines.push(`${prefix}# WARNING: deprecated parameter`);
    }
    const name = `${definition.disabled ? "!" : ""}${joined}${definition.name}`;
    let line = `${prefix}${name} =`;
    const indent = " ".repeat(line.length + 1);
    let isFirst = true;
    for (const word of definition.words) {
      const text = ` ${wordText(word)}`;
      // room must stay for the " \" that a further line would need
      if (!isFirst && line.length + text.length > this.settings.width - 2) {
        this.lines.push(`${line} \\`);
        line = indent.slice(1) + text;
      } else line += text;
      isFirst = false;
    }
    this.lines.push(line, ...this.attributes(definition, `${prefix}  `));
  }

  attributes(object: PhilObject, prefix: string): string[] {
    const { attributesLevel } = this.settings;
    if (attributesLevel <= 0) return [];
    const lines: string[] = [];
    for (const name of attributeNames[object.kind]) {
      if (attributesLevel === 1 && name !== "help" && name !== "alias") continue;
      const value =
        name === "type"
          ? object.kind === "definition"
            ? object.type?.text
            : undefined
          : object.attributes[name as keyof typeof object.attributes];
      if (value === undefined) {
        if (attributesLevel > 2 && name !== "deprecated" && name !== "alias")
          lines.push(`${prefix}.${name} = None`);
      } else if (name === "type") lines.push(`${prefix}.type = ${value}`);
      else if (typeof value === "string") lines.push(...this.wrapped(`${prefix}.${name} = `, value));
      else lines.push(`${prefix}.${name} = ${value === true ? "True" : value === false ? "False" : value}`);
    }
    return lines;
  }

  /** Text in quotes, broken at spaces; PHIL joins quoted words by a space, so the text stays the same. */
  wrapped(head: string, text: string): string[] {
    const whole = wordText(wordOf(text));
    if (!whole.startsWith('"') || head.length + whole.length <= this.settings.width) return [head + whole];
    const quotedText = (piece: string): string => wordText({ value: piece, quote: '"' } satisfies Word);
    const indent = " ".repeat(head.length);
    const lines: string[] = [];
    let piece: string | undefined;
    for (const word of text.split(" ")) {
      const longer: string = piece === undefined ? word : `${piece} ${word}`;
      if (piece !== undefined && head.length + quotedText(longer).length > this.settings.width) {
        lines.push((lines.length === 0 ? head : indent) + quotedText(piece));
        piece = word;
      } else piece = longer;
    }
    lines.push((lines.length === 0 ? head : indent) + quotedText(piece ?? ""));
    return lines;
  }
}
