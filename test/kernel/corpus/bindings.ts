import { fails, is, prints, runs, type Sequence, sequence, silent } from "./cell.js";

/** Names: what they are bound to, from where, and since when. */
export const bindings: Sequence[] = [
  sequence(
    "an arrow function writes to a cell's variable",
    runs("let b1 = 0; const up1 = () => ++b1"),
    runs("up1(); up1()"),
    is("b1", "2"),
    runs("b1 += 10"),
    is("up1()", "13"),
  ),
  sequence(
    "a closure keeps the variable of its loop turn",
    runs("const fs2: (() => number)[] = []; for (let i = 0; i < 3; i++) fs2.push(() => i)"),
    is("fs2.map((f) => f())", "[ 0, 1, 2 ]"),
  ),
  sequence(
    "a closure over var sees the last turn",
    runs("const fs3: (() => number)[] = []; for (var i3 = 0; i3 < 3; i3++) fs3.push(() => i3)"),
    is("fs3.map((f) => f())", "[ 3, 3, 3 ]"),
    runs("i3 = 7"),
    is("fs3[0]!()", "7"),
  ),
  sequence(
    "an object made before a class is redeclared keeps its class",
    runs("class K4 { who() { return 'old' } }; const old4 = new K4()"),
    runs("class K4 { who() { return 'new' } }"),
    is("[old4.who(), new K4().who(), (old4 as object) instanceof K4]", "[ 'old', 'new', false ]"),
  ),
  sequence(
    "a value taken from a function keeps it when the name changes",
    runs("function f5() { return 'old' }; const kept5 = f5"),
    runs("function f5() { return 'new' }"),
    is("[kept5(), f5()]", "[ 'old', 'new' ]"),
  ),
  sequence(
    "mutual recursion across cells",
    runs("let odd6: (n: number) => boolean = () => false"),
    runs("function even6(n: number): boolean { return n === 0 || odd6(n - 1) }"),
    runs("odd6 = (n) => n !== 0 && even6(n - 1)"),
    is("[even6(10), even6(7)]", "[ true, false ]"),
  ),
  sequence(
    "var is hoisted as undefined",
    prints("console.log(v7); var v7: number | undefined = 1", "undefined\n"),
    is("v7", "1"),
  ),
  sequence("var twice in one cell", is("var v8 = 1; var v8 = 2; v8", "2")),
  sequence(
    "var in the branches of an if",
    runs("if (Math.PI > 3) { var v9 = 'yes' } else { var v9 = 'no' }"),
    is("v9", "'yes'"),
  ),
  sequence(
    "var in try and catch",
    runs("try { var va = 1; throw 0 } catch { var vb1 = 2 } finally { var vc = 3 }"),
    is("va + vb1 + vc", "6"),
  ),
  sequence("var in switch", runs("switch (2 as number) { case 2: var vd = 'two' }"), is("vd", "'two'")),
  sequence("var under a label", runs("l1: for (;;) { var ve = 4; break l1 }"), is("ve", "4")),
  sequence("var in for of", runs("for (var vf of [1, 2, 3]) ;"), is("vf", "3")),
  sequence("var in for in", runs("for (var vg in { a: 1, b: 2 }) ;"), is("vg", "'b'")),
  sequence("var in for await", runs("for await (var vh of [1, Promise.resolve(2)]) ;"), is("vh", "2")),
  sequence(
    "var destructured in a block",
    runs("{ var { a: vi1, b: [vj = 5, ...vk], ...vl } = { a: 1, b: [undefined, 2, 3], c: 4 } as any }"),
    is("[vi1, vj, vk, vl]", "[ 1, 5, [ 2, 3 ], { c: 4 } ]"),
  ),
  sequence(
    "var of a function stays inside",
    runs("function f9() { var inner9 = 1; return inner9 }"),
    fails("inner9", /Cannot find name 'inner9'/),
  ),
  sequence(
    "let in the head of a loop stays inside",
    runs("for (let j1 = 0; j1 < 1; j1++) ;"),
    fails("j1", /Cannot find name 'j1'/),
  ),
  sequence(
    "a catch's variable stays inside",
    runs("try { throw 1 } catch (caught1) { }"),
    fails("caught1", /Cannot find name 'caught1'/),
  ),
  sequence(
    "a function in a block stays inside",
    runs("{ function blockFn() { return 1 } blockFn() }"),
    fails("blockFn()", /Cannot find name 'blockFn'/),
  ),
  sequence("a block shadows", runs("let sh = 'outer'"), is("{ let sh = 'inner'; sh += '!' }; sh", "'outer'")),
  sequence(
    "the dead zone of let",
    fails("// @ts-nocheck\ndz1; let dz1 = 1", /before initialization|is not defined/),
    runs("let dz1 = 2"),
    is("dz1", "2"),
  ),
  sequence("TypeScript sees the dead zone", fails("dz2; let dz2 = 1", /used before its declaration/)),
  sequence("the dead zone of a class", fails("new Dz3(); class Dz3 {}", /used before its declaration/)),
  sequence(
    "a function called before what it uses is there",
    fails(
      "early4(); let late4 = 1; function early4() { return late4 }",
      /before initialization|is not defined/,
    ),
  ),
  sequence(
    "functions are hoisted above imports and each other",
    is(
      "var got5 = first5(); function first5() { return second5() } function second5() { return 'second' }\ngot5",
      "'second'",
    ),
  ),
  sequence(
    "what was assigned before an error stays",
    runs("let half6 = 0; const list6: number[] = []"),
    fails("half6 = 1; list6.push(1); throw new Error('half'); half6 = 2", /^half$/),
    is("[half6, list6]", "[ 1, [ 1 ] ]"),
  ),
  sequence(
    "what was declared before an error stays",
    fails("let got7 = 5; function fn7() { return got7 } class C7 {} ; throw new Error('x7')", /^x7$/),
    is("[got7, fn7(), typeof C7]", "[ 5, 5, 'function' ]"),
  ),
  sequence(
    "what an error kept from being declared can be declared, as anything",
    fails("throw new Error('x8'); const not8 = 1; let nor8 = 2; class Nor8 {}", /^x8$/),
    runs("function not8() { return 'fn' }; const nor8 = 'const'; enum Nor8 { A }"),
    is("[not8(), nor8, Nor8.A]", "[ 'fn', 'const', 0 ]"),
  ),
  sequence(
    "an error after an await keeps what was before",
    fails("let aw9 = 1; await 0; aw9 = 2; await Promise.reject(new Error('x9')); aw9 = 3", /^x9$/),
    is("aw9", "2"),
  ),
  sequence(
    "a cell with a type error leaves everything as it was",
    runs("let same10 = 'before'"),
    fails("let same10 = 1; same10 = 'text'", /not assignable/),
    is("same10", "'before'"),
  ),
  sequence(
    "a cell that does not parse leaves everything as it was",
    runs("let same11 = 'before'"),
    fails("same11 = 'after'; let let = ;", /./),
    is("same11", "'before'"),
  ),
  sequence(
    "destructuring assignment to old names",
    runs("let p12 = 1, q12 = 2"),
    runs("[p12, q12] = [q12, p12]"),
    is("[p12, q12]", "[ 2, 1 ]"),
  ),
  sequence("object destructuring assignment", runs("let r13 = 0; ({ r: r13 } = { r: 9 })"), is("r13", "9")),
  sequence(
    "destructuring with defaults, computed keys and functions",
    runs(
      "const key14 = 'k'; const { [key14]: v14 = 3, f: { g: w14 } = { g: 4 } } = {} as { k?: number; f?: { g: number } }",
    ),
    is("[v14, w14]", "[ 3, 4 ]"),
  ),
  sequence(
    "a const's object can be changed",
    runs("const o15 = { n: 1 }"),
    runs("o15.n = 2"),
    is("o15", "{ n: 2 }"),
  ),
  sequence(
    "compound and logical assignment",
    runs("let c16: number | undefined; c16 ??= 5; c16 ||= 6; c16 **= 2"),
    is("c16", "25"),
  ),
  sequence(
    "delete, in, typeof of unknown names",
    is("typeof (globalThis as any).nowhere17", "'undefined'"),
    is("'Math' in globalThis", "true"),
  ),
  sequence(
    "a property of globalThis is seen by all cells",
    runs("(globalThis as any).glob18 = 1; declare global { var glob18: number }"),
    is("globalThis.glob18 + 1", "2"),
  ),
  sequence("this in a function is undefined", silent("(function (this: unknown) { return this })()")),
  sequence(
    "arguments and new.target",
    runs("function F20(this: any, ..._: number[]) { return [arguments.length, new.target === undefined] }"),
    is("F20.call(null, 1, 2)", "[ 2, true ]"),
  ),
  sequence(
    "names of functions and classes are theirs",
    runs(
      "const arrow21 = () => {}; let Anon21 = class {}; var fn21 = function () {}; async function as21() {} class Cl21 {}",
    ),
    is("[arrow21, Anon21, fn21, as21, Cl21].map((f) => f.name).join()", "'arrow21,Anon21,fn21,as21,Cl21'"),
  ),
  sequence(
    "a timer of an earlier cell sees later values",
    runs("let t22 = 1; const later22 = new Promise<number>((r) => setTimeout(() => r(t22), 400))"),
    runs("t22 = 2"),
    is("await later22", "2"),
  ),
  sequence(
    "a name declared only as a type is no value",
    runs("type Only23 = number"),
    fails("Only23", /only refers to a type/),
  ),
  sequence("Unicode escapes in names", runs("const \\u0061bc24 = 1"), is("abc24", "1")),
  sequence(
    "names that are special elsewhere",
    runs("let async = 1, of = 2, get = 3, type = 4, as = 5, from = 6, module = 7, exports = 8"),
    is("async + of + get + type + as + from + module + exports", "36"),
  ),
  sequence("undefined as last value after a declaration", silent("const u26 = undefined"), silent("u26")),
  sequence(
    "export of earlier names",
    runs("const e27 = 1"),
    runs("export { e27 }; export type { Readable } from 'node:stream'"),
    is("e27", "1"),
  ),
  sequence("export default gives a result", is("export default 40 + 2", "42")),
  sequence(
    "export default function",
    runs("export default function def29() { return 29 }"),
    is("def29()", "29"),
  ),
  sequence("import equals", runs("import path30 = require('node:path')"), is("path30.sep", "'/'")),
  sequence(
    "an alias of a namespace's member",
    runs("namespace N31 { export namespace Inner { export const v = 31 } }\nimport In31 = N31.Inner"),
    is("In31.v", "31"),
  ),
];
