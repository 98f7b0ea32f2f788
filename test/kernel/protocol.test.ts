import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.run("1");
}, 60_000);
afterAll(() => kernel.stop());

describe("the protocol", () => {
  test("kernel_info", async () => {
    const { reply } = await kernel.request("kernel_info_request", {});
    expect(reply).toMatchObject({
      status: "ok",
      protocol_version: "5.4",
      language_info: { name: "typescript", file_extension: ".ts" },
    });
  });

  test("execute: busy, input, result, idle, with one count", async () => {
    const { outputs, reply } = await kernel.run("6 * 7");
    expect(outputs.map(({ type }) => type)).toEqual(["status", "execute_input", "execute_result", "status"]);
    const count = reply.execution_count;
    expect(outputs[1]?.content).toEqual({ code: "6 * 7", execution_count: count });
    expect(outputs[2]?.content).toMatchObject({ execution_count: count, data: { "text/plain": "42" } });
  });

  test("silent cells leave no trace", async () => {
    const before = (await kernel.run("0")).reply.execution_count;
    const { outputs } = await kernel.run("const quiet = 5; quiet", { silent: true, store_history: false });
    expect(outputs.map(({ type }) => type)).toEqual(["status", "status"]);
    expect((await kernel.run("quiet")).reply.execution_count).toBe(before + 1);
  });

  test("user_expressions", async () => {
    const { reply } = await kernel.run("const ue = 20", {
      user_expressions: { good: "ue + 1", bad: "nope()" },
    });
    expect(reply.user_expressions.good).toMatchObject({ status: "ok", data: { "text/plain": "21" } });
    expect(reply.user_expressions.bad).toMatchObject({ status: "error", ename: "ReferenceError" });
  });

  test("an error aborts the cells waiting, and only those", async () => {
    const cells = ["await new Promise((r) => setTimeout(r, 100)); throw new Error('stop')", "1", "2"].map(
      (code) => kernel.start(code),
    );
    const replies = (await Promise.all(cells.map(({ done }) => done))).map(({ reply }) => reply.status);
    expect(replies).toEqual(["error", "aborted", "aborted"]);
    expect((await kernel.run("3")).reply.status).toBe("ok");
  });

  test("stop_on_error: false lets them run", async () => {
    const failing = kernel.start("await new Promise((r) => setTimeout(r, 100)); throw new Error('go on')", {
      stop_on_error: false,
    });
    const next = kernel.start("'ran'");
    expect((await failing.done).reply.status).toBe("error");
    expect((await next.done).result).toBe("'ran'");
  });

  test("history: tail, range, search", async () => {
    await kernel.run("const historic = 1");
    await kernel.run("historic + 1");
    const ask = async (content: object) =>
      (await kernel.request("history_request", { output: false, raw: true, ...content })).reply.history;
    expect((await ask({ hist_access_type: "tail", n: 2 })).map((entry: unknown[]) => entry[2])).toEqual([
      "const historic = 1",
      "historic + 1",
    ]);
    const [[, line]] = await ask({ hist_access_type: "search", pattern: "const hist*", n: 1 });
    expect(await ask({ hist_access_type: "range", session: 0, start: line, stop: line + 1 })).toEqual([
      [0, line, "const historic = 1"],
    ]);
    const [[, , both]] = await ask({ hist_access_type: "tail", n: 1, output: true });
    expect(both).toEqual(["historic + 1", "2"]);
  });

  test.each([
    ["1 + 1", "complete"],
    ["function f() {", "incomplete"],
    ["const a = `open", "incomplete"],
    ["const a = `\u0024{1}`", "complete"],
    ["/* open", "incomplete"],
    ["foo(", "incomplete"],
    ["const x = ", "incomplete"],
    ["if (a) {\n  b()\n}", "complete"],
    ["await (x)", "complete"],
    ["for await (const a of b) {", "incomplete"],
    ["const = 3", "invalid"],
    ["a b c", "invalid"],
    ["'open", "invalid"],
    ["}", "invalid"],
    ["import {", "incomplete"],
    ["[1, 2,", "incomplete"],
  ])("is_complete %j: %s", async (code, status) => {
    const { reply } = await kernel.request("is_complete_request", { code });
    expect(reply.status).toBe(status);
  });

  test("is_complete tells the indent", async () => {
    const { reply } = await kernel.request("is_complete_request", { code: "if (a) {\n  for (;;) {" });
    expect(reply).toEqual({ status: "incomplete", indent: "    " });
  });

  test("wrong and replayed signatures are refused", async () => {
    const parts = [
      '{"msg_id":"forged","msg_type":"execute_request"}',
      "{}",
      "{}",
      '{"code":"console.log(1)"}',
    ];
    kernel.sendFrames(
      "shell",
      ["<IDS|MSG>", "00".repeat(32), ...parts].map((part) => Buffer.from(part)),
    );
    kernel.sendFrames("shell", [Buffer.from("nonsense")]);
    expect((await kernel.run("'alive'")).result).toBe("'alive'");
    expect(kernel.received.some(({ parent }) => parent === "forged")).toBe(false);
    expect(kernel.log).toContain("wrong signature");
    kernel.log = "";
  });
});

describe("completion and inspection", () => {
  const complete = async (code: string, cursor_pos = Array.from(code).length) =>
    (await kernel.request("complete_request", { code, cursor_pos })).reply;
  const inspect = async (code: string, cursor_pos: number) =>
    (await kernel.request("inspect_request", { code, cursor_pos, detail_level: 0 })).reply;

  test("members of a value of an earlier cell, with kinds and the range to replace", async () => {
    await kernel.run("const words = ['a']");
    const reply = await complete("const n = words.fl");
    expect(reply).toMatchObject({ matches: ["flat", "flatMap"], cursor_start: 16, cursor_end: 18 });
    expect(reply.metadata._jupyter_types_experimental[0]).toEqual({
      text: "flat",
      type: "method",
      start: 16,
      end: 18,
    });
  });

  test("names of earlier cells, of this cell, of Node, of the preload", async () => {
    await kernel.run("interface LongTypeName { a: number }; const longValueName = 3; class LongClassName {}");
    expect((await complete("let v: LongT")).matches).toEqual(["LongTypeName"]);
    expect((await complete("longV")).matches).toEqual(["longValueName"]);
    expect((await complete("const here = { deep: { x: 1 } };\nhere.deep.")).matches).toEqual(["x"]);
    expect((await complete("process.ver")).matches).toEqual(["version", "versions"]);
    expect((await complete("aq.fromAr")).matches).toContain("fromArrow");
    expect((await complete("displ")).matches).toContain("display");
  });

  test("after characters beyond the basic plane", async () => {
    expect(await complete("'😀'; Math.sqr")).toMatchObject({
      matches: ["sqrt"],
      cursor_start: 10,
      cursor_end: 13,
    });
  });

  test("options of an object argument", async () => {
    await kernel.run("function draw(options: { width: number; height?: number }) {}");
    expect((await complete("draw({ w")).matches).toEqual(["width"]);
  });

  test("string literals of a union", async () => {
    await kernel.run("function pick(kind: 'mean' | 'median') {}");
    expect((await complete("pick('me", 8)).matches).toEqual(["mean", "median"]);
  });

  test("inspection: signature and doc comment", async () => {
    await kernel.run(
      "/** Twice the number.\n * @param n any number */\nfunction twice(n: number) { return 2 * n }",
    );
    const { found, data } = await inspect("twice(4)", 3);
    expect(found).toBe(true);
    expect(data["text/plain"]).toContain("twice(n: number): number");
    expect(data["text/plain"]).toContain("Twice the number.");
    expect(data["text/markdown"]).toMatch(/^```typescript\n/);
    expect((await inspect("twice(", 6)).data["text/plain"]).toContain("Twice the number.");
  });

  test("inspection of Node's own names has their documentation", async () => {
    expect((await inspect("Math.hypot", 8)).data["text/plain"]).toContain("square root");
  });

  test("nothing to say about nothing", async () => {
    expect(await inspect("   ", 1)).toMatchObject({ status: "ok", found: false });
  });

  test("both answer, and the heart beats, while a cell holds the thread", async () => {
    const { id, done } = kernel.start("{ const t = Date.now(); while (Date.now() - t < 2000); }");
    await kernel.waitFor(({ type, parent }) => type === "execute_input" && parent === id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    expect((await complete("Math.sqr")).matches).toEqual(["sqrt"]);
    const completed = performance.now();
    expect((await inspect("Math.sqrt", 7)).found).toBe(true);
    const inspected = performance.now();
    expect((await kernel.request("comm_info_request", {})).reply.status).toBe("ok");
    const beat = await kernel.heartbeat();
    expect(kernel.received.some(({ channel, parent }) => channel === "shell" && parent === id)).toBe(false);
    console.log(
      `during a busy cell: completion ${(completed - started).toFixed(0)} ms, inspection ${(inspected - completed).toFixed(0)} ms, heartbeat ${beat.toFixed(1)} ms`,
    );
    await done;
    const states = kernel.received
      .filter(({ type }) => type === "status")
      .map(({ content }) => content.execution_state);
    expect(states.at(-1)).toBe("idle");
  });
});
