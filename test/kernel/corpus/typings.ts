// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cells are texts
import { fails, is, prints, runs, type Sequence, sequence, silent } from "./cell.js";

/** Strict TypeScript across cells: what is checked, what types come from earlier cells, what leaves no trace. */
export const typings: Sequence[] = [
  sequence(
    "numeric, string and computed enums",
    runs("enum E1 { A, B = 5, C, D = 'd'.length, S = 'text' }"),
    is("[E1.A, E1.C, E1.D, E1.S, E1[5]]", "[ 0, 6, 1, 'text', 'B' ]"),
  ),
  sequence(
    "an enum as a type in a later cell",
    runs("enum E2 { On, Off }"),
    runs("function flip2(e: E2): E2 { return e === E2.On ? E2.Off : E2.On }"),
    is("E2[flip2(E2.On)]", "'Off'"),
    fails("flip2('On')", /not assignable to parameter of type 'E2'/),
  ),
  sequence("two parts of an enum in one cell", is("enum E3 { A = 1 }\nenum E3 { B = 2 }\nE3.A + E3.B", "3")),
  sequence(
    "two parts of a namespace in one cell",
    is("namespace N4 { export const a = 1 }\nnamespace N4 { export const b = a + 1 }\nN4.b", "2"),
  ),
  sequence(
    "nested and dotted namespaces",
    runs("namespace A5.B.C { export let v = 5; export function up() { return ++v } export type T = number }"),
    is("A5.B.C.up()", "6"),
    is("A5.B.C.v", "6"),
    runs("let t5: A5.B.C.T = 1"),
  ),
  sequence(
    "a function with a namespace",
    runs("function f6() { return f6.calls++ }\nnamespace f6 { export let calls = 0 }"),
    runs("f6(); f6()"),
    is("f6.calls", "2"),
  ),
  sequence(
    "a class with a namespace",
    runs("class K7 { make() { return new K7.Inner() } }\nnamespace K7 { export class Inner { v = 7 } }"),
    is("new K7().make().v", "7"),
  ),
  sequence(
    "an enum with a namespace",
    runs(
      "enum E8 { A, B }\nnamespace E8 { export function parse(s: string): E8 { return s === 'A' ? E8.A : E8.B } }",
    ),
    is("E8.parse('B')", "1"),
  ),
  sequence(
    "interfaces merge in one cell",
    runs("interface I9 { a: number }\ninterface I9 { b: string }\nconst i9: I9 = { a: 1, b: 'b' }"),
    is("i9.b", "'b'"),
  ),
  sequence(
    "an interface with a class",
    runs("interface C10 { extra: number }\nclass C10 { own = 1 }\nconst c10 = new C10(); c10.extra = 2"),
    is("c10", "C10 { own: 1, extra: 2 }"),
  ),
  sequence(
    "a type and a value of one name",
    runs("type Both11 = 'a' | 'b'\nconst Both11 = ['a', 'b'] as const"),
    runs("const b11: Both11 = Both11[0]"),
    is("b11", "'a'"),
  ),
  sequence(
    "the value anew leaves no old type",
    runs("class Both12 {}"),
    runs("const Both12 = 1"),
    fails("let x12: Both12", /refers to a value|Cannot find name/),
  ),
  sequence(
    "overloads are judged in later cells",
    runs(
      "function o13(x: string): 's'; function o13(x: number): 'n'; function o13(x: unknown) { return typeof x === 'string' ? 's' : 'n' }",
    ),
    is("o13(1)", "'n'"),
    fails("o13(true)", /No overload matches/),
  ),
  sequence(
    "overloads of methods and constructors",
    runs(
      "class O14 { constructor(); constructor(n: number); constructor(readonly n = 0) {} m(a: string): string; m(a: number): number; m(a: any) { return a } }",
    ),
    is("new O14(2).m('x') + new O14().n", "'x0'"),
  ),
  sequence(
    "generics, constraints, defaults, inference",
    runs(
      "function pick15<T, K extends keyof T = keyof T>(o: T, ...k: K[]) { return Object.fromEntries(k.map((x) => [x, o[x]])) as Pick<T, K> }",
    ),
    is("pick15({ a: 1, b: 2 }, 'a').a", "1"),
    fails("pick15({ a: 1 }, 'z')", /not assignable/),
  ),
  sequence(
    "mapped, conditional and template types",
    runs(
      "type Flags16<T> = { [K in keyof T as `is${Capitalize<string & K>}`]: boolean }\ntype El16<T> = T extends (infer U)[] ? U : never",
    ),
    runs("const f16: Flags16<{ big: 1 }> = { isBig: true }; const e16: El16<string[]> = 'x'"),
    is("f16.isBig && e16", "'x'"),
  ),
  sequence(
    "narrowing and never",
    runs(
      "type S17 = { k: 'c'; r: number } | { k: 'q'; s: number }\nfunction area17(s: S17): number { switch (s.k) { case 'c': return s.r; case 'q': return s.s ** 2; default: { const no: never = s; return no } } }",
    ),
    is("area17({ k: 'q', s: 3 })", "9"),
  ),
  sequence(
    "type guards and assertions across cells",
    runs(
      "function isS18(x: unknown): x is string { return typeof x === 'string' }\nfunction must18(x: unknown): asserts x { if (!x) throw new Error('must') }",
    ),
    is("const u18: unknown = 'abc'; must18(u18); isS18(u18) ? u18.length : 0", "3"),
    fails("must18(0)", /^must$/),
  ),
  sequence(
    "satisfies keeps the narrow type",
    runs("const p19 = { red: [1, 2], name: 'x' } satisfies Record<string, number[] | string>"),
    is("p19.red.map((n) => n + 1)", "[ 2, 3 ]"),
    fails("({ a: 1 }) satisfies { a: string }", /not assignable|does not satisfy/),
  ),
  sequence(
    "readonly is kept across cells",
    runs("const r20 = [1, 2] as const; interface R20 { readonly v: number }; const o20: R20 = { v: 1 }"),
    fails("r20.push(3)", /does not exist/),
    fails("o20.v = 2", /read-only/),
  ),
  sequence(
    "private and protected are kept",
    runs("class P21 { private a = 1; protected b = 2; readonly c = 3 }"),
    fails("new P21().a", /private/),
    fails("new P21().b", /protected/),
  ),
  sequence(
    "unique symbols and index signatures",
    runs(
      "const key22: unique symbol = Symbol('k'); const m22: { [key22]: number; [k: string]: number } = { [key22]: 1, x: 2 }",
    ),
    is("m22[key22] + m22.x!", "3"),
  ),
  sequence(
    "possibly undefined is an error",
    runs("const m23 = new Map<string, number>()"),
    fails("m23.get('a') + 1", /possibly 'undefined'/),
    is("(m23.get('a') ?? 0) + 1", "1"),
  ),
  sequence(
    "an unknown property, argument, call",
    fails("[1].foo", /Property 'foo' does not exist/),
    fails("Math.max('a')", /not assignable to parameter/),
    fails("(5)()", /not callable/),
  ),
  sequence(
    "unused @ts-expect-error is an error",
    fails("// @ts-expect-error\nconst fine25 = 1", /Unused '@ts-expect-error'/),
    runs("// @ts-expect-error\nconst bad25: string = 1"),
    runs("// @ts-ignore\nconst bad26: string = 1"),
  ),
  sequence(
    "an inferred type follows a redeclaration",
    runs("const v27 = 1"),
    runs("const v27 = 'text'"),
    is("v27.toUpperCase()", "'TEXT'"),
    fails("v27.toFixed()", /does not exist on type '"text"'|does not exist on type 'string'/),
  ),
  sequence(
    "a let keeps its declared type",
    runs("let v28: number | string = 1"),
    runs("v28 = 'text'"),
    fails("v28 = true", /not assignable to type 'string | number'/),
  ),
  sequence(
    "old functions keep old types",
    runs("interface Old29 { a: number }\nfunction f29(o: Old29) { return o.a }"),
    runs("interface Old29 { b: string }"),
    is("f29({ a: 29 })", "29"),
    runs("const n29: Old29 = { b: 'x' }"),
  ),
  sequence(
    "a class redeclared is another type",
    runs("class T30 { private p = 1 }\nconst t30 = new T30()"),
    runs("class T30 { private p = 1 }"),
    fails("const again30: T30 = t30", /separate declarations of a private|not assignable/),
  ),
  sequence(
    "types of imports in later cells",
    runs("import type { Stats } from 'node:fs'; import { readFileSync, type PathLike } from 'node:fs'"),
    runs("function f31(s: Stats, p: PathLike) { return s.size }"),
    fails("f31(1, 2)", /not assignable/),
  ),
  sequence(
    "typeof import and import types",
    runs("type P32 = typeof import('node:path'); let x32: import('node:fs').Stats | undefined"),
    is("(require('node:path') as P32).sep", "'/'"),
  ),
  sequence(
    "typeof and keyof of earlier values",
    runs("const c33 = { host: 'h', port: 1 }"),
    runs("type C33 = typeof c33; const k33: keyof C33 = 'port'"),
    is("c33[k33]", "1"),
  ),
  sequence(
    "abstract classes cannot be made",
    runs("abstract class A34 { abstract m(): number; hi() { return this.m() } }"),
    fails("new A34()", /abstract/),
    is("class B34 extends A34 { m() { return 34 } }; new B34().hi()", "34"),
  ),
  sequence(
    "override, implements and this types",
    runs(
      "interface Shape35 { area(): number }\nclass Sq35 implements Shape35 { constructor(protected s: number) {} area() { return this.s ** 2 } grow(): this { this.s++; return this } }",
    ),
    is("new Sq35(1).grow().grow().area()", "9"),
    fails("class Bad35 implements Shape35 {}", /incorrectly implements/),
  ),
  sequence(
    "declare leaves no trace",
    runs(
      "declare const ghost36: number; declare function gf36(): void; declare class Gc36 {} ; declare enum Ge36 { A }",
    ),
    fails("ghost36", /ghost36 is not defined/),
  ),
  sequence(
    "declare global adds for all cells",
    runs(
      "declare global { interface Array<T> { second37(): T | undefined } }\nArray.prototype.second37 = function () { return this[1] }",
    ),
    is("[1, 2].second37()", "2"),
  ),
  sequence(
    "declare module adds to a package's types",
    runs("import 'node:path'; declare module 'node:path' { interface PlatformPath { ours38?: number } }"),
  ),
  sequence(
    "casts and non-null leave no trace",
    is("(<any>'38').length + ('x' as unknown as string)!.length", "3"),
  ),
  sequence(
    "optional, rest and this parameters",
    runs(
      "function f40(this: { k: number }, a: number, b?: number, ...c: number[]) { return this.k + a + (b ?? 0) + c.length }",
    ),
    is("f40.call({ k: 1 }, 2, 3, 9, 9)", "8"),
    fails("f40(1)", /'this' context/),
  ),
  sequence(
    "enums and unions with literals",
    runs(
      "const dir41 = { up: 'UP', down: 'DOWN' } as const; type Dir41 = (typeof dir41)[keyof typeof dir41]",
    ),
    runs("const d41: Dir41 = 'UP'"),
    fails("const e41: Dir41 = 'LEFT'", /not assignable/),
  ),
  sequence(
    "const type parameters and variadic tuples",
    runs(
      "function tup42<const T extends readonly unknown[]>(...t: T) { return t }\ntype Cat42<A extends unknown[], B extends unknown[]> = [...A, ...B]",
    ),
    is("const t42 = tup42(1, 'a'); const u42: 'a' = t42[1]; u42", "'a'"),
  ),
  sequence(
    "what TypeScript 6 brings",
    runs("const set43 = new Set([1, 2]); const it43 = [1, 2, 3].values()"),
    is("[...it43]", "[ 1, 2, 3 ]"),
  ),
  sequence(
    "types only",
    silent("type A44 = 1; interface B44 {} ; export type C44 = A44"),
    silent("declare let z44: number"),
  ),
  sequence(
    "implicit any in many forms",
    fails("const f45 = (x) => x", /implicitly has an 'any' type/),
    fails("function g45({ a }) {}", /implicitly has an 'any' type/),
    runs("[1].map((x) => x)"),
  ),
  sequence(
    "unreachable code and unused labels are no errors",
    prints("function f46() { return 1; console.log('never') }\nlab46: console.log(f46())", "1\n"),
  ),
  sequence(
    "JSON has its types",
    runs("import j47 from './data.json'"),
    fails("j47.nothing", /Property 'nothing' does not exist/),
  ),
  sequence(
    "comparison that can never hold",
    fails("const a48 = 1 as 1; if ((a48 as 1) === (2 as 2)) {}", /no overlap/),
  ),
  sequence(
    "several errors of one cell, and then it works",
    fails("const a49: string = 1; const b49: number = 'x'", /line 1/),
    runs("const a49: string = 'x'; const b49 = 1"),
    is("a49 + b49", "'x1'"),
  ),
];
