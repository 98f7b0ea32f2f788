import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.run("1");
}, 60_000);
afterAll(() => kernel.stop());

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");

describe("what cells print", () => {
  test("20,000 lines arrive whole, in order, before idle, in at most 50 messages", async () => {
    const { stdout, outputs } = await kernel.run("for (let i = 0; i < 20_000; i++) console.log('line ' + i)");
    expect(stdout).toBe(numbers(20_000));
    expect(outputs.filter(({ type }) => type === "stream").length).toBeLessThanOrEqual(50);
    expect(outputs.at(-1)).toMatchObject({ type: "status", content: { execution_state: "idle" } });
  });

  test("100,000 lines too", async () => {
    const { stdout } = await kernel.run("for (let i = 0; i < 100_000; i++) console.log('line ' + i)");
    expect(stdout.length).toBe(numbers(100_000).length);
  });

  test("stdout, stderr, displays and results keep their order", async () => {
    const { outputs } = await kernel.run(
      "console.log(1); console.error(2); display({ 'text/plain': 'three' }, { raw: true }); console.log(4); 'five'",
    );
    const shown = outputs.flatMap(({ type, content }) => {
      if (type === "stream") return [`${content.name}:${content.text}`];
      return type === "display_data" || type === "execute_result"
        ? [`${type}:${content.data["text/plain"]}`]
        : [];
    });
    expect(shown).toEqual([
      "stdout:1\n",
      "stderr:2\n",
      "display_data:three",
      "stdout:4\n",
      "execute_result:'five'",
    ]);
  });

  test("a line is seen at once, though the cell then holds the thread", async () => {
    const { id, done } = kernel.start(
      "console.log('early'); { const t = Date.now(); while (Date.now() - t < 1000); }",
    );
    const seen = await kernel.waitFor(({ type, parent }) => type === "stream" && parent === id);
    const { outputs } = await done;
    expect((outputs.at(-1)?.at ?? 0) - seen.at).toBeGreaterThan(700);
  });

  test("bytes and characters cut between writes", async () => {
    const { stdout } = await kernel.run(
      "const euro = Buffer.from('€'); process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1)); process.stdout.write('Å\\n');",
    );
    expect(stdout).toBe("€Å\n");
  });

  test("late output belongs to its own cell: timers, promises, ticks, intervals, callbacks", async () => {
    const first = kernel.start(`
      setTimeout(() => console.log('timer'), 60);
      void new Promise((r) => setTimeout(r, 70)).then(() => console.log('promise'));
      process.nextTick(() => console.log('tick'));
      queueMicrotask(() => console.log('microtask'));
      let beats = 0; const beat = setInterval(() => { console.log('beat'); if (++beats === 3) clearInterval(beat) }, 40);
      void import('node:fs').then((fs) => fs.stat('/', () => console.log('file')));
      setTimeout(() => display('shown late'), 80);`);
    const second = kernel.start("await new Promise((r) => setTimeout(r, 300)); console.log('second')");
    await first.done;
    const { stdout, outputs } = await second.done;
    expect(stdout).toBe("second\n");
    expect(outputs.some(({ type }) => type === "display_data")).toBe(false);
    const late = kernel.outputsOf(first.id);
    expect(late.stdout.trim().split("\n").sort()).toEqual(
      ["beat", "beat", "beat", "file", "microtask", "promise", "tick", "timer"].sort(),
    );
    expect(late.outputs.filter(({ type }) => type === "display_data")).toHaveLength(1);
  });

  test("rejections and errors in timers are printed on their cell, and survived", async () => {
    const first = kernel.start(
      "setTimeout(() => { throw new RangeError('in a timer') }, 30); void Promise.reject(new TypeError('nobody waits')); 1",
    );
    await first.done;
    const second = await kernel.run("await new Promise((r) => setTimeout(r, 150)); 2");
    expect(second.result).toBe("2");
    expect(second.stderr).toBe("");
    const { stderr } = kernel.outputsOf(first.id);
    expect(stderr).toContain("in a timer");
    expect(stderr).toContain("nobody waits");
    expect(stderr).toMatch(/Cell \[\d+\], line 1/);
  });
});

describe("display", () => {
  test("MIME bundles, bytes as base64, kinds of content", async () => {
    const { outputs } = await kernel.run(
      "display({ 'image/png': new Uint8Array([137, 80]) }, { raw: true }); display.html('<b>b</b>'); display.json({ a: 1 });",
    );
    const shown = outputs.filter(({ type }) => type === "display_data").map(({ content }) => content.data);
    expect(shown).toEqual([
      { "image/png": "iVA=" },
      { "text/html": "<b>b</b>" },
      { "application/json": { a: 1 } },
    ]);
  });

  test("Symbol.for('Jupyter.display') shows results and displays, also asynchronously, in order", async () => {
    const { outputs, data } = await kernel.run(`
      const rich = (text: string, wait: number) => ({ async [Symbol.for("Jupyter.display")]() {
        await new Promise((r) => setTimeout(r, wait));
        return { "text/html": text, "text/plain": text };
      } });
      display(rich("slow", 80)); display(rich("quick", 1)); display("plain");
      rich("result", 5)`);
    const shown = outputs
      .filter(({ type }) => type === "display_data")
      .map(({ content }) => content.data["text/plain"]);
    expect(shown).toEqual(["slow", "quick", "'plain'"]);
    expect(data).toEqual({ "text/html": "result", "text/plain": "result" });
  });

  test("update_display_data keeps the id; clear_output", async () => {
    const { outputs } = await kernel.run(
      "const shown = display('a'); shown.update('b'); display.clear({ wait: true });",
    );
    const [first, second] = ["display_data", "update_display_data"].map((name) =>
      outputs.find(({ type }) => type === name),
    );
    expect(second?.content.transient.display_id).toBe(first?.content.transient.display_id);
    expect(second?.content.data["text/plain"]).toBe("'b'");
    expect(outputs.find(({ type }) => type === "clear_output")?.content).toEqual({ wait: true });
  });

  test("a value that fails to draw itself is the cell's error", async () => {
    const { error } = await kernel.run(
      "({ [Symbol.for('Jupyter.display')]() { throw new Error('cannot draw') } })",
    );
    expect(error?.evalue).toBe("cannot draw");
  });
});
