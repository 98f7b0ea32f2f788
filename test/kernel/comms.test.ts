import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.run("const comms = (globalThis as any)[Symbol.for('Jupyter.comms')]");
}, 60_000);
afterAll(() => kernel.stop());

describe("comms", () => {
  test("opened by a cell, with buffers, answered by the front end, closed", async () => {
    const opened = await kernel.run(`
      const heard: any[] = [];
      const comm = comms.open('jupyter.widget', { state: { a: 1 } }, { metadata: { version: '2.1.0' }, buffers: [new Float64Array([1.5]), new Uint8Array([1, 2, 3])] });
      comm.onMessage((message: any) => { heard.push(message); comm.send({ got: message.buffers.length }, { buffers: message.buffers }) });
      comm.onClose(() => console.log('closed'));`);
    const open = opened.outputs.find(({ type }) => type === "comm_open");
    expect(open?.content).toMatchObject({ target_name: "jupyter.widget", data: { state: { a: 1 } } });
    expect(open?.metadata).toEqual({ version: "2.1.0" });
    expect(new Float64Array(new Uint8Array(open?.buffers[0] ?? []).buffer)).toEqual(new Float64Array([1.5]));
    const comm_id = open?.content.comm_id;
    expect((await kernel.request("comm_info_request", {})).reply.comms[comm_id]).toEqual({
      target_name: "jupyter.widget",
    });

    const big = new Uint8Array(10_000_000).fill(7);
    const id = kernel.send(
      "comm_msg",
      { comm_id, data: { method: "custom" } },
      { buffers: [big, new Uint8Array([9])] },
    );
    const echo = await kernel.waitFor(({ type, parent }) => type === "comm_msg" && parent === id);
    expect(echo.content).toEqual({ comm_id, data: { got: 2 } });
    expect(echo.buffers.map((buffer) => buffer.length)).toEqual([10_000_000, 1]);
    expect(echo.buffers[0]?.[9_999_999]).toBe(7);
    expect((await kernel.run("heard[0].data.method + heard[0].buffers[1][0]")).result).toBe("'custom9'");

    const closing = kernel.send("comm_close", { comm_id, data: {} });
    await kernel.waitFor(({ type, parent }) => type === "stream" && parent === closing);
    expect((await kernel.request("comm_info_request", {})).reply.comms).toEqual({});
  });

  test("opened by the front end, even in the same breath as the cell that registers the target", async () => {
    kernel.start(
      "await new Promise((r) => setTimeout(r, 100)); comms.registerTarget('ours', (comm: any, opening: any) => { comm.send({ hello: opening.data.name }); comm.onMessage((m: any) => comm.send({ again: m.data.n })) })",
    );
    const open = kernel.send("comm_open", { comm_id: "c1", target_name: "ours", data: { name: "front" } });
    const message = kernel.send("comm_msg", { comm_id: "c1", data: { n: 2 } });
    const hello = await kernel.waitFor(({ type, parent }) => type === "comm_msg" && parent === open);
    expect(hello.content).toEqual({ comm_id: "c1", data: { hello: "front" } });
    const again = await kernel.waitFor(({ type, parent }) => type === "comm_msg" && parent === message);
    expect(again.content.data).toEqual({ again: 2 });
  });

  test("an unknown target is closed again", async () => {
    const open = kernel.send("comm_open", { comm_id: "c2", target_name: "nobody", data: {} });
    const closed = await kernel.waitFor(({ type, parent }) => type === "comm_close" && parent === open);
    expect(closed.content.comm_id).toBe("c2");
  });

  test("messages arrive while a cell awaits, and what their handlers print is theirs", async () => {
    await kernel.run(
      "let told: (v: unknown) => void = () => {}; comms.registerTarget('wait', (c: any) => c.onMessage((m: any) => { console.log('in handler'); told(m.data) }))",
    );
    kernel.send("comm_open", { comm_id: "c3", target_name: "wait", data: {} });
    const cell = kernel.start("(await new Promise<any>((r) => { told = r })).v");
    await kernel.waitFor(({ type, parent }) => type === "execute_input" && parent === cell.id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const message = kernel.send("comm_msg", { comm_id: "c3", data: { v: 11 } });
    expect((await cell.done).result).toBe("11");
    expect((await cell.done).stdout).toBe("");
    expect(kernel.outputsOf(message).stdout).toBe("in handler\n");
  });

  test("a handler that throws is reported, and ends nothing", async () => {
    await kernel.run("comms.registerTarget('bad', () => { throw new Error('bad handler') })");
    const open = kernel.send("comm_open", { comm_id: "c4", target_name: "bad", data: {} });
    const printed = await kernel.waitFor(({ type, parent }) => type === "stream" && parent === open);
    expect(printed.content.text).toContain("bad handler");
    expect((await kernel.run("1")).result).toBe("1");
  });
});
