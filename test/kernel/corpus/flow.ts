// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cells are texts
import { fails, is, prints, runs, type Sequence, sequence } from "./cell.js";

/** Await in every position, iteration, disposal, labels, exceptions. */
export const flow: Sequence[] = [
  sequence(
    "await in a condition",
    prints("if (await Promise.resolve(true)) console.log('in'); else console.log('out')", "in\n"),
  ),
  sequence(
    "await in loop heads",
    prints("for (let i = await 0; i < (await 2); i += await 1) console.log(i)", "0\n1\n"),
  ),
  sequence(
    "await in while and do",
    is("let n3 = 0; while ((await n3) < 3) n3++; do { n3 = await (n3 + 1) } while (n3 < 5); n3", "5"),
  ),
  sequence(
    "await in switch",
    prints(
      "switch (await ('b' as string)) { case await 'a': console.log(1); break; case await 'b': console.log(2) }",
      "2\n",
    ),
  ),
  sequence(
    "await in try, catch and finally",
    prints(
      "try { await Promise.reject(new Error('r')) } catch (e) { console.log(await (e as Error).message) } finally { await 0; console.log('f') }",
      "r\nf\n",
    ),
  ),
  sequence(
    "await in arguments, arrays, objects, spreads",
    is(
      "[Math.max(await 1, await 2), ...(await [3]), { [await 'k']: await 4, ...(await { l: 5 }) }]",
      "[ 2, 3, { k: 4, l: 5 } ]",
    ),
  ),
  sequence("await in templates and tags", is("`${await 1}${String.raw`${await 2}`}`", "'12'")),
  sequence(
    "await in destructuring and defaults",
    runs("const { a8 = await 8, [await 'b']: b8 } = { b: 9 } as { a8?: number; b: number }"),
    is("a8 + b8", "17"),
  ),
  sequence(
    "await before members, calls and new",
    is(
      "(await [1, 2]).length + (await ((x: number) => x))(3) + (await new Promise<number>((r) => r(1)))",
      "6",
    ),
  ),
  sequence("await of await, of parentheses, of conditionals", is("await await (await 1 ? await 2 : 3)", "2")),
  sequence("await with operators", is("-(await 2) + +(await '3') + (await 2) ** (await 3)", "9")),
  sequence(
    "await in optional chains and nullish",
    is("(await null as { x: number } | null)?.x ?? await 'none'", "'none'"),
  ),
  sequence(
    "await in a class's field and heritage",
    runs("class B13 { base = 1 }\nconst b13 = await B13; class D13 extends (await b13) { own = 2 }"),
    is("new D13()", "D13 { base: 1, own: 2 }"),
  ),
  sequence(
    "await in a declaration list",
    runs("const x14 = await 1, y14 = await (x14 + 1); let z14 = await y14"),
    is("[x14, y14, z14]", "[ 1, 2, 2 ]"),
  ),
  sequence("await in a throw", fails("throw await Promise.resolve(new RangeError('thrown'))", /^thrown$/)),
  sequence(
    "await in a block and in a label",
    prints("{ const v = await 1; console.log(v) }\nlab16: { await 0; break lab16 }", "1\n"),
  ),
  sequence(
    "await is a name inside a plain function's text",
    is("function await17() { return 'fn' }; await await17()", "'fn'"),
  ),
  sequence(
    "await between statements keeps order",
    prints(
      "console.log(1); Promise.resolve().then(() => console.log(2)); await 0; console.log(3)",
      "1\n2\n3\n",
    ),
  ),
  sequence(
    "microtasks before timers",
    prints(
      "const done19 = new Promise<void>((r) => setTimeout(() => { console.log('timer'); r() })); queueMicrotask(() => console.log('micro')); console.log('sync'); await done19",
      "sync\nmicro\ntimer\n",
    ),
  ),
  sequence(
    "for await over an async generator",
    prints(
      "async function* g20() { yield 1; await 0; yield 2 }\nfor await (const v of g20()) console.log(v)",
      "1\n2\n",
    ),
  ),
  sequence(
    "for await with destructuring and break",
    is(
      "let sum21 = 0; for await (const { v } of [{ v: 1 }, Promise.resolve({ v: 2 }), { v: 100 }]) { if (v > 50) break; sum21 += v }\nsum21",
      "3",
    ),
  ),
  sequence(
    "for await in a function and in a block",
    is(
      "async function all22(x: AsyncIterable<number>) { const out = []; for await (const v of x) out.push(v); return out }\nawait all22((async function* () { yield* [1, 2] })())",
      "[ 1, 2 ]",
    ),
  ),
  sequence(
    "generators: return, throw and delegation",
    runs(
      "function* g23(): Generator<number, string, number> { const got = yield 1; yield got * 2; return 'end' }\nconst it23 = g23()",
    ),
    is(
      "[it23.next(), it23.next(21), it23.next(0), it23.next(0)].map((r) => r.value)",
      "[ 1, 42, 'end', undefined ]",
    ),
  ),
  sequence(
    "a generator goes on from cell to cell",
    runs("function* count24() { let n = 0; while (true) yield n++ }\nconst c24 = count24()"),
    is("c24.next().value", "0"),
    is("c24.next().value", "1"),
  ),
  sequence(
    "iterators of one's own",
    runs("const range25 = { *[Symbol.iterator]() { yield 1; yield 2 } }"),
    is("[...range25, ...Array.from(range25)]", "[ 1, 2, 1, 2 ]"),
  ),
  sequence(
    "labelled continue and break",
    is(
      "let log26 = ''; a26: for (const i of [1, 2, 3]) { b26: for (const j of [1, 2, 3]) { if (j === 2) continue a26; if (i === 3) break a26; log26 += `${i}${j} ` } }\nlog26",
      "'11 21 '",
    ),
  ),
  sequence("a labelled block", is("let v27 = 1; done27: { if (v27 === 1) break done27; v27 = 2 }\nv27", "1")),
  sequence(
    "switch falls through and has a default",
    is(
      "let s28 = ''; for (const k of ['a', 'b', 'c']) switch (k) { case 'a': s28 += 1; case 'b': s28 += 2; break; default: s28 += 3 }\ns28",
      "'1223'",
    ),
  ),
  sequence("finally runs before the error is told", {
    ...prints("try { throw new Error('e29') } finally { console.log('finally') }", "finally\n"),
    error: /^e29$/,
  }),
  sequence(
    "a caught error's value, unknown by type",
    is(
      "let m30 = ''; try { (null as any).x } catch (e) { m30 = e instanceof TypeError ? 'type' : 'other' }\nm30",
      "'type'",
    ),
  ),
  sequence("using disposes in reverse, also after an error", {
    ...prints(
      "const r31 = (n: string) => ({ [Symbol.dispose]() { console.log(n) } });\nusing a31 = r31('a'); using b31 = r31('b'); throw new Error('e31')",
      "b\na\n",
    ),
    error: /^e31$/,
  }),
  sequence(
    "await using",
    prints(
      "await using r32 = { async [Symbol.asyncDispose]() { await 0; console.log('closed') } }; console.log('open')",
      "open\nclosed\n",
    ),
  ),
  sequence(
    "using in a function, a loop and a block",
    prints(
      "const r33 = (n: string) => ({ n, [Symbol.dispose]() { console.log('-' + n) } });\nfunction f33() { using x = r33('f'); return x.n }\nconsole.log(f33()); for (using y of [r33('1'), r33('2')]) console.log(y.n); { using z = r33('z') }",
      "-f\nf\n1\n-1\n2\n-2\n-z\n",
    ),
  ),
  sequence("using null is allowed", prints("using n34 = null; console.log('fine')", "fine\n")),
  sequence(
    "a cell with using has a result too",
    is("using r35 = { v: 35, [Symbol.dispose]() {} }; r35.v + 1", "36"),
  ),
  sequence(
    "functions of a cell with using can be called later",
    runs(
      "using r36 = { [Symbol.dispose]() {} }; function f36() { return 'later' } const c36 = 1; class K36 {}",
    ),
    is("[f36(), c36, typeof K36]", "[ 'later', 1, 'function' ]"),
  ),
  sequence("DisposableStack is the platform's to give", is("typeof Symbol.dispose", "'symbol'")),
  sequence(
    "errors of both body and disposal",
    fails(
      "using r38 = { [Symbol.dispose]() { throw new Error('second') } }; throw new Error('first')",
      /suppressed|second/i,
    ),
  ),
  sequence(
    "recursion deeper than the stack is an error, and the next cell runs",
    fails("function deep39(): number { return 1 + deep39() }\ndeep39()", /call stack/),
    is("39", "39"),
  ),
  sequence(
    "decorators of classes, methods, fields, accessors",
    prints(
      "function log40(name: string) { return (_: unknown, c: DecoratorContext) => { console.log(name, c.kind, String(c.name)) } }\n@log40('C') class C40 { @log40('m') m() {} @log40('f') f = 1; @log40('g') get g() { return 1 } @log40('a') accessor a = 2; @log40('s') static s = 3 }",
      "m method m\ng getter g\na accessor a\ns field s\nf field f\nC class C40\n",
    ),
  ),
  sequence(
    "a decorated class is used in later cells",
    runs(
      "function bound41<T extends (...a: never[]) => unknown>(f: T, c: ClassMethodDecoratorContext) { c.addInitializer(function (this: any) { this[c.name] = f.bind(this) }); return f }\nclass C41 { v = 41; @bound41 get41() { return this.v } }",
    ),
    runs("const { get41 } = new C41()"),
    is("get41()", "41"),
  ),
  sequence(
    "a decorator replaces its class",
    runs(
      "function sealed42<T extends new (...a: any[]) => object>(C: T, _: ClassDecoratorContext) { return class extends C { extra = 42 } }\n@sealed42 class C42 { own = 1 }",
    ),
    is("Object.keys(new C42())", "[ 'own', 'extra' ]"),
  ),
  sequence(
    "two cells with decorators do not mix",
    runs(
      "const d43 = (v: number) => (_: unknown, c: ClassFieldDecoratorContext) => (x: number) => x + v\nclass A43 { @d43(1) x = 1 }",
    ),
    runs("class B43 { @d43(2) x = 1 }"),
    is("[new A43().x, new B43().x]", "[ 2, 3 ]"),
  ),
  sequence(
    "class fields, static blocks, private methods, accessors",
    runs(
      "class C44 { static n = 0; static { C44.n = 5 } #p() { return 'p' } get v() { return this.#p() + C44.n } set v(_: string) {} static #q = 1; static has(o: object) { return #p in o } accessor w = 3; ['comp'] = 4 }",
    ),
    is("[new C44().v, C44.has(new C44()), C44.has({}), new C44().w]", "[ 'p5', true, false, 3 ]"),
  ),
  sequence(
    "fields are defined, not assigned",
    runs("class P45 { set x(_: number) { throw new Error('setter') } }\nclass Q45 { x?: number }"),
    is("'x' in new Q45()", "true"),
  ),
  sequence(
    "getters, setters, symbols, computed names",
    runs(
      "const s46 = Symbol('s'); const o46 = { get a() { return 1 }, set a(v) {}, [s46]: 2, ['b' + 1]: 3, async *m() {}, 'c-d': 4, 5: 5 }",
    ),
    is("[o46.a, o46[s46], (o46 as any).b1, o46['c-d'], o46[5]]", "[ 1, 2, 3, 4, 5 ]"),
  ),
  sequence(
    "super in objects and statics",
    runs(
      "const base47 = { hi() { return 'base' } }; const o47 = { hi() {\n// @ts-ignore\nreturn super.hi() + '!' } }; Object.setPrototypeOf(o47, base47)",
    ),
    is("o47.hi()", "'base!'"),
  ),
  sequence(
    "a subclass of Error and instanceof",
    runs(
      "class Bad48 extends Error { override name = 'Bad48'; constructor(readonly code: number) { super(`code ${code}`) } }",
    ),
    fails("throw new Bad48(7)", /^code 7$/),
    is("new Bad48(1) instanceof Error", "true"),
  ),
];
