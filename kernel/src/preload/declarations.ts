import ts = require("typescript");

import type { CellProgram } from "../language/program.js";
import { isTaken, NAMED, SPREAD, WHOLE } from "./preload.js";

export const PRELOAD_FILE = "ewald-preload.d.ts";

/** What the kernel itself gives every cell. */
const SESSION = [
  "  const display: Display;",
  '  /** Asks for a line of text below the cell: `const name = await input("Name: ")`. */',
  "  function input(prompt?: string): Promise<string>;",
  "  /** Asks for a line of text that is not shown. */",
  "  function getpass(prompt?: string): Promise<string>;",
  "  /** The text of cell n. */",
  "  const In: Readonly<Record<number, string>>;",
  "  /** The result of cell n. */",
  "  const Out: Record<number, any>;",
  "  /** The last result. */",
  "  var _: any;",
  "  /** The last result but one. */",
  "  var __: any;",
  "  /** The last result but two. */",
  "  var ___: any;",
];
const SESSION_NAMES = ["display", "input", "getpass", "In", "Out", "_", "__", "___"];

const alias = (specifier: string) => `module_${specifier.replace(/\W/g, "_")}`;

const imports = (): string[] => {
  const specifiers = new Set<string>([...SPREAD, ...Object.values(WHOLE)]);
  const kernel = JSON.stringify(new URL("../display/api.js", import.meta.url).pathname);
  return [
    ...[...specifiers].map((specifier) => `import * as ${alias(specifier)} from "${specifier}";`),
    `import type { Display } from ${kernel};`,
  ];
};

/**
 * Declares the preload's globals from what the modules export, types included. An alias inside `declare global`
 * carries every meaning of a name (value, generic type, namespace) and its documentation.
 */
export function declarePreload(program: CellProgram): void {
  program.setPreload([...imports(), "declare global {", ...SESSION, "}"].join("\n"));
  const built = program.service.getProgram();
  const file = built?.getSourceFile(program.path(PRELOAD_FILE));
  if (!built || !file) return;
  const checker = built.getTypeChecker();
  const lines: string[] = [];
  const seen = new Set<string>([...SESSION_NAMES, ...Object.keys(WHOLE), ...Object.keys(NAMED)]);
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const specifier = statement.moduleSpecifier.text;
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
    if (!module || !(SPREAD as readonly string[]).includes(specifier)) continue;
    for (const { name } of checker.getExportsOfModule(module)) {
      if (seen.has(name) || isTaken(name)) continue;
      seen.add(name);
      lines.push(`  export import ${name} = ${alias(specifier)}.${name};`);
    }
  }
  for (const [name, specifier] of Object.entries(WHOLE))
    lines.push(`  export import ${name} = ${alias(specifier)};`);
  for (const [name, specifier] of Object.entries(NAMED))
    lines.push(`  export import ${name} = ${alias(specifier)}.${name};`);
  program.setPreload([...imports(), "declare global {", ...SESSION, ...lines, "}"].join("\n"));
}
