import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";
import { type Cell, expectCells, fails, is, prints, runs, silent } from "./corpus/cell.js";

/*
 * The behaviour tslab's public specs describe (converter, executor, completion), in cases of our own. Where we differ on
 * purpose, the name of the test says how.
 */

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  const write = (name: string, text: string) => {
    mkdirSync(join(kernel.directory, name, ".."), { recursive: true });
    writeFileSync(join(kernel.directory, name), text);
  };
  write("node_modules/tslab/package.json", `{"name":"tslab","version":"1.0.22","main":"main.js"}`);
  write("node_modules/tslab/main.js", "exports.display = { html() { throw new Error('Not ready') } }");
  write("pkg/base.ts", "export const base: string = 'base'");
  write("pkg/deep/top.ts", "import { base } from '../base'\nexport const top = base + '/top'");
  write("pkg/wrong.ts", "\nexport const size: number = 'five'");
}, 60_000);
afterAll(() => kernel.stop());

const executed: [name: string, ...cells: Cell[]][] = [
  [
    "numbers go from cell to cell",
    runs("let ta = 2, tb = 5"),
    runs("let tc = ta + tb; tc *= 2"),
    is("tb = ta * tc", "28"),
    is("[ta, tb, tc]", "[ 2, 28, 14 ]"),
    is("ta = Math.min(tb, tc)", "14"),
  ],
  [
    "recursion",
    is(
      "function ack(m: number, n: number): number { return m === 0 ? n + 1 : n === 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)) }\nack(2, 3)",
      "9",
    ),
  ],
  [
    "Node's globals",
    is("process.version.startsWith('v')", "true"),
    is("typeof Buffer + typeof setImmediate", "'functionfunction'"),
    is("typeof __dirname + typeof __filename", "'stringstring'"),
  ],
  ["const declared anew", runs("const once = 1"), runs("const once = 'two'"), is("once", "'two'")],
  [
    "a class and its instance",
    is(
      "class Pt { x: number; constructor(x: number) { this.x = x } toString(): string { return 'Pt ' + this.x } }\nString(new Pt(3))",
      "'Pt 3'",
    ),
  ],
  [
    "enums both ways, then the name as a value",
    runs("enum Axis { X = 1, Y, Z }"),
    is("Axis.Z", "3"),
    is("Axis[2]", "'Y'"),
    runs("let Axis = null"),
    is("Axis", "null"),
  ],
  [
    "an import in its three forms, from then on",
    runs(
      "import * as hashNs from 'crypto'; import hashDf from 'crypto'; import { createHash } from 'crypto'; const hashDy = await import('crypto')",
    ),
    is("[hashNs, hashDf, hashDy].every((m) => m.createHash === createHash)", "true"),
    runs("let createHash = 'mine'"),
    is("createHash", "'mine'"),
  ],
  [
    "an import called by name in a later cell",
    runs("import { join } from 'path'"),
    is("join('a', 'b')", "'a/b'"),
  ],
  [
    "a type that comes with an import not named",
    runs("import { userInfo } from 'os'; let info = userInfo()"),
    is("typeof info.username", "'string'"),
    fails("info.username = 5", /not assignable/),
  ],
  [
    "names that meet emitted code",
    runs("let exports1 = 1; let require1 = 2"),
    is("{}\n({}).constructor === Object", "true"),
    is("let tsLastExpr = 10; tsLastExpr + 1", "11"),
  ],
  ["require can be a name", runs("{ let require = 123; require }")],
  [
    "the last expression, an assignment among them",
    runs("let le = 3"),
    is("le * le", "9"),
    is("le = le * le", "9"),
    silent("let lf = le"),
    silent("class Le {}"),
  ],
  ["the same text twice", is("'x'", "'x'"), is("'x'", "'x'")],
  [
    "the same text judged anew when a name has changed",
    runs("let tw = 1"),
    is("tw++", "1"),
    runs("let tw = 'a'"),
    fails("tw++", /arithmetic operand/),
  ],
  [
    "top-level await: resolved",
    is("await new Promise((done) => { done('hello') })", "'hello'"),
    is("async function hi(s: string) { return 'hi ' + s }\nawait hi('you')", "'hi you'"),
    runs("let said = await hi('me')"),
    is("said", "'hi me'"),
  ],
  [
    "top-level await: rejected with what is no Error",
    fails("await new Promise((_, no) => { no('bye') })", /^'bye'$/),
  ],
  [
    "ours awaits a promise that is the last value, and tells its rejection",
    fails("new Promise(() => { throw new Error('at once') })", /^at once$/),
  ],
  ["an exception", fails("throw new Error('mine')", /^mine$/)],
  ["a syntax error, with its place", fails("let sx + sy;", /line 1: ',' expected/)],
  [
    "a type error, with its place",
    fails("\nlet sz: string = 10;", /line 2: Type 'number' is not assignable to type 'string'/),
  ],
  [
    "ours reports only the syntax of what does not parse",
    fails("let x1 + y1;", /^(?!.*Cannot find name).*$/s),
  ],
  [
    "no browser: document is unknown",
    fails("let div = document.createElement('div')", /Cannot find name 'document'/),
  ],
  [
    "twice in one cell is an error",
    fails("let dup = 3; let dup = 4", /Cannot redeclare block-scoped variable 'dup'/),
  ],
  [
    "an interface not fulfilled",
    fails(
      "interface Sh { color: string }\nclass ShImpl implements Sh {}",
      /incorrectly implements interface 'Sh'/,
    ),
  ],
  [
    "a class that hides a global",
    runs("async function af() { return 0 }"),
    runs("class Promise1 {} ; class Map2 extends Map<string, number> {}"),
    is("await af()", "0"),
  ],
  [
    "await outside of async",
    ...[
      "let f = function () { return await hi('') }",
      "let f = () => { return await hi('') }",
      "let f = () => await hi('')",
      "function f() { return await hi('') }",
      "class Cls { f() { return await hi('') } }",
    ].map((code) => fails(code, /'await' expressions? (is|are) only allowed within async/)),
    fails("namespace ns { await hi('') }", /await/),
  ],
  [
    "a constant of an earlier cell",
    runs("const fixed = 1"),
    fails("fixed = fixed * 2", /Cannot assign to 'fixed' because it is/),
  ],
  [
    "old variables by new ones of other types",
    runs("let oa = 1, ob = 'b'; let oc = true"),
    runs("let oa = true; let oc = 'c'"),
    is("[oa, ob, oc]", "[ true, 'b', 'c' ]"),
  ],
  [
    "interface and alias by class and value",
    runs("interface It { x: number }\ntype At = It | number"),
    runs("class It { y = 's' }; let At = 123"),
    is("[new It().y, At]", "[ 's', 123 ]"),
  ],
  [
    "class by value, class by interface",
    runs("class Ca {}; class Cb {}"),
    runs("let Ca = 10"),
    runs("interface Cb { x: number }"),
    is("const cb: Cb = { x: Ca }; cb.x", "10"),
  ],
  [
    "enum by value, enum by interface",
    runs("enum Ea { K = 1 }\nenum Eb { L = 2 }"),
    runs("let Ea = 10; interface Eb { x: number }"),
    is("const eb: Eb = { x: Ea }; eb.x", "10"),
  ],
  [
    "an imported type by one's own",
    runs("import { CpuInfo } from 'os'"),
    runs("interface CpuInfo { cores: number }"),
    is("const ci: CpuInfo = { cores: 4 }; ci.cores", "4"),
  ],
  [
    "imported values and namespaces by values",
    runs("import { cpus } from 'os'; import * as os from 'os'"),
    runs("let cpus = 10; let os = 11"),
    is("cpus + os", "21"),
  ],
  [
    "ours: a new declaration replaces all a name meant; tslab merges a new type with an imported value",
    runs("import { cpus as merged } from 'os'"),
    runs("type merged = number"),
    fails("merged()", /only refers to a type/),
  ],
  [
    "a global hidden by a value",
    runs("let gp = process"),
    is("gp === process", "true"),
    runs("let process = 5"),
    is("process + 1", "6"),
    is("globalThis.process === gp", "true"),
  ],
  [
    "a global interface hidden by one's own",
    runs("interface Set { mine(): number }\nfunction makeSet(): Set { return { mine: () => 5 } }"),
    is("makeSet().mine()", "5"),
  ],
  [
    "interfaces of one cell merge",
    is("interface Mi { a: number }\ninterface Mi { z: string }\nlet mi: Mi = { a: 1, z: 'z' }; mi.z", "'z'"),
  ],
  [
    "ours: decorators are those of the standard; tslab's are TypeScript's old ones",
    runs(
      "function sealed(c: Function, _: ClassDecoratorContext) { Object.seal(c) }\n@sealed class Sealed {}",
    ),
    is("Object.isSealed(Sealed)", "true"),
  ],
  [
    "ours is strict: null is no Map; tslab lets it pass",
    fails("function nm(): Map<string, number> { return null }", /Type 'null' is not assignable/),
  ],
  ["ours is strict: fields must be set", fails("class Greet { greeting: string }", /has no initializer/)],
  [
    "a label that looks like an object",
    silent("{x: 10}"),
    fails("{x: 3, y: 4}", /expected|Cannot find name/),
  ],
  [
    "side effects of functions on variables",
    runs("let counter = 0; function increment() { counter++ }"),
    runs("increment(); increment()"),
    is("counter", "2"),
  ],
  [
    "ours: a function sees later assignments; in tslab it keeps the old value",
    runs("let seen = 1; function see() { return seen }"),
    runs("seen = 50"),
    is("see()", "50"),
  ],
  [
    "twenty cells on one number",
    ...Array.from({ length: 20 }, (_, i) => (i === 0 ? runs("let nn = 0") : runs(`nn += ${i}`))),
    is("nn", "190"),
  ],
  ["external files and what they import", is("import { top } from './pkg/deep/top'; top", "'base/top'")],
  [
    "an error in an external file stops the cell and is named",
    fails(
      "import { size } from './pkg/wrong'",
      /pkg\/wrong\.ts, line 2.*Type 'string' is not assignable to type 'number'/s,
    ),
    fails("size", /Cannot find name 'size'/),
  ],
];

describe("what tslab's converter and executor do", () => {
  test.each(executed)("%s", (_name, ...cells) => expectCells(kernel, cells));
});

describe("the package tslab", () => {
  test("display shows, with the real package installed too", async () => {
    const { outputs, error } = await kernel.run(
      "import { display } from 'tslab'\ndisplay.html('<b>b</b>'); display.png(new Uint8Array([1, 2])); display.raw('text/plain', 'raw')",
    );
    expect(error).toBeUndefined();
    const shown = outputs.filter(({ type }) => type === "display_data").map(({ content }) => content.data);
    expect(shown).toEqual([{ "text/html": "<b>b</b>" }, { "image/png": "AQI=" }, { "text/plain": "raw" }]);
  });

  test("newDisplay keeps one place and replaces what is there", async () => {
    const { outputs, error } = await kernel.run(
      "import * as tslab from 'tslab'\nlet d = tslab.newDisplay(); d.text('one'); d.markdown('*two*')",
    );
    expect(error).toBeUndefined();
    const [first, second] = outputs.filter(({ type }) => type.endsWith("display_data"));
    expect([first?.type, first?.content.data]).toEqual(["display_data", { "text/plain": "one" }]);
    expect([second?.type, second?.content.data]).toEqual([
      "update_display_data",
      { "text/markdown": "*two*" },
    ]);
    expect(second?.content.transient.display_id).toBe(first?.content.transient.display_id);
  });

  test("every method, its names as they are in tslab", () =>
    expectCells(kernel, [
      is(
        "['javascript', 'html', 'markdown', 'latex', 'svg', 'png', 'jpeg', 'gif', 'pdf', 'text', 'raw'].every((m) => typeof (tslab.newDisplay() as any)[m] === 'function' && typeof (tslab.display as any)[m] === 'function')",
        "true",
      ),
      is("Object.keys(tslab.versions)", "[ 'tslab', 'typescript', 'node' ]"),
      runs("const later: tslab.Display = tslab.newDisplay()"),
      prints(
        "tslab.display.text.length; console.log(tslab.versions.node === globalThis.process.version)",
        "true\n",
      ),
    ]));
});

const completed: [name: string, source: string, matches: (string | RegExp)[], rest?: "only"][] = [
  ["members", "let v = { abc: 'h', xyz: 1 }; v.|", ["abc", "xyz"], "only"],
  ["members with a prefix", "let v = { abc: 'h', xyz: 1 }; v.ab|", ["abc"], "only"],
  ["members, nothing fitting", "let v = { abc: 'h', xyz: 1 }; v.qwerty|", [], "only"],
  ["members of any", "let x: any = 1; x.|", [], "only"],
  ["members of any with a prefix", "let x: any = 1; x.ab|", [], "only"],
  [
    "properties an object literal may have",
    "let v: { alpha: string; beta: number } = {|};",
    ["alpha", "beta"],
    "only",
  ],
  [
    "properties it still lacks",
    "let v: { alpha: string; beta: number } = { alpha: 'a', | }",
    ["beta"],
    "only",
  ],
  ["properties with a prefix", "let v: { alpha: string; beta: number } = { al| }", ["alpha"], "only"],
  [
    "members of an imported module",
    "import * as vm from 'vm'; vm.|",
    ["createContext", "runInThisContext", "Script"],
  ],
  [
    "ours begins with the prefix; tslab finds it anywhere in the name",
    "let v = { bxy: 1, XYZ: 2, xyz: 3 }; v.XY|",
    ["XYZ"],
    "only",
  ],
  [
    "small letters find great ones when nothing else fits",
    "let v = { bxy: 1, XYZ: 2 }; v.xy|",
    ["XYZ"],
    "only",
  ],
  ["globals", "|", ["__dirname", "__filename", "AbortController", "console"]],
  ["globals with a prefix", "setT|", ["setTimeout"], "only"],
  ["names of earlier cells and of this one", "let newval = 1; |", ["newval", "counter"]],
  [
    "literals of a union",
    "type V = 'cup' | 'donut'; let v: V = ¦",
    ["'cup'", "'donut'"].map((s) => new RegExp(s.replaceAll("'", "[\"']"))),
  ],
  ["parameters", "function fn(abc: number, xyz: string) { | }", ["abc", "xyz", "fn"]],
  ["ours offers the directory's files inside a string; tslab nothing", 'let v = "|"', ["pkg/"]],
  ["and inside an open string", 'let v = "p|', ["pkg/"], "only"],
  ["inside a comment", "/* | */", [], "only"],
  ["tags of a doc comment", "/** @par| */ function f(xyz: number): void {}", [/^@?param$/]],
  [
    "parameters of a doc comment",
    "/** @param | */ function f(xyz: number, abc: string): void {}",
    [/abc/, /xyz/],
  ],
];

describe("what tslab's completion does", () => {
  test.each(completed)("%s", async (_name, source, wanted, rest) => {
    const mark = source.includes("¦") ? "¦" : "|";
    const cursor_pos = source.indexOf(mark);
    const code = source.replace(mark, "");
    const { reply } = await kernel.request("complete_request", { code, cursor_pos });
    const matches = reply.matches as string[];
    for (const one of wanted)
      expect(matches).toContainEqual(typeof one === "string" ? one : expect.stringMatching(one));
    if (rest) expect(matches).toHaveLength(wanted.length);
    const typed = /[\w$]*$/.exec(code.slice(0, cursor_pos))?.[0].length ?? 0;
    if (matches.length > 0 && !code.includes("@"))
      expect([reply.cursor_start, reply.cursor_end]).toEqual([cursor_pos - typed, cursor_pos]);
  });

  test("ours keeps what stands after the cursor, as Jupyter does; tslab replaces it", async () => {
    const { reply } = await kernel.request("complete_request", {
      code: "let v = { abc: 1 }; v.ab",
      cursor_pos: 23,
    });
    expect(reply).toMatchObject({ matches: ["abc"], cursor_start: 22, cursor_end: 23 });
  });
});

describe("what tslab's isCompleteCode does", () => {
  const judged: [code: string, status: string, indent?: string][] = [
    ["let x = 10", "complete"],
    ["function f() {\n}", "complete"],
    ["class C {\n}", "complete"],
    ["  \n  ", "complete"],
    ["function f() {", "incomplete", "  "],
    ["function f() {\n  f()", "incomplete", "  "],
    ["while (true) {\n\tlet x = 10;", "incomplete", "\t"],
    ["fn(x,\n   y", "incomplete", "   "],
    ["let x = y +", "incomplete", ""],
    ["  function f() {", "incomplete", "    "],
  ];
  test.each(judged)("%j", async (code, status, indent) => {
    const { reply } = await kernel.request("is_complete_request", { code });
    expect(reply).toMatchObject(indent === undefined ? { status } : { status, indent });
  });

  test("ours: what can never parse is invalid; tslab calls it complete", async () => {
    const { reply } = await kernel.request("is_complete_request", { code: "let x-+10" });
    expect(reply.status).toBe("invalid");
  });
});
