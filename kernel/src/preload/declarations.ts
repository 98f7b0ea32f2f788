import ts = require("typescript");

import type { CellProgram } from "../language/program.js";
import type { PreloadPlan } from "./config.js";
import { isTaken } from "./preload.js";

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

const imports = ({ spread, whole, named }: PreloadPlan): string[] => {
  const specifiers = new Set<string>([...spread, ...Object.values(whole), ...Object.values(named)]);
  const kernel = JSON.stringify(new URL("../display/api.js", import.meta.url).pathname);
  return [
    ...[...specifiers].map(
      (specifier) => `import * as ${alias(specifier)} from ${JSON.stringify(specifier)};`,
    ),
    `import type { Display } from ${kernel};`,
  ];
};

/**
 * Declares the preload's globals from what the modules export, types included. An alias inside `declare global`
 * carries every meaning of a name (value, generic type, namespace) and its documentation.
 */
export function declarePreload(program: CellProgram, plan: PreloadPlan): void {
  program.setPreload([...imports(plan), "declare global {", ...SESSION, "}"].join("\n"));
  const built = program.service.getProgram();
  const file = built?.getSourceFile(program.path(PRELOAD_FILE));
  if (!built || !file) return;
  const checker = built.getTypeChecker();
  const lines: string[] = [];
  const seen = new Set<string>([...SESSION_NAMES, ...Object.keys(plan.whole), ...Object.keys(plan.named)]);
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const specifier = statement.moduleSpecifier.text;
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
    if (!module || !plan.spread.includes(specifier)) continue;
    for (const { name } of checker.getExportsOfModule(module)) {
      if (seen.has(name) || isTaken(name)) continue;
      seen.add(name);
      lines.push(`  export import ${name} = ${alias(specifier)}.${name};`);
    }
  }
  for (const [name, specifier] of Object.entries(plan.whole))
    lines.push(`  export import ${name} = ${alias(specifier)};`);
  for (const [name, specifier] of Object.entries(plan.named))
    lines.push(`  export import ${name} = ${alias(specifier)}.${name};`);
  program.setPreload([...imports(plan), "declare global {", ...SESSION, ...lines, "}"].join("\n"));
}
