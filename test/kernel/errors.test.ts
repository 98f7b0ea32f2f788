import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
}, 60_000);
afterAll(() => kernel.stop());

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
const plain = (lines: string[]) => lines.join("\n").replace(/\u001b\[[\d;]*m/g, "");

/** Cells that fail, and the line of the user's text the error must name. */
const failing: [name: string, code: string, line: number, ename: string][] = [
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

describe("errors name the cell and the line of the user's TypeScript", () => {
  test.each(failing)("%s", async (_name, code, line, ename) => {
    const { error, reply } = await kernel.run(code);
    expect(error?.ename).toBe(ename);
    expect(reply).toMatchObject({ status: "error", ename, evalue: error?.evalue });
    const traceback = plain(error?.traceback);
    expect(traceback).toContain(`Cell [${reply.execution_count}], line ${line}\n`);
    expect(traceback).toMatch(new RegExp(`→ ${line} │`));
    expect(traceback).not.toMatch(/dist\/|node:internal|__ewald/);
  });

  test("an error of an earlier cell's function names both cells", async () => {
    const first = await kernel.run("function fails(): never {\n\n  throw new Error('deep')\n}");
    const { error, reply } = await kernel.run("\nfails()");
    const traceback = plain(error?.traceback);
    expect(traceback).toContain(`at fails (Cell [${first.reply.execution_count}], line 3, column 9)`);
    expect(traceback).toContain(`at Cell [${reply.execution_count}], line 2, column 1`);
  });

  test("a caught error's stack speaks of cells too", async () => {
    const { result, reply } = await kernel.run(
      "let stack = '';\ntry {\n  throw new Error('x');\n} catch (e) { stack = (e as Error).stack! }\nstack",
    );
    expect(result).toContain(`Cell [${reply.execution_count}], line 3, column 9`);
  });

  test("causes and aggregates are shown", async () => {
    const { error } = await kernel.run("throw new Error('outer', { cause: new TypeError('inner') })");
    expect(plain(error?.traceback)).toMatch(/Error: outer[\s\S]*Caused by:\nTypeError: inner/);
    const many = await kernel.run(
      "throw new AggregateError([new Error('one'), new Error('two')], 'several')",
    );
    expect(plain(many.error?.traceback)).toMatch(
      /several[\s\S]*One of:\nError: one[\s\S]*One of:\nError: two/,
    );
  });

  test("all type errors of a cell are told", async () => {
    const { error } = await kernel.run("const e1: string = 1;\nconst e2: number = '';");
    expect(plain(error?.traceback)).toMatch(/line 1\n[\s\S]*line 2\n/);
    expect(error?.evalue).toMatch(
      /^Cell \[\d+\], line 1: Type 'number' is not assignable to type 'string'. \(TS2322\)$/,
    );
  });
});
