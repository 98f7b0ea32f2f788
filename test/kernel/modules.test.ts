import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { KernelClient } from "./client.js";
import { type Cell, expectCells, fails, is, prints, runs, silent } from "./corpus/cell.js";

let kernel: KernelClient;

function write(name: string, text: string | object): void {
  const path = join(kernel.directory, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, typeof text === "string" ? text : JSON.stringify(text));
}

/** A package in the notebook's node_modules: its package.json and its files. */
function install(name: string, manifest: object, files: Record<string, string>): void {
  write(`node_modules/${name}/package.json`, { name, version: "1.0.0", ...manifest });
  for (const [file, text] of Object.entries(files)) write(`node_modules/${name}/${file}`, text);
}

beforeAll(async () => {
  kernel = await KernelClient.start();
  install(
    "import-only",
    { type: "module", exports: { ".": { import: { types: "./a.d.ts", default: "./a.js" } } } },
    {
      "a.js": "export const one = 1; export default class Whole { v = 'whole' }",
      "a.d.ts": "export declare const one: number; export default class Whole { v: string }",
    },
  );
  install(
    "waits-at-top",
    { type: "module", exports: "./a.js" },
    {
      "a.js":
        "import { setTimeout } from 'node:timers/promises'; await setTimeout(5); export const waited = await Promise.resolve('yes'); export let count = 0; export const up = () => ++count;",
    },
  );
  install(
    "waits-deep",
    { type: "module", exports: "./a.js" },
    {
      "a.js": "export { waited as deep } from 'waits-at-top';",
    },
  );
  install(
    "with-subpaths",
    {
      type: "module",
      exports: {
        ".": "./i.js",
        "./sub": { types: "./s.d.ts", default: "./s.js" },
        "./deep/*": "./lib/*.js",
        "./data.json": "./data.json",
      },
    },
    {
      "i.js": "export default 'index'",
      "s.js": "export const sub = 'sub'",
      "s.d.ts": "export declare const sub: string",
      "lib/x.js": "export const x = 'deep x'",
      "data.json": `{ "k": "json" }`,
      "hidden.js": "export default 'hidden'",
    },
  );
  install(
    "by-condition",
    {
      exports: {
        node: { import: "./node.mjs", require: "./node.cjs" },
        browser: "./browser.js",
        default: "./other.js",
      },
    },
    {
      "node.mjs": "export const where = 'node import'",
      "node.cjs": "exports.where = 'node require'",
      "browser.js": "export const where = 'browser'",
      "other.js": "export const where = 'other'",
    },
  );
  install(
    "old-default",
    { main: "m.js", types: "m.d.ts" },
    {
      "m.js": "module.exports = function add(a, b) { return a + b }; module.exports.extra = 'x'",
      "m.d.ts":
        "declare function add(a: number, b: number): number; declare namespace add { const extra: string } export = add;",
    },
  );
  install(
    "old-named",
    { main: "m.js" },
    { "m.js": "exports.a = 1; exports.b = { c: 2 }; exports.f = () => exports.a" },
  );
  install(
    "old-transpiled",
    { main: "m.js" },
    {
      "m.js":
        "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'the default'; exports.named = 'named'",
    },
  );
  install(
    "old-dynamic",
    { main: "m.js" },
    {
      "m.js": "for (const k of ['late', 'later']) module.exports[k] = () => k",
    },
  );
  install(
    "no-types",
    { type: "module", exports: "./a.js" },
    { "a.js": "export const anything = { goes: [1] }" },
  );
  install("throws", { type: "module", exports: "./a.js" }, { "a.js": "\nthrow new RangeError('at load')" });
  install(
    "@scope/pkg",
    { type: "module", exports: { ".": "./a.js", "./b": "./b.js" } },
    {
      "a.js": "export default 'scoped'",
      "b.js": "export { default } from './a.js'; export const b = 'b'",
    },
  );
  install(
    "cycle-a",
    { type: "module", exports: "./a.js" },
    {
      "a.js": "import { b } from 'cycle-b'; export const a = 'a'; export const ab = () => a + b",
    },
  );
  install(
    "cycle-b",
    { type: "module", exports: "./b.js" },
    {
      "b.js": "import { a } from 'cycle-a'; export const b = 'b'; export const ba = () => b + a",
    },
  );
  write("data.json", { answer: 42, list: [1, 2] });
  write("plain.mjs", "export const plain = 'mjs'; export default 5");
  write("old.cjs", "exports.old = 'cjs'");
  write("lib/inner.ts", "export type Inner = { n: number }\nexport const inner: Inner = { n: 1 }");
  write(
    "helpers.ts",
    "import { inner, type Inner } from './lib/inner'\nexport interface Spot { x: number }\nexport enum Mode { A = 1, B }\nexport const spot: Spot = { x: inner.n }\nexport function make(x: number): Spot { return { x } }\nexport class Box<T> { constructor(readonly v: T) {} }\nexport default 'helpers'\nexport type { Inner }",
  );
}, 60_000);
afterAll(() => kernel.stop());

const corpus: [name: string, ...cells: Cell[]][] = [
  [
    "a package with import only",
    runs("import Whole, { one } from 'import-only'"),
    is("[one, new Whole().v]", "[ 1, 'whole' ]"),
    fails("one.length", /does not exist on type 'number'/),
  ],
  [
    "its whole namespace",
    runs("import * as io from 'import-only'"),
    is("Object.keys(io)", "[ 'default', 'one' ]"),
    is("io[Symbol.toStringTag as never]", "'Module'"),
  ],
  ["default by name", is("import { default as W2 } from 'import-only'; W2.name", "'Whole'")],
  ["a package that awaits at its top", runs("import { waited } from 'waits-at-top'"), is("waited", "'yes'")],
  ["one that awaits further down", is("import { deep } from 'waits-deep'; deep", "'yes'")],
  [
    "a module's state is one, however often imported",
    runs("import { up as up1 } from 'waits-at-top'"),
    runs("import { up as up2 } from 'waits-at-top'; up1(); up2()"),
    is("(await import('waits-at-top')).count", "2"),
  ],
  [
    "a namespace's bindings are live",
    runs("import * as live from 'waits-at-top'; const before = live.count; live.up()"),
    is("live.count - before", "1"),
  ],
  ["subpaths", is("import { sub } from 'with-subpaths/sub'; sub", "'sub'")],
  ["patterns of subpaths", is("import { x as deepX } from 'with-subpaths/deep/x'; deepX", "'deep x'")],
  ["JSON of a package", is("import pj from 'with-subpaths/data.json'; pj.k", "'json'")],
  [
    "what a package does not export",
    fails("import h from 'with-subpaths/hidden.js'", /Cannot find module/),
    fails("// @ts-nocheck\nimport h from 'with-subpaths/hidden.js'", /not defined by "exports"|not exported/),
  ],
  [
    "Node's condition, import before require",
    is("import { where } from 'by-condition'; where", "'node import'"),
    is("require('by-condition').where", "'node require'"),
  ],
  [
    "CommonJS: a function as the module",
    is("import add from 'old-default'; add(1, 2)", "3"),
    fails("add('a')", /Expected 2 arguments|not assignable/),
  ],
  ["CommonJS: its namespace", is("import * as addNs from 'old-default'; addNs.extra", "'x'")],
  ["CommonJS: names", is("import { a, b, f } from 'old-named'; [a, b.c, f()]", "[ 1, 2, 1 ]")],
  ["CommonJS: default is module.exports", is("import named from 'old-named'; named.b.c", "2")],
  ["CommonJS made from ESM", is("import { named as nm } from 'old-transpiled'; nm", "'named'")],
  [
    "CommonJS: names Node cannot foresee",
    is("import { late, later } from 'old-dynamic'; late() + later()", "'latelater'"),
  ],
  ["import equals require", is("import eq = require('old-named'); eq.a", "1")],
  [
    "require of everything",
    is("require('old-named').a", "1"),
    is("require('./old.cjs').old", "'cjs'"),
    is("require('./data.json').answer", "42"),
    is("require('node:path').sep", "'/'"),
    is("typeof require.resolve('old-named')", "'string'"),
  ],
  ["a missing require", fails("require('never-there')", /Cannot find module 'never-there'/)],
  [
    "packages in a scope",
    is("import sc from '@scope/pkg'; import { b as scb } from '@scope/pkg/b'; sc + scb", "'scopedb'"),
  ],
  [
    "packages in a circle",
    is("import { ab } from 'cycle-a'; import { ba } from 'cycle-b'; ab() + ba()", "'abba'"),
  ],
  [
    "a package without types is any",
    is("import { anything } from 'no-types'; anything.goes[0].toFixed(1)", "'1.0'"),
  ],
  [
    "a package that throws while loading",
    fails("import 'throws'", /^at load$/),
    fails("await import('throws')", /^at load$/),
  ],
  [
    "JSON with its types",
    is("import data from './data.json'; data.answer + data.list.length", "44"),
    is("import j2 from './data.json' with { type: 'json' }; j2.answer", "42"),
    fails("data.nothing", /does not exist/),
  ],
  [
    "dynamic import in every position",
    is("(await import('import-only')).one", "1"),
    is("const { default: dd } = await import('./plain.mjs'); dd", "5"),
    is("await Promise.all(['node:path', 'node:os'].map((m) => import(m))).then((ms) => ms.length)", "2"),
    is("const load = async () => (await import('./plain.mjs')).plain; load()", "'mjs'"),
  ],
  [
    "relative JavaScript",
    is("import five, { plain } from './plain.mjs'; plain + five", "'mjs5'"),
    is("import { old } from './old.cjs'; old", "'cjs'"),
  ],
  [
    "relative TypeScript, all ways to write it",
    is("import { spot } from './helpers'; spot.x", "1"),
    is("import { spot as s2 } from './helpers.ts'; s2.x", "1"),
    is("import { spot as s3 } from './helpers.js'; s3.x", "1"),
    is("import dh, * as nsh from './helpers'; dh + nsh.Mode.B", "'helpers2'"),
    is("(await import('./helpers.ts')).make(3)", "{ x: 3 }"),
  ],
  [
    "its types, enums, classes",
    runs("import { Box, Mode, make, type Spot, type Inner } from './helpers'"),
    is("const sp: Spot = make(4); const bx = new Box<Inner>({ n: sp.x }); bx.v.n + Mode.A", "5"),
    fails("make('a')", /not assignable to parameter of type 'number'/),
    fails("const s5: Spot = { y: 1 }", /does not exist in type 'Spot'/),
  ],
  [
    "built-ins with and without node:",
    is(
      "import fs from 'fs'; import { readFileSync } from 'node:fs'; import { readFile } from 'fs/promises'; [fs.readFileSync === readFileSync, typeof readFile]",
      "[ true, 'function' ]",
    ),
  ],
  [
    "an import for its effect",
    runs("import 'no-types'; import {} from 'old-named'"),
    silent("import 'node:fs'"),
  ],
  [
    "imports in a chain of cells",
    runs("import { one as u1 } from 'import-only'"),
    runs("const u2 = u1 + 1"),
    is("import { sub as u3 } from 'with-subpaths/sub'; u3 + (u1 + u2)", "'sub3'"),
  ],
  [
    "import.meta",
    is("import.meta.resolve('old-named').endsWith('node_modules/old-named/m.js')", "true"),
    is("import.meta.filename.startsWith(import.meta.dirname)", "true"),
  ],
  [
    "h5wasm/node from the kernel's install",
    runs("import h5wasm from 'h5wasm/node'"),
    is("await h5wasm.ready; typeof h5wasm.File", "'function'"),
  ],
  [
    "arquero, its names and types",
    runs("import { table, op, type ColumnTable } from 'arquero'"),
    is(
      "const t: ColumnTable = table({ g: ['a', 'b', 'a'], v: [1, 2, 3] }).groupby('g').rollup({ s: (d: any) => op.sum(d.v) }); t.objects()",
      "[ { g: 'a', s: 4 }, { g: 'b', s: 2 } ]",
    ),
  ],
  ["ewald itself is the preload's", is("import * as ew from 'ewald'; ew.Crystal === Crystal", "true")],
];

describe("modules in cells", () => {
  test.each(corpus)("%s", (_name, ...cells) => expectCells(kernel, cells));

  test("a file edited and imported again is the new one, its types too; what it imports keeps its state", async () => {
    write("kept.ts", "export const id = Math.random()");
    write("edited.ts", "import { id } from './kept'\nexport { id }\nexport const v = 1");
    await expectCells(kernel, [is("import { v as v1, id as id1 } from './edited'; v1", "1")]);
    write("edited.ts", "import { id } from './kept'\nexport { id }\nexport const v = 'text'");
    later("edited.ts");
    await expectCells(kernel, [
      is("import { v as v2, id as id2 } from './edited'; v2.toUpperCase()", "'TEXT'"),
      is("[v1, id1 === id2]", "[ 1, true ]"),
    ]);
  });

  test("a file imported through another is renewed too", async () => {
    write("far.ts", "export const far = 1");
    write("near.ts", "export { far } from './far'");
    await expectCells(kernel, [is("import { far as far1 } from './near'; far1", "1")]);
    write("far.ts", "export const far = 2");
    later("far.ts");
    await expectCells(kernel, [is("import { far as far2 } from './near'; far2", "2")]);
  });

  test("a file unchanged keeps its state", async () => {
    write("random.ts", "export const id = Math.random()");
    await expectCells(kernel, [
      runs("import { id as r1 } from './random'"),
      runs("import { id as r2 } from './random'"),
      is("r1 === r2", "true"),
    ]);
  });

  test("a JavaScript file edited and imported again", async () => {
    write("editedJs.mjs", "export const w = 1");
    await expectCells(kernel, [is("import { w as w1 } from './editedJs.mjs'; w1", "1")]);
    write("editedJs.mjs", "export const w = 22");
    later("editedJs.mjs");
    await expectCells(kernel, [is("import { w as w2 } from './editedJs.mjs'; w2", "22")]);
  });

  test("a file that was missing, then broken, then right", async () => {
    await expectCells(kernel, [fails("import { m } from './mended'", /Cannot find module/)]);
    write("mended.ts", "export const m = ;");
    await expectCells(kernel, [fails("// @ts-nocheck\nimport { m } from './mended'", /mended\.ts, line 1/)]);
    write("mended.ts", "export const m = 'right'");
    later("mended.ts");
    await expectCells(kernel, [is("import { m } from './mended'; m", "'right'")]);
  });

  test("a package that comes while the kernel runs", async () => {
    await expectCells(kernel, [fails("import { fresh } from 'fresh-package'", /Cannot find module/)]);
    install(
      "fresh-package",
      { type: "module", exports: { types: "./a.d.ts", default: "./a.js" } },
      {
        "a.js": "export const fresh = 'fresh'",
        "a.d.ts": "export declare const fresh: string",
      },
    );
    await expectCells(kernel, [is("import { fresh } from 'fresh-package'; fresh.length", "5")]);
  });

  test("what a module prints comes out of the cell that first imports it", async () => {
    install("chatty", { type: "module", exports: "./a.js" }, { "a.js": "console.log('loaded')" });
    await expectCells(kernel, [prints("import 'chatty'", "loaded\n"), prints("import 'chatty'", "")]);
  });
});

/** So that the file's time differs from the one before, whatever the file system's resolution. */
function later(name: string): void {
  const time = new Date(Date.now() + 2000 * ++edits);
  utimesSync(join(kernel.directory, name), time, time);
  appendFileSync(join(kernel.directory, name), "\n");
  utimesSync(join(kernel.directory, name), time, time);
}
let edits = 0;
