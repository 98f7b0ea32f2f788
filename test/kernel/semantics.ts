/** One cell and what it must do: its result as text, what it prints, or what its error's message matches. */
export interface Cell {
  code: string;
  result?: string;
  stdout?: string;
  error?: RegExp;
}

export interface Sequence {
  name: string;
  cells: Cell[];
}

const is = (code: string, result: string): Cell => ({ code, result });
const prints = (code: string, stdout: string): Cell => ({ code, stdout });
const runs = (code: string): Cell => ({ code });
const fails = (code: string, error: RegExp): Cell => ({ code, error });
const sequence = (name: string, ...cells: Cell[]): Sequence => ({ name, cells });

/** Sequences of cells and their outcomes: what one TypeScript module typed bit by bit would do. Names are unique. */
export const sequences: Sequence[] = [
  sequence(
    "a value is a result",
    is("1 + 1", "2"),
    is("'a'", "'a'"),
    is("-0", "-0"),
    is("10n ** 20n", "100000000000000000000n"),
  ),
  sequence("a statement has no result", { code: "let none = 5" }, { code: "if (none) { none; }" }),
  sequence("NaN, symbols, null", is("NaN", "NaN"), is("Symbol('s')", "Symbol(s)"), is("null", "null")),
  sequence(
    "live binding across cells",
    runs("let lx = 1; function readLx() { return lx }"),
    is("lx = 50; readLx()", "50"),
  ),
  sequence(
    "closures see a redeclaration",
    runs("let cv = 1; const getCv = () => cv"),
    runs("let cv = 2"),
    is("getCv()", "2"),
  ),
  sequence("const is kept", runs("const kc = 1"), fails("kc = 2", /constant|import/)),
  sequence("let to const", runs("let r1 = 1"), runs("const r1 = 2"), is("r1", "2")),
  sequence("const to let", runs("const r2 = 1"), runs("let r2 = 'two'"), is("r2.toUpperCase()", "'TWO'")),
  sequence(
    "const to const of another type",
    runs("const r3 = 1"),
    runs("const r3 = [1]"),
    is("r3.length", "1"),
  ),
  sequence("var to let", runs("var r4 = 1"), runs("let r4 = 2"), is("r4", "2")),
  sequence("let to var", runs("let r5 = 1"), runs("var r5 = 2"), is("r5", "2")),
  sequence("function to let", runs("function r6() { return 1 }"), runs("let r6 = 2"), is("r6", "2")),
  sequence("let to function", runs("let r7 = 1"), runs("function r7() { return 2 }"), is("r7()", "2")),
  sequence("class to const", runs("class R8 {}"), runs("const R8 = 3"), is("R8", "3")),
  sequence("const to class", runs("const R9 = 1"), runs("class R9 { v = 9 }"), is("new R9().v", "9")),
  sequence("class to function", runs("class Ra {}"), runs("function Ra() { return 1 }"), is("Ra()", "1")),
  sequence(
    "enum anew forgets old members",
    runs("enum Rb { A, B }"),
    runs("enum Rb { C }"),
    is("Object.keys(Rb).length", "2"),
  ),
  sequence(
    "interface anew",
    runs("interface Rc { a: number }"),
    runs("interface Rc { b: string }"),
    runs("const rc: Rc = { b: 'x' }"),
  ),
  sequence("type to value", runs("type Rd = string"), runs("const Rd = 4"), is("Rd", "4")),
  sequence(
    "import name redeclared",
    runs("import { join as re } from 'node:path'"),
    runs("const re = 5"),
    is("re", "5"),
  ),
  sequence(
    "value redeclared by import",
    runs("const rf = 5"),
    runs("import { join as rf } from 'node:path'"),
    is("rf('a', 'b')", "'a/b'"),
  ),
  sequence("functions are hoisted", runs("const h0 = hoist(); function hoist() { return 4 }"), is("h0", "4")),
  sequence("a function keeps its name", runs("function named() {}"), is("named.name", "'named'")),
  sequence(
    "recursion goes through the name",
    runs("function fac(n: number): number { return n < 2 ? 1 : n * fac(n - 1) }"),
    is("fac(5)", "120"),
  ),
  sequence(
    "generators and async functions",
    runs("function* gen() { yield 1; yield 2 }"),
    runs("async function soon() { return 3 }"),
    is("[...gen()]", "[ 1, 2 ]"),
    is("await soon()", "3"),
  ),
  sequence(
    "top-level await",
    is("await Promise.resolve(3)", "3"),
    is("await (Promise.resolve(4))", "4"),
    runs("const aw = await new Promise<number>((r) => setTimeout(() => r(5), 5))"),
    is("aw", "5"),
  ),
  sequence(
    "await in strange places",
    is("`\u0024{await 1}` + [await 2].map((x) => x + 1)", "'13'"),
    is("(await import('node:path')).sep", "'/'"),
  ),
  sequence("for await", prints("for await (const v of [Promise.resolve(1), 2]) console.log(v)", "1\n2\n")),
  sequence("a promise as the last value is awaited", is("Promise.resolve('done')", "'done'")),
  sequence("a rejected last value is an error", fails("Promise.reject(new Error('no'))", /^no$/)),
  sequence(
    "destructuring",
    runs("const { da, db: [dc], ...dd } = { da: 1, db: [2], e: 3 }"),
    is("[da, dc, dd]", "[ 1, 2, { e: 3 } ]"),
  ),
  sequence(
    "var in a loop is the cell's",
    runs("for (var vi = 0; vi < 3; vi++) {}"),
    is("vi", "3"),
    runs("let vi = 'x'"),
    is("vi.length", "1"),
  ),
  sequence("var in a block", runs("{ var vb = 2 }"), is("vb", "2")),
  sequence("block scope stays inside", runs("{ let inner = 1 }"), fails("inner", /Cannot find name 'inner'/)),
  sequence(
    "enum",
    runs("enum Colour { Red = 'r', Blue = 'b' }"),
    is("Colour.Blue", "'b'"),
    runs("let colour: Colour = Colour.Red"),
  ),
  sequence("const enum", runs("const enum Ce { A = 3 }\nlet ce = Ce.A"), is("ce", "3")),
  sequence("namespace", runs("namespace Geo { export const tau = 6.28 }"), is("Geo.tau", "6.28")),
  sequence(
    "parameter properties",
    runs("class Pp { constructor(readonly a: number, private b = 2) {} sum() { return this.a + this.b } }"),
    is("new Pp(1).sum()", "3"),
  ),
  sequence(
    "private members and statics",
    runs("class Pm { static #n = 0; static next() { return ++Pm.#n } }"),
    is("Pm.next() + Pm.next()", "3"),
  ),
  sequence(
    "inheritance across cells",
    runs("class Base { hi() { return 'base' } }"),
    runs("class Derived extends Base { override hi() { return super.hi() + '!' } }"),
    is("new Derived().hi()", "'base!'"),
  ),
  sequence(
    "abstract and generics",
    runs("abstract class Shape<T> { abstract area(): T }"),
    runs("class Unit extends Shape<number> { area() { return 1 } }"),
    is("new Unit().area()", "1"),
  ),
  sequence(
    "decorators",
    runs(
      "function twice(f: (this: any, n: number) => number, _c: ClassMethodDecoratorContext) { return function (this: any, n: number) { return f.call(this, n) * 2 } }\nclass Dec { @twice m(n: number) { return n } }",
    ),
    is("new Dec().m(4)", "8"),
  ),
  sequence(
    "using",
    prints(
      "{ using res = { [Symbol.dispose]() { console.log('disposed') } }; console.log('inside') }",
      "inside\ndisposed\n",
    ),
  ),
  sequence(
    "using at the top",
    prints(
      "using top = { v: 1, [Symbol.dispose]() { console.log('gone') } }; console.log(top.v)",
      "1\ngone\n",
    ),
  ),
  sequence(
    "satisfies, as const, non-null",
    runs("const sat = { a: 1 } satisfies Record<string, number>"),
    is("sat.a", "1"),
    is("(['x'] as const)[0]!", "'x'"),
  ),
  sequence(
    "optional chaining and nullish",
    runs("const oc = { a: null as { b: number } | null }"),
    is("oc.a?.b ?? 7", "7"),
  ),
  sequence("tagged templates", is("String.raw`a\\n\u0024{1}`", "'a\\\\n1'")),
  sequence(
    "labels and switch",
    runs("let out1 = 0; outer: for (let i = 0; i < 3; i++) for (;;) { out1++; continue outer }"),
    is("out1", "3"),
  ),
  sequence(
    "types go from cell to cell",
    runs("interface Spot { x: number }"),
    runs("const spots: Spot[] = [{ x: 1 }]"),
    fails("spots[0]!.y", /Property 'y' does not exist on type 'Spot'/),
  ),
  sequence(
    "a type error stops the cell",
    fails("let bad: number = 'a'; console.log('ran')", /not assignable/),
    fails("bad", /Cannot find name 'bad'/),
  ),
  sequence(
    "inferred generic across cells",
    runs("const mapOf = new Map<string, number[]>()"),
    runs("mapOf.set('a', [1])"),
    is("mapOf.get('a')!.length", "1"),
  ),
  sequence("null strictness", fails("(null as string | null).length", /possibly 'null'/)),
  sequence(
    "unused things are no errors",
    runs("import { sep } from 'node:path'; function unused(a: number) {} let never1;"),
  ),
  sequence(
    "an untyped parameter is an error",
    fails("function implicit(a) { return a }", /implicitly has an 'any' type/),
  ),
  sequence("@ts-nocheck", { code: "// @ts-nocheck\nlet loose: number = 'text'; loose", result: "'text'" }),
  sequence(
    "%ts off and on",
    runs("%ts off\nlet loose2: number = 'text'"),
    runs("%ts on"),
    fails("let tight: number = 'text'", /not assignable/),
  ),
  sequence("%ts warn", { code: "%ts warn\nlet w1: number = 'text'; w1", result: "'text'" }, runs("%ts on")),
  sequence("an unknown magic is named", fails("%matplotlib inline", /unknown magic/)),
  sequence(
    "import default, named, namespace",
    runs("import path, { basename, dirname as dir } from 'node:path'; import * as os from 'node:os'"),
    is("[basename('/a/b'), dir('/a/b'), path.sep, typeof os.cpus]", "[ 'b', '/a', '/', 'function' ]"),
  ),
  sequence(
    "import is hoisted",
    runs(
      "const h1 = hasher('md5').update('').digest('hex'); import { createHash as hasher } from 'node:crypto'",
    ),
    is("h1.length", "32"),
  ),
  sequence(
    "import type only",
    runs("import type { Stats } from 'node:fs'; import { type Dirent } from 'node:fs'"),
    runs("let st: Stats | Dirent | undefined"),
  ),
  sequence(
    "an import of only a type, not marked",
    runs("import { Stats as S2, existsSync as ex } from 'node:fs'; import { PathLike } from 'node:fs'"),
    is("ex('/')", "true"),
  ),
  sequence(
    "ESM only, with top-level await",
    runs("import whole, { esm } from 'only-esm'"),
    is("[whole, esm]", "[ 'whole', 7 ]"),
  ),
  sequence("subpath", runs("import { sub } from 'only-esm/sub'"), is("sub", "8")),
  sequence(
    "names of CommonJS that Node cannot foresee",
    runs("import { late } from 'old-cjs'"),
    is("late()", "9"),
  ),
  sequence(
    "a missing export is named",
    fails("// @ts-nocheck\nimport { nothing } from 'only-esm'", /does not provide an export named "nothing"/),
  ),
  sequence(
    "a missing package says what to do",
    fails("// @ts-nocheck\nimport nope from 'not-a-package'", /npm install not-a-package/),
  ),
  sequence(
    "a missing package is a type error first",
    fails("import nope from 'not-a-package'", /Cannot find module 'not-a-package'/),
  ),
  sequence("JSON", runs("import data from './data.json'"), is("data.answer + 1", "43")),
  sequence(
    "the kernel's packages in an empty directory",
    runs("import { table } from 'arquero'"),
    is("table({ a: [1, 2] }).numRows()", "2"),
  ),
  sequence("dynamic import", runs("const dyn = await import('only-esm')"), is("dyn.esm", "7")),
  sequence("require", is("require('node:path').sep", "'/'"), is("require('old-cjs').late()", "9")),
  sequence(
    "import.meta",
    is("import.meta.url.startsWith('file://')", "true"),
    is("import.meta.dirname === process.cwd()", "true"),
  ),
  sequence(
    "export is allowed",
    runs("export const exported = 1; export function exf() { return 2 } export default class Exd {}"),
    is("exported + exf()", "3"),
  ),
  sequence(
    "shadowing a preloaded global",
    is("typeof aq.table", "'function'"),
    runs("const aq = 'mine'"),
    is("aq.length", "4"),
  ),
  sequence("shadowing a global of Node", runs("const performance = 3"), is("performance", "3")),
  sequence("strict mode", fails("// @ts-nocheck\nundeclared1 = 1", /undeclared1 is not defined/)),
  sequence(
    "after an error the name can be declared again",
    fails("let te: number = (() => { throw new Error('te') })()", /^te$/),
    runs("let te = 4"),
    is("te", "4"),
  ),
  sequence("this is the global object", is("this === globalThis", "true")),
  sequence("an object literal needs parentheses", is("({ a: 1 })", "{ a: 1 }")),
  sequence("typed arrays are cut", {
    code: "new Float64Array(1e6)",
    result: `Float64Array(1000000) [ ${"0, ".repeat(12)}… 999985 more, 0, 0, 0 ]`,
  }),
  sequence("comments and blank cells", runs(""), runs("// nothing"), runs("/* nothing */")),
  sequence("unicode names", runs("const größe = 3, π = 3.14"), is("größe + π", "6.140000000000001")),
  sequence("throwing what is no Error", fails("throw 5", /^5$/), fails("throw undefined", /^undefined$/)),
  sequence(
    "BigInt and regular expressions",
    is("/(?<y>\\d{4})/u.exec('in 1913')!.groups!.y", "'1913'"),
    is("2n ** 64n", "18446744073709551616n"),
  ),
  sequence("ES2023 methods", is("[3, 1, 2].toSorted().findLast((x) => x < 3)", "2")),
  sequence(
    "a cell can use a name it redeclares after",
    runs("let again = 1"),
    runs("let again = 2; const sum2 = again + 1"),
    is("sum2", "3"),
  ),
  sequence(
    "overloads across cells",
    runs("function ov(a: string): string; function ov(a: number): number; function ov(a: any) { return a }"),
    is("ov(1).toFixed(1)", "'1.0'"),
  ),
  sequence(
    "declare global and ambient",
    runs("declare const ambient: number; type OnlyType = typeof ambient"),
  ),
];
