// Programs that cells call: their progress on iopub, and what an interrupt makes of them.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../support/paths.js";
import { KernelClient, type Received, type Run } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start(join(root, "notebooks"));
  const { reply, error } = await kernel.run(`
    const few = (await dials.import("data/images/lysozyme_*.cbf")).experiments;
    // The same ten images as many imagesets: a run of some ten seconds.
    const many: ExperimentList[] = [];
    for (let i = 0; i < 40; i++) many.push((await dials.import("data/images/lysozyme_*.cbf")).experiments);`);
  expect(reply.status, error?.evalue).toBe("ok");
}, 60_000);
afterAll(() => kernel.stop());

const displays = ({ outputs }: Pick<Run, "outputs">) =>
  outputs.filter(({ type }) => type === "display_data" || type === "update_display_data");
const plain = ({ content }: Received) => content.data["text/plain"] as string;
const found = "4086 spots on 10 images";

/** Starts a cell, waits until it shows progress, and interrupts. Milliseconds to its reply, and the run. */
async function interrupted(
  code: string,
  interrupt = () => void kernel.send("interrupt_request", {}, { channel: "control" }),
): Promise<Run & { after: number }> {
  const { id, done } = kernel.start(code);
  await kernel.waitFor(({ type, parent }) => type === "update_display_data" && parent === id);
  const sent = performance.now();
  interrupt();
  const run = await done;
  const reply = kernel.received.find(({ channel, parent }) => channel === "shell" && parent === id)!;
  return { ...run, after: reply.at - sent };
}

/** Threads that go on would show: the share of a processor that the kernel takes while nothing runs. */
const idle = `const before = process.cpuUsage(); await new Promise((r) => setTimeout(r, 400));
  const { user, system } = process.cpuUsage(before); (user + system) / 400e3`;

describe("a program that takes long", () => {
  test("shows how far it has come, in one display, and leaves one line", async () => {
    const run = await kernel.run("String(await dials.findSpots(many.slice(0, 30)))");
    expect(run.reply.status, run.error?.evalue).toBe("ok");
    const shown = displays(run);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown[0]!.type).toBe("display_data");
    expect(new Set(shown.map(({ content }) => content.transient.display_id)).size).toBe(1);
    // Not before half a second, and then not more often than anyone can see.
    expect(shown.length).toBeLessThan(run.milliseconds / 80);
    const done = shown.slice(0, -1).map((one) => Number(/(\d+) of 300 images/.exec(plain(one))?.[1] ?? 0));
    expect(done.at(-1)).toBeGreaterThan(10);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(shown.at(-2)!.content.data["text/html"]).toContain('role="progressbar"');
    expect(plain(shown.at(-1)!)).toMatch(/^find_spots 300 images in \d+\.\d s$/);
    expect(shown.at(-1)!.content.data["text/html"]).not.toContain("progressbar");
  }, 60_000);

  test("shows nothing when it does not", async () => {
    const run = await kernel.run("String(await dials.show(few)).length > 0");
    expect([run.result, displays(run)]).toEqual(["true", []]);
  });

  test("leaves the progress to a caller who wants it", async () => {
    const run = await kernel.run(
      "let last = 0; await dials.findSpots(few, {}, { progress: ({ done }) => { last = done; } }); last",
    );
    expect(run.result).toBe("10");
    expect(displays(run).every((one) => !/of 10/.test(plain(one)))).toBe(true);
  });
});

describe("an interrupt of a program", () => {
  const cases = [
    { name: "interrupt_request", interrupt: undefined },
    { name: "SIGINT", interrupt: () => void kernel.process.kill("SIGINT") },
  ];
  test.each(cases)(
    "by $name aborts it, ends its threads, and the kernel goes on",
    async ({ name, interrupt }) => {
      const run = await interrupted("await dials.findSpots(many)", interrupt);
      console.log(`${name} ended find_spots after ${run.after.toFixed(0)} ms`);
      expect(run.reply).toMatchObject({
        status: "error",
        ename: "EwaldError",
        evalue: "find_spots was aborted.",
      });
      expect(run.error?.traceback.join("\n")).toContain("dials.findSpots(many)");
      expect(run.after).toBeLessThan(1500);
      expect(plain(displays(run).at(-1)!)).toMatch(/^find_spots aborted after \d+ of 400 images, \d+\.\d s$/);
      expect(Number((await kernel.run(idle)).result)).toBeLessThan(0.6);
      expect((await kernel.run("String(await dials.findSpots(few))")).result).toContain(found);
    },
    60_000,
  );

  test("ends a cell that catches the error and calls again", async () => {
    const run = await interrupted("for (;;) { try { await dials.findSpots(many); } catch {} }");
    expect(run.reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    expect(Number((await kernel.run(idle)).result)).toBeLessThan(0.6);
    expect((await kernel.run("String(await dials.findSpots(few))")).result).toContain(found);
  }, 60_000);

  test("ends what a cell before has begun", async () => {
    const { id } = kernel.start("const going = dials.findSpots(many).catch(({ message }) => message); 1");
    await kernel.waitFor(({ type, parent }) => type === "update_display_data" && parent === id);
    kernel.send("interrupt_request", {}, { channel: "control" });
    expect((await kernel.run("await going")).result).toBe("'find_spots was aborted.'");
  }, 60_000);

  test("heeds the caller's own signal too", async () => {
    const run = await kernel.run("await dials.findSpots(many, {}, { signal: AbortSignal.timeout(900) })");
    expect(run.error).toMatchObject({ ename: "EwaldError", evalue: "find_spots was aborted." });
  }, 60_000);
});
