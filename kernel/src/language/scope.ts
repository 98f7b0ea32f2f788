import ts = require("typescript");

import { augmentedNames, declaredNames, exportedNames, mentionedNames, type NameKind } from "./names.js";

interface Cell {
  text: string;
  /** The cells whose names it mentions. */
  uses: Set<string>;
}

interface Known {
  cell: string;
  kind: NameKind;
}

export interface Draft extends Cell {
  name: string;
  declared: Map<string, NameKind>;
  /** What it adds to the global scope or to packages' types. */
  augmented: Set<string>;
}

const disjoint = (a: ReadonlySet<string>, b: ReadonlySet<string>) => ![...a].some((one) => b.has(one));
const isType = (kind: NameKind) => kind === "alias";

function declaration(name: string, { cell, kind }: Known): string {
  const module = `"./${cell}"`;
  return isType(kind)
    ? `import { ${name} } from ${module};`
    : `declare ${kind} ${name}: typeof import(${module}).${name};`;
}

export const parse = (name: string, text: string): ts.SourceFile =>
  ts.createSourceFile(
    `${name}.ts`,
    text,
    { languageVersion: ts.ScriptTarget.ESNext },
    true,
    ts.ScriptKind.TS,
  );

/**
 * The cells as modules. Each is the user's text with, after it, so that lines stay, declarations of the names it
 * takes from earlier cells and an export of its own. Redeclaring a name makes it mean the newer cell's from then on.
 */
export class CellScope {
  readonly #cells = new Map<string, Cell>();
  readonly #known = new Map<string, Known>();
  /** Cells with `declare global` or `declare module`, and what they add. */
  readonly #augmenting = new Map<string, Set<string>>();

  text(cell: string): string | undefined {
    return this.#cells.get(cell)?.text;
  }

  /** @param everything declare all known names, for completion, not only those the text mentions */
  draft(name: string, text: string, everything = false): Draft {
    const file = parse(name, text);
    const declared = declaredNames(file);
    const mentioned = mentionedNames(file);
    const appended: string[] = [];
    const uses = new Set<string>();
    for (const [known, where] of this.#known) {
      if (declared.has(known) || !(everything || mentioned.has(known))) continue;
      appended.push(declaration(known, where));
      uses.add(where.cell);
    }
    const augmented = augmentedNames(file);
    for (const [cell, names] of this.#augmenting) {
      if (!disjoint(augmented, names)) continue;
      appended.push(`import "./${cell}";`);
      uses.add(cell);
    }
    const exported = exportedNames(file);
    const own = [...declared.keys()].filter((one) => !exported.has(one));
    return {
      name,
      text: `${text}\n;${appended.join("\n")}\nexport { ${own.join(", ")} };\n`,
      declared,
      augmented,
      uses,
    };
  }

  /** Makes a cell's names known to the cells after it, and forgets cells nothing leads to any more. */
  commit({ name, text, uses, declared, augmented }: Draft): void {
    this.#cells.set(name, { text, uses });
    for (const [one, kind] of declared) this.#known.set(one, { cell: name, kind });
    if (augmented.size > 0) {
      // Run again, perhaps changed, a cell takes the place of what it added before.
      for (const [cell, names] of this.#augmenting)
        if (!disjoint(augmented, names)) this.#augmenting.delete(cell);
      this.#augmenting.set(name, augmented);
    }
    const reached = new Set<string>();
    const reach = (cell: string): void => {
      if (reached.has(cell)) return;
      reached.add(cell);
      for (const used of this.#cells.get(cell)?.uses ?? []) reach(used);
    };
    for (const { cell } of this.#known.values()) reach(cell);
    for (const cell of this.#augmenting.keys()) reach(cell);
    for (const cell of this.#cells.keys()) if (!reached.has(cell)) this.#cells.delete(cell);
  }
}
