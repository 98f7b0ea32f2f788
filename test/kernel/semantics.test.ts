import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { KernelClient } from "./client.js";
import { basics } from "./corpus/basics.js";
import { bindings } from "./corpus/bindings.js";
import { expectCells } from "./corpus/cell.js";
import { flow } from "./corpus/flow.js";
import { redeclarations } from "./corpus/redeclaration.js";
import { results } from "./corpus/results.js";
import { typings } from "./corpus/typings.js";

let kernel: KernelClient;

beforeAll(async () => {
  kernel = await KernelClient.start();
  const write = (name: string, text: string) => {
    mkdirSync(join(kernel.directory, name, ".."), { recursive: true });
    writeFileSync(join(kernel.directory, name), text);
  };
  write(
    "node_modules/only-esm/package.json",
    `{"name":"only-esm","type":"module","exports":{".":{"import":"./i.js"},"./sub":"./s.js"}}`,
  );
  write("node_modules/only-esm/i.js", "export const esm = await Promise.resolve(7); export default 'whole';");
  write("node_modules/only-esm/s.js", "export const sub = 8;");
  write("node_modules/old-cjs/package.json", `{"name":"old-cjs","main":"m.js"}`);
  write(
    "node_modules/old-cjs/m.js",
    "const o = {}; for (const k of ['late']) o[k] = () => 9; module.exports = o;",
  );
  write("data.json", `{"answer": 42}`);
}, 60_000);
afterAll(() => kernel.stop());

describe.each([
  ["the basics", basics],
  ["bindings", bindings],
  ["results", results],
  ["flow", flow],
  ["types", typings],
  ["redeclaration", redeclarations],
])("what sequences of cells mean: %s", (_part, sequences) => {
  test.each(sequences)("$name", ({ cells }) => expectCells(kernel, cells));
});
