import { type Cell, is, runs, type Sequence, sequence } from "./cell.js";

interface Kind {
  kind: string;
  declare(name: string): string;
  /** An expression that has the value `shown` when the name means this declaration. */
  use(name: string): string;
  shown: string;
}

const kind = (
  name: string,
  declare: (name: string) => string,
  use: (name: string) => string = (x) => x,
  shown = `'${name}'`,
): Kind => ({ kind: name, declare, use, shown });

const node = (member: string, x: string) => `${x}.${member}`;

/** Everything that can give a name a meaning at the top of a cell. */
export const kinds: Kind[] = [
  kind("let", (x) => `let ${x} = 'let';`),
  kind("const", (x) => `const ${x} = 'const';`),
  kind("var", (x) => `var ${x} = 'var';`),
  kind("destructured", (x) => `const { ${x} = 'destructured', ...rest_${x} } = {} as { ${x}?: string };`),
  kind(
    "using",
    (x) => `using ${x} = { v: 'using', [Symbol.dispose]() {} };`,
    (x) => `${x}.v`,
  ),
  kind("var in a loop", (x) => `for (var ${x} = 0; ${x} < 3; ${x}++) {}`, undefined, "3"),
  kind(
    "var destructured in a loop",
    (x) => `for (var [${x}] of [['a'], ['last']] as [string][]) {}`,
    undefined,
    "'last'",
  ),
  kind(
    "function",
    (x) => `function ${x}() { return 'function' }`,
    (x) => `${x}()`,
  ),
  kind(
    "generator",
    (x) => `function* ${x}() { yield 'generator' }`,
    (x) => `[...${x}()][0]`,
  ),
  kind(
    "async function",
    (x) => `async function ${x}() { return 'async function' }`,
    (x) => `await ${x}()`,
  ),
  kind(
    "class",
    (x) => `class ${x} { v = 'class' }`,
    (x) => `new ${x}().v`,
  ),
  kind(
    "abstract class",
    (x) => `abstract class ${x} { static v = 'abstract class' }`,
    (x) => `${x}.v`,
  ),
  kind(
    "enum",
    (x) => `enum ${x} { A = 'enum' }`,
    (x) => `${x}.A`,
  ),
  kind(
    "const enum",
    (x) => `const enum ${x} { A = 'const enum' }`,
    (x) => `${x}.A`,
  ),
  kind(
    "namespace",
    (x) => `namespace ${x} { export const v = 'namespace' }`,
    (x) => `${x}.v`,
  ),
  kind(
    "interface",
    (x) => `interface ${x} { v: 'interface' }`,
    (x) => `({ v: 'interface' } satisfies ${x}).v`,
  ),
  kind(
    "type",
    (x) => `type ${x} = 'type';`,
    (x) => `'type' as ${x} satisfies 'type'`,
  ),
  kind("named import", (x) => `import { sep as ${x} } from 'node:path';`, undefined, "'/'"),
  kind(
    "default import",
    (x) => `import ${x} from 'node:path';`,
    (x) => node("sep", x),
    "'/'",
  ),
  kind(
    "namespace import",
    (x) => `import * as ${x} from 'node:path';`,
    (x) => node("delimiter", x),
    "':'",
  ),
  kind(
    "type import",
    (x) => `import type { Stats as ${x} } from 'node:fs';`,
    (x) => `({ size: 5 } as ${x}).size.toFixed(0)`,
    "'5'",
  ),
];

const count = kinds.length;
const names = kinds.map((_, at) => `re_${at}`);

/** All names at once: name `at` is declared as the kind `shift` after its own, and used in the next cell. */
function step(shift: number): Cell[] {
  const meant = names.map((name, at) => ({ name, is: kinds[(at + shift) % count] as Kind }));
  const shown = meant.map(({ is: { kind: what, shown: value } }) => `${what}: ${value.replaceAll("'", "")}`);
  const used = meant.map(({ name, is: { kind: what, use } }) => `'${what}: ' + (${use(name)})`);
  return [
    runs(meant.map(({ name, is: { declare } }) => declare(name)).join("\n")),
    is(`[${used.join(",\n")}].join('|')`, `'${shown.join("|")}'`),
  ];
}

/**
 * Redeclaration of anything by anything. Going on by 0, 1, 2, … kinds from one step to the next, every kind meets every
 * kind once.
 */
export const redeclarations: Sequence[] = kinds.map((_, by) =>
  sequence(
    `every kind of declaration by the kind ${by} after it`,
    ...(by === 0 ? step(0) : []),
    ...step((by * (by + 1)) / 2),
  ),
);
