import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.run("let kept = 41");
}, 60_000);
afterAll(() => kernel.stop());

const shapes = [
  ["a synchronous loop", "while (true) {}"],
  ["a loop after an await", "await 0; while (true) {}"],
  ["a promise loop", "while (true) await Promise.resolve()"],
  [
    "a loop in a timer",
    "setTimeout(() => { while (true) {} }, 20); await new Promise((r) => setTimeout(r, 60_000))",
  ],
  ["a catastrophic regular expression", "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
  ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)"],
  ["a plain await", "await new Promise((r) => setTimeout(r, 60_000))"],
  ["an await of nothing", "await new Promise(() => {})"],
  ["a promise as the last value", "new Promise((r) => setTimeout(r, 60_000))"],
] as const;

/** Milliseconds from the interrupt to the cell's reply, once the cell has surely begun. */
async function stopped(code: string, interrupt: () => void): Promise<number> {
  const { id, done } = kernel.start(code);
  await kernel.waitFor(({ type, parent }) => type === "execute_input" && parent === id);
  await new Promise((resolve) => setTimeout(resolve, 400));
  const sent = performance.now();
  interrupt();
  const { reply, outputs } = await done;
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  const replied =
    kernel.received.find(({ channel, parent }) => channel === "shell" && parent === id)?.at ?? 0;
  expect(outputs.some(({ type }) => type === "error")).toBe(true);
  expect((await kernel.run("kept + 1")).result).toBe("42");
  return replied - sent;
}

// The bar is 100 ms; the limit leaves room for a machine that is busy with other tests.
const LIMIT = 400;

describe("interrupt_request stops, soon, with state kept", () => {
  test.each(shapes)("%s", async (name, code) => {
    const milliseconds = await stopped(code, () =>
      kernel.send("interrupt_request", {}, { channel: "control" }),
    );
    console.log(`interrupt of ${name}: ${milliseconds.toFixed(0)} ms`);
    expect(milliseconds).toBeLessThan(LIMIT);
  });

  test("an idle kernel takes no harm", async () => {
    const { reply } = await kernel.request("interrupt_request", {}, { channel: "control" });
    expect(reply.status).toBe("ok");
    expect((await kernel.run("kept + 1")).result).toBe("42");
  });

  test("a cell that is still being checked does not begin", async () => {
    const { id, done } = kernel.start(
      `while (true) { void ${"[0].map((n) => n).concat(".repeat(40)}[0]${")".repeat(40)}; }`,
    );
    await kernel.waitFor(({ type, parent }) => type === "execute_input" && parent === id);
    kernel.send("interrupt_request", {}, { channel: "control" });
    expect((await done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    expect((await kernel.run("kept + 1")).result).toBe("42");
  });

  test("cells waiting behind are aborted", async () => {
    const running = kernel.start("while (true) {}");
    const waiting = kernel.start("kept = 0");
    await kernel.waitFor(({ type, parent }) => type === "execute_input" && parent === running.id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    kernel.send("interrupt_request", {}, { channel: "control" });
    await running.done;
    expect((await waiting.done).reply.status).toBe("aborted");
    expect((await kernel.run("kept")).result).toBe("41");
  });
});

describe.skipIf(process.platform === "win32")("SIGINT stops the same", () => {
  test.each([shapes[0], shapes[1], shapes[2], shapes[3], shapes[6]])("%s", async (_name, code) => {
    expect(await stopped(code, () => kernel.process.kill("SIGINT"))).toBeLessThan(LIMIT);
  });
});
