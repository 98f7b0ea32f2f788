import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient, type Run } from "./client.js";
import { failing, farFailing } from "./corpus/failures.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  const write = (name: string, text: string) => writeFileSync(join(kernel.directory, name), text);
  write(
    "boom.mjs",
    "// a file of the user's\nexport function boom(f) {\n  throw new Error('boom');\n}\nexport function deep(n, f) {\n  return n === 0 ? f() : deep(n - 1, f);\n}\n",
  );
  write(
    "boom.d.mts",
    "export function boom(f: () => void): never;\nexport function deep(n: number, f?: () => void): void;\n",
  );
  write(
    "typed.ts",
    "interface Given {\n  a: number;\n}\n\nexport function typedBoom({ a }: Given): never {\n  throw new Error('typed ' + a);\n}\n",
  );
}, 60_000);
afterAll(() => kernel.stop());

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
const plain = (lines: string[]) => lines.join("\n").replace(/\u001b\[[\d;]*m/g, "");

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

  test.each(farFailing)("$name", async ({ cells, at: [back, line], ename, says = [] }) => {
    const runs: Run[] = [];
    for (const code of cells) {
      const last = runs.at(-1);
      if (last?.error && !cells[0]?.startsWith("%")) expect(last.error.evalue).toBe("");
      runs.push(await kernel.run(code));
    }
    const cell = (n: number) => runs.at(-1 - n)?.reply.execution_count;
    const { error } = runs.at(-1) as Run;
    expect(error?.ename).toBe(ename);
    const traceback = plain(error?.traceback);
    const [first] = /Cell \[\d+\], line \d+\n/.exec(traceback) ?? [];
    expect(`${first}${traceback}`).toBe(`Cell [${cell(back)}], line ${line}\n${traceback}`);
    for (const what of says)
      expect(traceback).toContain(what.replace(/\{(\d)\}/g, (_, n: string) => `${cell(Number(n))}`));
    expect(traceback).not.toMatch(/dist\/|node:internal|__ewald/);
  });

  test("a caught error's stack speaks of cells too", async () => {
    const { result, reply } = await kernel.run(
      "let stack = '';\ntry {\n  throw new Error('x');\n} catch (e) { stack = (e as Error).stack! }\nstack",
    );
    expect(result).toContain(`Cell [${reply.execution_count}], line 3, column 9`);
  });

  test("a type error is underlined whole, to the end of its line at most", async () => {
    const { error } = await kernel.run("const underlined = 1;\nunderlined.missing;\nconst s: string = 1");
    expect(plain(error?.traceback)).toMatch(/│ underlined\.missing;\n +│ {12}\^{7}\n/);
    expect(plain(error?.traceback)).toMatch(/│ const s: string = 1\n +│ {7}\^$/m);
  });

  test("all type errors of a cell are told", async () => {
    const { error } = await kernel.run("const e1: string = 1;\nconst e2: number = '';");
    expect(plain(error?.traceback)).toMatch(/line 1\n[\s\S]*line 2\n/);
    expect(error?.evalue).toMatch(
      /^Cell \[\d+\], line 1: Type 'number' is not assignable to type 'string'. \(TS2322\)$/,
    );
  });
});
