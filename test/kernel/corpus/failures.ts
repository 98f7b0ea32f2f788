/** A cell that fails, the line of the user's text its error must name, and the error's name. */
export type Failing = [name: string, code: string, line: number, ename: string];

export const failing: Failing[] = [
  ["at the top", "throw new Error('x')", 1, "Error"],
  [
    "after blank lines and comments",
    "// one\n\n\n/* four\nfive */\nthrow new TypeError('x')",
    6,
    "TypeError",
  ],
  ["after types that vanish", "interface A {\n  a: number;\n}\ntype B = A;\n(null as any).x", 5, "TypeError"],
  [
    "in a function called later",
    "function f(): never {\n  throw new RangeError('x');\n}\n\nf();",
    2,
    "RangeError",
  ],
  ["in an arrow function", "const g = () => {\n  return (undefined as any).y;\n};\ng()", 2, "TypeError"],
  [
    "after an import",
    "import { join } from 'node:path';\nconst p = join('a');\nJSON.parse(p);",
    3,
    "SyntaxError",
  ],
  ["after an await", "await 1;\nawait 2;\nthrow new Error('x');", 3, "Error"],
  ["after an enum", "enum E {\n  A,\n  B,\n}\nthrow new Error(String(E.A));", 5, "Error"],
  [
    "in a class",
    "class C {\n  constructor(private a: number) {}\n\n  m() {\n    throw new Error('x');\n  }\n}\nnew C(1).m()",
    5,
    "Error",
  ],
  [
    "after a hoisted function",
    "const a1 = 1;\nfunction h() {\n  return 1;\n}\nthrow new Error('x');",
    5,
    "Error",
  ],
  [
    "in a rejected promise",
    "const late = async () => {\n  await 1;\n  throw new Error('x');\n};\nawait late()",
    3,
    "Error",
  ],
  ["in a callback", "[1].map(\n  () => {\n    throw new Error('x');\n  },\n)", 3, "Error"],
  ["Windows line ends", "let w = 1;\r\n\r\nthrow new Error('x');", 3, "Error"],
  ["a name unknown at run time", "// @ts-nocheck\n\nnotThere", 3, "ReferenceError"],
  ["a type error", "const a = 1;\n\nconst b: string = a;", 3, "TypeScriptError"],
  ["a missing name", "\n\nnotKnown + 1", 3, "TypeScriptError"],
  ["a syntax error", "const ok = 1;\nconst = 2;", 2, "SyntaxError"],
  ["an unclosed brace", "function f() {\n  return 1;\n", 3, "SyntaxError"],
  [
    "a decorator's class",
    "const dec = (t: unknown, c: unknown) => {};\n@dec\nclass D {}\nthrow new Error('x')",
    4,
    "Error",
  ],
  ["a var in a loop", "for (var i = 0; i < 1; i++) {\n  throw new Error('x');\n}", 2, "Error"],
  ["a template over lines", "const s = `a\nb\nc`;\nthrow new Error(s);", 4, "Error"],
  [
    "a type annotation over lines",
    "const o: {\n  a: number;\n  b: string;\n} = { a: 1, b: '' };\nthrow new Error(o.b)",
    5,
    "Error",
  ],
];

/** Errors that show in one cell and come from another, or from a file: what the traceback must name. */
export interface FarFailing {
  name: string;
  /** The cells to run, the last of which fails. */
  cells: string[];
  /** The cell the excerpt must show, counted from the failing one (0) backwards, and its line. */
  at: [cellsBack: number, line: number];
  ename: string;
  /** What else the traceback must say; `{n}` is the number of the cell n back. */
  says?: string[];
}

const far = (
  name: string,
  cells: string[],
  at: [number, number],
  ename: string,
  ...says: string[]
): FarFailing => ({ name, cells, at, ename, says });

export const farFailing: FarFailing[] = [
  far(
    "a function of an earlier cell",
    ["function fail1(): never {\n\n  throw new Error('deep')\n}", "\nfail1()"],
    [1, 3],
    "Error",
    "at fail1 (Cell [{1}], line 3, column 9)",
    "at Cell [{0}], line 2, column 1",
  ),
  far(
    "three cells deep",
    ["const a2 = (f: () => void) =>\n  f()", "const b2 = () => {\n  JSON.parse('{')\n}", "\n\na2(b2)"],
    [1, 2],
    "SyntaxError",
    "at b2 (Cell [{1}], line 2",
    "at a2 (Cell [{2}], line 2",
    "at Cell [{0}], line 3",
  ),
  far(
    "a method of a class of an earlier cell",
    [
      "class C3 {\n  constructor(private n: number) {}\n  get bad(): number {\n    throw new RangeError('g')\n  }\n}",
      "new C3(1)\n  .bad",
    ],
    [1, 4],
    "RangeError",
    "at Cell [{0}], line 2",
  ),
  far(
    "an asynchronous function of an earlier cell, after an await",
    [
      "async function inner4(): Promise<number> {\n  await 0;\n  throw new Error('late')\n}\nasync function outer4() {\n  return 1 + (await inner4())\n}",
      "\nawait outer4()",
    ],
    [1, 3],
    "Error",
    "at async outer4 (Cell [{1}], line 6",
    "at async Cell [{0}], line 2",
  ),
  far(
    "a callback of a timer",
    ["await new Promise((_, no) => setTimeout(() => {\n  no(new Error('timer'))\n}, 5))"],
    [0, 2],
    "Error",
  ),
  far(
    "a generator of an earlier cell",
    ["function* g6() {\n  yield 1\n  throw new TypeError('gen')\n}", "for (const v of g6())\n  v"],
    [1, 3],
    "TypeError",
    "at Cell [{0}], line 1",
  ),
  far(
    "a function of a cell that was run again",
    ["function f7() { throw new Error('old') }", "\n\nfunction f7() { throw new Error('new') }", "f7()"],
    [1, 3],
    "Error",
  ),
  far("a thrown string", ["let x8 = 1;\n\nthrow 'text'"], [0, 3], "Thrown", "'text'"),
  far(
    "a thrown object of an earlier cell's function",
    ["function f9() {\n  throw { code: 9 }\n}", "f9()"],
    [1, 2],
    "Thrown",
    "{ code: 9 }",
    "at Cell [{0}], line 1",
  ),
  far("a thrown undefined after an await", ["await 0;\nthrow undefined"], [0, 2], "Thrown"),
  far(
    "a cause in another cell",
    [
      "function low11() {\n  throw new TypeError('low')\n}",
      "try {\n  low11()\n} catch (cause) {\n  throw new Error('high', { cause })\n}",
    ],
    [0, 4],
    "Error",
    "Caused by:\nTypeError: low\nCell [{1}], line 2",
  ),
  far(
    "a cause that is no Error",
    ["throw new Error('high', { cause: 'low' })"],
    [0, 1],
    "Error",
    "Caused by: 'low'",
  ),
  far(
    "Promise.any, each of its errors in its line",
    [
      "await Promise.any([\n  Promise.reject(new Error('one')),\n  Promise.reject(new RangeError('two')),\n  Promise.reject(3),\n])",
    ],
    [0, 2],
    "AggregateError",
    "One of:\nError: one\nCell [{0}], line 2",
    "One of:\nRangeError: two\nCell [{0}], line 3",
    "One of: 3",
  ),
  far(
    "an AggregateError made by hand",
    ["throw new AggregateError(\n  [new Error('one')], 'several')"],
    [0, 1],
    "AggregateError",
    "AggregateError: several",
    "One of:\nError: one\nCell [{0}], line 2",
  ),
  far(
    "an error class of the user's",
    [
      "class Bad15 extends Error {\n  override name = 'Bad15';\n}",
      "const bad15 = new Bad15('made');\n\nthrow bad15",
    ],
    [0, 1],
    "Bad15",
  ),
  far(
    "a function of an imported JavaScript file",
    ["import { boom } from './boom.mjs'", "\nboom(() => 1)"],
    [0, 2],
    "Error",
    "boom.mjs:3:",
  ),
  far(
    "a function of an imported TypeScript file",
    ["import { typedBoom } from './typed.ts'", "\n\ntypedBoom({ a: 1 })"],
    [0, 3],
    "Error",
    "typed.ts:6:",
  ),
  far(
    "a callback of the cell called from deep within a file",
    ["import { boom, deep } from './boom.mjs'", "deep(30, () => {\n  throw new Error('called back')\n})"],
    [0, 2],
    "Error",
    "boom.mjs:6:",
  ),
  far(
    "deep within a file",
    ["import { deep } from './boom.mjs'", "\ndeep(30)"],
    [0, 2],
    "TypeError",
    "boom.mjs:6:",
  ),
  far("in the library's own code", ["\nreadImage"], [0, 2], "TypeScriptError"),
  far("after `using`", ["using r = { [Symbol.dispose]() {} };\n\nthrow new Error('u')"], [0, 3], "Error"),
  far(
    "while disposing",
    ["{\n  using r = {\n    [Symbol.dispose]() {\n      throw new Error('d')\n    },\n  };\n}"],
    [0, 4],
    "Error",
  ),
  far(
    "in a decorator",
    [
      "function dec23(_: unknown, c: DecoratorContext) {\n  throw new Error('dec')\n}",
      "\nclass D23 {\n  @dec23 m() {}\n}",
    ],
    [1, 2],
    "Error",
    "at ",
  ),
  far("in a static block", ["class S24 {\n  static {\n    throw new Error('s')\n  }\n}"], [0, 3], "Error"),
  far(
    "in a namespace",
    ["namespace N25 {\n  export const a = 1;\n  throw new Error('n')\n}"],
    [0, 3],
    "Error",
  ),
  far(
    "in an enum's initialiser",
    ["const f26 = (): number => {\n  throw new Error('e')\n}", "enum E26 {\n  A = 1,\n  B = f26(),\n}"],
    [1, 2],
    "Error",
    "at Cell [{0}], line 3",
  ),
  far(
    "below a magic",
    ["%ts warn\n\nthrow new Error('m')", "%ts on\n\nthrow new Error('m')"],
    [0, 3],
    "Error",
  ),
  far("a type error below a magic", ["%ts on\n\nconst t28: string = 1"], [0, 3], "TypeScriptError"),
  far(
    "a missing export of a file",
    ["// @ts-nocheck\n\nimport { absent } from './boom.mjs'"],
    [0, 3],
    "SyntaxError",
    "absent",
  ),
  far(
    "a missing package",
    ["// @ts-nocheck\nlet q30 = 1\nimport nope30 from 'no-such-package'"],
    [0, 3],
    "Error",
    "no-such-package",
  ),
  far(
    "a missing file by dynamic import",
    ["const name31 = './absent.mjs'\nawait import(name31)"],
    [0, 2],
    "Error",
    "absent.mjs",
  ),
  far(
    "a stack that ran over",
    ["function over32(): number {\n  return 1 + over32()\n}\nover32()"],
    [0, 2],
    "RangeError",
  ),
  far("a non-ASCII line", ["const größe33 = 'ß'; // ∑\nthrow new Error(größe33)"], [0, 2], "Error"),
  far(
    "tabs and long lines",
    [`\tconst long34 = '${"x".repeat(3000)}';\n\tthrow new Error('t')`],
    [0, 2],
    "Error",
    "│ \t      ^",
  ),
  far(
    "an error frozen or without a stack",
    ["const e35 = Object.freeze(new Error('ice'));\nthrow e35"],
    [0, 1],
    "Error",
  ),
  far("a rejected promise nobody made here", ["Promise.reject(\n  new Error('last'))"], [0, 2], "Error"),
  far(
    "in user code called by sort, replace, reduce",
    ["[2, 1].sort(() => {\n  return 'a'.replace(/a/, () => {\n    throw new Error('r')\n  }).length\n})"],
    [0, 3],
    "Error",
  ),
];
