// The widget protocol as a front end without widgets' own code sees it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
}, 60_000);
afterAll(() => kernel.stop());

/** Opens the control comm and asks for all states. */
async function states(comm_id: string) {
  kernel.send("comm_open", { comm_id, target_name: "jupyter.widget.control", data: {} });
  const asked = kernel.send("comm_msg", { comm_id, data: { method: "request_states" } });
  const { content, buffers } = await kernel.waitFor(
    ({ type, parent }) => type === "comm_msg" && parent === asked,
  );
  return { data: content.data, buffers };
}

describe("widgets", () => {
  test("none yet: the control answers all the same", async () => {
    expect((await states("early")).data).toEqual({ method: "update_states", states: {}, buffer_paths: [] });
  });

  test("a widget is opened when it is shown, with its buffers apart and its picture beside it", async () => {
    const shown = await kernel.run(
      `const w = new Widget({ view: "v", state: { n: 1, text: "t", deep: { pixels: new Uint16Array([1, 258]) } },
         fallback: () => ({ "image/svg+xml": "<svg/>", "text/plain": "one line" }) });
       const heard: unknown[] = []; w.observe("n", (n) => heard.push(n)); w`,
    );
    const opening = shown.outputs.find(({ type }) => type === "comm_open");
    expect(opening?.metadata).toEqual({ version: "2.1.0" });
    expect(opening?.content.target_name).toBe("jupyter.widget");
    const { state, buffer_paths } = opening!.content.data;
    expect(buffer_paths).toEqual([["deep", "pixels"]]);
    expect([...opening!.buffers[0]!]).toEqual([1, 0, 2, 1]);
    expect(state).toMatchObject({
      n: 1,
      deep: {},
      _model_module: "ewald-widgets/amd",
      _model_name: "EwaldModel",
      _view_name: "EwaldView",
    });
    const result = shown.outputs.find(({ type }) => type === "execute_result");
    expect(result?.content.data).toEqual({
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 0,
        model_id: opening!.content.comm_id,
      },
      "image/svg+xml": "<svg/>",
      "text/plain": "one line",
    });
    await kernel.run(`const id = ${JSON.stringify(opening!.content.comm_id)}`);
  });

  const idOf = async () => (await kernel.run("id")).result!.slice(1, -1);

  test("all states at once, with paths of buffers that name the model, while a cell runs", async () => {
    const comm_id = await idOf();
    const cell = kernel.start(
      "await new Promise<number>((resolve) => { w.onMessage(() => resolve(1)); console.log('waits'); })",
    );
    await kernel.waitFor(({ type, parent }) => type === "stream" && parent === cell.id);
    const { data, buffers } = await states("late");
    expect(Object.keys(data.states)).toEqual([comm_id]);
    expect(data.states[comm_id]).toMatchObject({
      model_name: "EwaldModel",
      model_module: "ewald-widgets/amd",
      state: { n: 1, text: "t", deep: {} },
    });
    expect(data.buffer_paths).toEqual([[comm_id, "state", "deep", "pixels"]]);
    expect(buffers.length).toBe(1);
    kernel.send("comm_msg", { comm_id, data: { method: "custom", content: {} } });
    expect((await cell.done).result).toBe("1");
  });

  test("an update is taken over, echoed as its answer, and not sent back", async () => {
    const comm_id = await idOf();
    const sent = kernel.send("comm_msg", {
      comm_id,
      data: { method: "update", state: { n: 7, unknown: 1 }, buffer_paths: [] },
    });
    const echo = await kernel.waitFor(({ type, parent }) => type === "comm_msg" && parent === sent);
    expect(echo.content.data).toEqual({ method: "echo_update", state: { n: 7 }, buffer_paths: [] });
    expect((await kernel.run("[w.get('n'), heard.at(-1)]")).result).toBe("[ 7, 7 ]");
    expect(kernel.outputsOf(sent).outputs.filter(({ type }) => type === "comm_msg").length).toBe(1);
    const set = await kernel.run("w.set({ n: 8, text: 't' })");
    const updates = set.outputs.filter(({ type }) => type === "comm_msg");
    expect(updates.map(({ content }) => content.data.state)).toEqual([{ n: 8 }]);
  });

  test("buffers of the front end are put into their places", async () => {
    const comm_id = await idOf();
    const data = {
      method: "update",
      state: { deep: { list: [null, 2] } },
      buffer_paths: [["deep", "list", 0]],
    };
    kernel.send("comm_msg", { comm_id, data }, { buffers: [new Uint8Array([9, 8])] });
    expect((await kernel.run("(w.get('deep') as any).list")).result).toContain("Uint8Array(2) [ 9, 8 ]");
  });

  test("request_state gives everything", async () => {
    const comm_id = await idOf();
    const asked = kernel.send("comm_msg", { comm_id, data: { method: "request_state" } });
    const full = await kernel.waitFor(({ type, parent }) => type === "comm_msg" && parent === asked);
    expect(full.content.data).toMatchObject({ method: "update", state: { n: 8, text: "t" } });
  });

  test("questions are answered, deflated where it pays; errors come back as text", async () => {
    const comm_id = await idOf();
    await kernel.run(
      `answer(w, {
         frame: ({ i }) => ({ content: { i }, buffers: [new Uint32Array(1000), new Uint8Array([1])] }),
         fail: async () => { throw new EwaldError("out-of-range", "There is no image 9 of 3.") },
       })`,
    );
    const ask = async (what: string, params: object) => {
      const content = { request: what, what, params };
      const asked = kernel.send("comm_msg", { comm_id, data: { method: "custom", content } });
      return kernel.waitFor(({ type, parent }) => type === "comm_msg" && parent === asked);
    };
    const frame = await ask("frame", { i: 4 });
    expect(frame.content.data.content).toEqual({
      answer: "frame",
      content: { i: 4 },
      deflated: [true, false],
    });
    expect(frame.buffers[0]!.length).toBeLessThan(100);
    expect((await ask("fail", {})).content.data.content).toEqual({
      answer: "fail",
      error: "There is no image 9 of 3.",
    });
    expect((await ask("toString", {})).content.data.content.error).toContain('cannot answer "toString"');
  });

  test("messages of a wrong shape are reported, and end nothing", async () => {
    const comm_id = await idOf();
    for (const [data, said] of [
      [{ method: "update", state: [1] }, 'no record "state"'],
      [{ method: "update", state: { n: 1 }, buffer_paths: [["n"]] }, "0 buffers and 1 paths"],
      [{ method: "nonsense" }, 'the method "nonsense"'],
    ] as const) {
      const sent = kernel.send("comm_msg", { comm_id, data });
      const told = await kernel.waitFor(({ type, parent }) => type === "stream" && parent === sent);
      expect(told.content.text).toContain(said);
    }
    expect((await kernel.run("w.get('n')")).result).toBe("8");
  });

  test("closed by the front end or by a cell, it is gone", async () => {
    const comm_id = await idOf();
    const left = async () => Object.keys((await states(`after ${Math.random()}`)).data.states);
    const box = await kernel.run("const inner = new IntSlider(); const box = new HBox([inner]); box");
    const opened = box.outputs
      .filter(({ type }) => type === "comm_open")
      .map(({ content }) => content.comm_id);
    expect(opened.length).toBe(2);
    expect(await left()).toEqual([comm_id, ...opened]);
    kernel.send("comm_close", { comm_id, data: {} });
    const closing = await kernel.run("box.close(); w.closed");
    expect(closing.result).toBe("true");
    expect(closing.outputs.filter(({ type }) => type === "comm_close").length).toBe(1);
    expect(await left()).toEqual([opened[0]]);
  });

  test("controls have types: a wrong one stops the cell, values of choices are known", async () => {
    for (const [code, said] of [
      ["new IntSlider({ min: 'a' })", "Type 'string' is not assignable to type 'number'"],
      ["new IntSlider({ minimum: 1 })", "minimum"],
      [
        "const choice = new Dropdown({ options: [1, 2] }); const wrong: string | null = choice.value",
        "'number | null'",
      ],
      ["interact(({ x }) => x.length, { x: [0, 10] })", "Property 'length' does not exist on type 'number'"],
    ] as const) {
      const run = await kernel.run(code);
      expect(run.reply.status, code).toBe("error");
      expect(run.error?.evalue, code).toContain(said);
    }
    const made = await kernel.run(
      "const list = new Dropdown({ options: [['low', 1], ['high', 5]], value: 5 }); const five: number | null = list.value; five",
    );
    expect(made.result, made.error?.evalue).toBe("5");
  });

  test("what a capture takes is not published, also later; what runs beside it is", async () => {
    const run = await kernel.run(
      `const taken = new Output();
       const later = taken.capture(() => { console.log("inside"); display.text("shown"); return new Promise<void>((r) => setTimeout(() => { console.log("later"); r(); }, 20)); });
       console.log("outside"); await later;`,
    );
    expect(run.stdout).toBe("outside\n");
    expect(run.outputs.some(({ type }) => type === "display_data")).toBe(false);
    const { result } = await kernel.run(
      "JSON.stringify(taken.outputs.map((o: any) => (o.text ?? o.data['text/plain']).trim()))",
    );
    expect(JSON.parse(result!.slice(1, -1))).toEqual(["inside", "shown", "later"]);
  });

  test("a model that nobody shows and nobody holds is closed", async () => {
    await kernel.run(
      "const { setFlagsFromString } = await import('node:v8'); setFlagsFromString('--expose-gc')",
    );
    const made = await kernel.run(
      "(() => { const lost = new Widget({ view: 'v', state: {} }); display(lost); })()",
    );
    const comm_id = made.outputs.find(({ type }) => type === "comm_open")!.content.comm_id;
    const count = (n: number) =>
      kernel.send("comm_msg", {
        comm_id,
        data: { method: "update", state: { _view_count: n }, buffer_paths: [] },
      });
    const collect =
      "const gc = (await import('node:vm')).runInNewContext('gc'); for (let i = 0; i < 5; i++) { gc(); await new Promise((r) => setTimeout(r, 10)); }";
    count(1);
    await kernel.run(`{ ${collect} }`);
    expect(Object.keys((await states("held")).data.states)).toContain(comm_id);
    count(0);
    await expect
      .poll(
        async () => {
          await kernel.run(`{ ${collect} }`);
          return Object.keys((await states(`let go ${Math.random()}`)).data.states);
        },
        { timeout: 20_000 },
      )
      .not.toContain(comm_id);
  });
});
