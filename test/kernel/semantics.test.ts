import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";
import { sequences } from "./semantics.js";

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

describe("what sequences of cells mean", () => {
  test.each(sequences)("$name", async ({ cells }) => {
    for (const { code, result, stdout, error } of cells) {
      const run = await kernel.run(code);
      expect([code, run.error?.evalue ?? ""]).toEqual([code, error ? expect.stringMatching(error) : ""]);
      if (result !== undefined) expect([code, run.result]).toEqual([code, result]);
      if (stdout !== undefined) expect([code, run.stdout]).toEqual([code, stdout]);
    }
  });
});
