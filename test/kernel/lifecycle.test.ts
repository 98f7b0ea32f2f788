import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installInto, kernelSpec } from "../../kernel/dist/install.js";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start(mkdtempSync(join(tmpdir(), "ewald empty ")));
}, 60_000);
afterAll(() => kernel.stop());

test("process.exit, abort and their like end the cell only", async () => {
  const { stderr, reply } = await kernel.run("process.exit(3); console.log('not reached')");
  expect(reply.status).toBe("ok");
  expect(stderr).toMatch(/process\.exit\(3\) ended the cell/);
  await kernel.run("setTimeout(() => process.exit(1), 10)");
  await kernel.run("await new Promise((r) => setTimeout(r, 50))");
  await kernel.run("process.abort()");
  expect((await kernel.run("'alive'")).result).toBe("'alive'");
});

test("a directory with spaces and nothing in it", async () => {
  const { error, result } = await kernel.run(
    "import { basename } from 'node:path'; console.log(1); basename(process.cwd()).split(' ')[1]",
  );
  expect(error).toBeUndefined();
  expect(result).toBe("'empty'");
  const tslab = await kernel.run("import * as tslab from 'tslab'; tslab.display.html('<i>x</i>');");
  expect(tslab.error).toBeUndefined();
  expect(tslab.outputs.find(({ type }) => type === "display_data")?.content.data).toEqual({
    "text/html": "<i>x</i>",
  });
});

test("the preload is the kernel's own ewald, typed, and the same as an import", async () => {
  const same = await kernel.run(
    "import * as again from 'ewald'; again.EwaldError === EwaldError && ewald.EwaldError === EwaldError",
  );
  expect(same.error).toBeUndefined();
  expect(same.result).toBe("true");
  const typed = await kernel.run(
    "const e: EwaldError = new EwaldError('bad-argument', 'm'); e.code.toFixed()",
  );
  expect(typed.error?.evalue).toContain("toFixed");
});

test("the kernelspec", () => {
  const folder = installInto(mkdtempSync(join(tmpdir(), "ewald-spec-")));
  const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
  expect(spec).toMatchObject({
    display_name: "TypeScript (Ewald)",
    language: "typescript",
    interrupt_mode: "message",
  });
  expect(spec.argv[0]).toBe(process.execPath);
  expect(spec.argv.at(-1)).toBe("{connection_file}");
  expect(spec).toEqual(kernelSpec(process.execPath, spec.argv.at(-2)));
  expect(existsSync(join(folder, "logo-svg.svg"))).toBe(true);
});

// The last of the file: it ends the kernel the others use.
test("shutdown: the reply, then the end, live timers and loops no obstacle", async () => {
  await kernel.run("process.on('exit', () => console.log('bye')); setInterval(() => {}, 10); 1");
  const busy = kernel.start("while (true) {}");
  await kernel.waitFor(({ type, parent }) => type === "execute_input" && parent === busy.id);
  const ended = new Promise((resolve) => kernel.process.once("exit", resolve));
  const sent = performance.now();
  const { reply } = await kernel.request("shutdown_request", { restart: true }, { channel: "control" });
  expect(reply).toEqual({ status: "ok", restart: true });
  await ended;
  expect(performance.now() - sent).toBeLessThan(1500);
  busy.done.catch(() => {});
  expect(kernel.log).toBe("");
});
