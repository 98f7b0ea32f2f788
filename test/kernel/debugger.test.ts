// Breakpoints in cells through the protocol: what JupyterLab's debugger sends, and what it must be told.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Content, KernelClient, type Received } from "./client.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
}, 60_000);
afterAll(() => kernel.stop());

let seq = 0;
let heard = 0;

async function answer(command: string, args: Content = {}): Promise<Content> {
  const request = { type: "request", seq: ++seq, command, arguments: args };
  const { reply } = await kernel.request("debug_request", request, { channel: "control" });
  expect(reply).toMatchObject({ type: "response", request_seq: seq, command });
  return reply;
}

async function ask(command: string, args: Content = {}): Promise<Content> {
  const reply = await answer(command, args);
  expect(reply, JSON.stringify(reply)).toMatchObject({ success: true });
  return reply.body;
}

/** The next event of a name; each is heard once, in order. */
async function event(name: string): Promise<Content> {
  const at = (message: Received) => kernel.received.indexOf(message);
  const found = await kernel.waitFor(
    (message) => message.type === "debug_event" && message.content.event === name && at(message) >= heard,
    10_000,
  );
  heard = at(found) + 1;
  return found.content.body;
}

async function attach(): Promise<void> {
  await ask("initialize", { clientID: "test", adapterID: "ewald" });
  await ask("attach");
}

/** Sets breakpoints as JupyterLab does and gives the cell's path. */
async function breakAt(code: string, ...breakpoints: (number | Content)[]): Promise<string> {
  const { sourcePath } = await ask("dumpCell", { code });
  const wanted = breakpoints.map((one) => (typeof one === "number" ? { line: one } : one));
  const body = await ask("setBreakpoints", { breakpoints: wanted, source: { path: sourcePath } });
  expect(body.breakpoints.every((one: Content) => one.verified)).toBe(true);
  await ask("configurationDone");
  return sourcePath;
}

const frames = async (): Promise<Content[]> =>
  (await ask("stackTrace", { threadId: 1 })).stackFrames as Content[];

const values = (variables: Content[]) =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value as string]));

const children = async (variablesReference: number, page: Content = {}): Promise<Content[]> =>
  (await ask("variables", { variablesReference, ...page })).variables;

/** Variables of the top frame by the name of their scope. */
async function scope(name: string, frameId = 1): Promise<Content[]> {
  const { scopes } = await ask("scopes", { frameId });
  const found = scopes.find((one: Content) => one.name === name);
  return found ? children(found.variablesReference) : [];
}

const go = async (command: string) => {
  await ask(command, { threadId: 1 });
  const { reason } = await event("stopped");
  const [top] = await frames();
  return { reason, line: top?.line, name: top?.name };
};

const sum = `interface Item {
  name: string;
  price: number;
}

function total(items: Item[]): number {
  let sum: number = 0;
  for (const item of items) {
    sum += item.price;
  }
  return sum;
}

const basket: Item[] = [{ name: "a", price: 1 }, { name: "b", price: 41 }];
const paid = total(basket);
paid`;

describe("before it is turned on", () => {
  test("kernel_info says there is a debugger", async () => {
    const { reply } = await kernel.request("kernel_info_request", {});
    expect(reply).toMatchObject({ debugger: true, supported_features: ["debugger"] });
  });

  test("debugInfo tells how cells are named", async () => {
    const info = await ask("debugInfo");
    expect(info).toMatchObject({
      isStarted: false,
      hashMethod: "Murmur2",
      tmpFileSuffix: ".ts",
      breakpoints: [],
      stoppedThreads: [],
      richRendering: true,
    });
    const { sourcePath } = await ask("dumpCell", { code: "abc" });
    expect(sourcePath.startsWith(info.tmpFilePrefix)).toBe(true);
    expect(sourcePath).toMatch(/\d+\.ts$/);
  });

  test("inspectVariables tells the notebook's variables, and arrays come in pages", async () => {
    await kernel.run(
      "const numbers = Float64Array.from({ length: 25_000 }, (_, i) => i);\nlet word = 'hello';\nclass P { #secret = 1; x = 2; get twice() { return this.x * 2; } }\nconst p = new P();\nconst m = new Map([['k', { v: 1 }]]);",
    );
    const { variables } = await ask("inspectVariables");
    const seen = values(variables);
    expect(seen.word).toBe('"hello"');
    expect(seen.numbers).toMatch(/^Float64Array\(25000\) \[ 0, 1, 2, /);
    expect(seen.p).toMatch(/^P \{ /);
    expect(seen.m).toBe('Map(1) { "k" => Object }');
    const find = (name: string) => variables.find((one: Content) => one.name === name);
    const pages = await children(find("numbers").variablesReference);
    expect(pages.map(({ name }) => name)).toEqual(["[0 … 9999]", "[10000 … 19999]", "[20000 … 24999]"]);
    const inner = await children(pages[2]?.variablesReference);
    expect(inner[0]?.name).toBe("[20000 … 20099]");
    const items = await children(inner[1]?.variablesReference);
    expect(items[3]).toMatchObject({ name: "20103", value: "20103", variablesReference: 0 });
    const paged = await children(find("numbers").variablesReference, {
      filter: "indexed",
      start: 7,
      count: 2,
    });
    expect(values(paged)).toEqual({ 7: "7", 8: "8" });
    expect(find("numbers").indexedVariables).toBe(25_000);
    expect(values(await children(find("p").variablesReference))).toMatchObject({ x: "2", "#secret": "1" });
  });

  test("richInspectVariables gives what a value would show", async () => {
    await kernel.run(
      `const drawn = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "text/plain": "one" }) };`,
    );
    const body = await ask("richInspectVariables", { variableName: "drawn" });
    expect(body.data).toEqual({ "text/html": "<b>1</b>", "text/plain": "one" });
  });

  test("breakpoints are refused with a sentence", async () => {
    const reply = await answer("setBreakpoints", { breakpoints: [{ line: 1 }], source: { path: "x" } });
    expect(reply).toMatchObject({ success: false, message: "the debugger is not attached" });
    expect(await answer("noSuchThing")).toMatchObject({ success: false });
  });
});

describe("debugging", () => {
  beforeAll(attach);
  afterEach(async () => {
    const { stoppedThreads, breakpoints } = await ask("debugInfo");
    if (stoppedThreads.length > 0) await ask("disconnect").then(attach); // a test failed; the next is to run
    for (const { source } of breakpoints)
      await ask("setBreakpoints", { breakpoints: [], source: { path: source } });
    heard = kernel.received.length;
  });

  test("a breakpoint is hit, variables are inspected, the cell goes on", async () => {
    const path = await breakAt(sum, 9);
    const cell = kernel.start(sum);
    expect(await event("stopped")).toMatchObject({ reason: "breakpoint", threadId: 1 });
    expect(await ask("threads")).toEqual({ threads: [{ id: 1, name: "Cells" }] });
    const stack = await frames();
    expect(stack.map(({ name, line }) => [name, line])).toEqual([
      ["total", 9],
      [expect.stringMatching(/^Cell \[\d+\]$/), 15],
    ]);
    expect(stack.every(({ source }) => source.path === path)).toBe(true);
    const locals = await scope("Locals");
    expect(values(locals)).toMatchObject({ sum: "0", item: '{ name: "a", price: 1 }' });
    const item = locals.find(({ name }) => name === "item");
    expect(values(await children(item?.variablesReference))).toMatchObject({ name: '"a"', price: "1" });
    expect(values(await scope("Globals"))).toMatchObject({ basket: expect.stringMatching(/^Array\(2\) \[/) });
    expect(await ask("debugInfo")).toMatchObject({ isStarted: true, stoppedThreads: [1] });
    expect(await ask("evaluate", { expression: "(item as Item).price + 1", frameId: 1 })).toMatchObject({
      result: "2",
    });
    expect((await answer("evaluate", { expression: "nope.x", frameId: 1 })).message).toMatch(
      /nope is not defined/,
    );
    const { scopes } = await ask("scopes", { frameId: 1 });
    const set = { variablesReference: scopes[0].variablesReference, name: "sum", value: "100" };
    expect(await ask("setVariable", set)).toMatchObject({ value: "100" });
    await ask("copyToGlobals", { srcVariableName: "item", dstVariableName: "copied", srcFrameId: 1 });
    await ask("continue", { threadId: 1 });
    await event("stopped");
    await ask("continue", { threadId: 1 });
    expect((await cell.done).result).toBe("142");
    expect((await kernel.run("copied.name")).result).toBe("'a'");
    expect(await ask("source", { source: { path } })).toMatchObject({ content: sum });
  });

  test("a breakpoint on a line of types alone moves to the next with code", async () => {
    const { sourcePath } = await ask("dumpCell", { code: sum });
    const { breakpoints } = await ask("setBreakpoints", {
      breakpoints: [{ line: 2 }, { line: 99 }],
      source: { path: sourcePath },
    });
    expect(breakpoints).toMatchObject([{ verified: true, line: 6 }, { verified: false }]);
  });

  test("a condition", async () => {
    const code = "let seen = 0;\nfor (let i = 0; i < 100; i++) {\n  seen = i;\n}\nseen";
    await breakAt(code, { line: 3, condition: "(i as number) === 70" });
    const cell = kernel.start(code);
    await event("stopped");
    expect(values(await scope("Locals"))).toMatchObject({ i: "70" });
    await ask("continue");
    expect((await cell.done).result).toBe("99");
  });

  test("a log point prints and goes on", async () => {
    const code = "for (let k = 0; k < 2; k++) {\n  Math.sqrt(k);\n}";
    await breakAt(code, { line: 2, logMessage: "k is {k}" });
    expect((await kernel.run(code)).stdout).toBe("k is 0\nk is 1\n");
  });

  test("steps over, into and out of functions", async () => {
    const code =
      "function twice(x: number): number {\n  const y = x * 2;\n  return y;\n}\nlet a = 1;\na = twice(a);\na = twice(a);\na";
    await breakAt(code, 5);
    const cell = kernel.start(code);
    await event("stopped");
    expect(await go("next")).toMatchObject({ reason: "step", line: 6 });
    expect(await go("stepIn")).toMatchObject({ line: 2, name: "twice" });
    expect(await go("next")).toMatchObject({ line: 3 });
    // V8 has no place to stop between the return and the next statement.
    expect(await go("stepOut")).toMatchObject({ line: 7 });
    expect(await go("next")).toMatchObject({ line: 8 });
    await ask("continue");
    expect((await cell.done).result).toBe("4");
  });

  test("a step past the end of a cell ends it, and the next cell runs free", async () => {
    const code = "const last = 1;\nlast + 1";
    await breakAt(code, 2);
    const cell = kernel.start(code);
    await event("stopped");
    await ask("next");
    await new Promise((resolve) => setTimeout(resolve, 300));
    while ((await ask("debugInfo")).stoppedThreads.length > 0) await ask("next");
    expect((await cell.done).result).toBe("2");
    expect((await kernel.run("const free = 3;\nfree")).result).toBe("3");
  });

  test("a function of an earlier cell stops when a later cell calls it, also after an await", async () => {
    const code = "async function later(x: number) {\n  await 0;\n  return x + 1;\n}";
    await kernel.run(code);
    const path = await breakAt(code, 3);
    const cell = kernel.start("await later(4)");
    await event("stopped");
    expect((await frames())[0]).toMatchObject({ line: 3, name: "later", source: { path } });
    await ask("continue");
    expect((await cell.done).result).toBe("5");
  });

  test("debugger statements stop, and pause stops a loop", async () => {
    const cell = kernel.start("let n = 0;\ndebugger;\nn = 1;\nn");
    await event("stopped");
    expect((await frames())[0]?.line).toBe(2);
    await ask("continue");
    expect((await cell.done).result).toBe("1");
    const loop = kernel.start("let stop = false;\nwhile (!stop) {\n}\n'out'");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await ask("pause", { threadId: 1 });
    expect(await event("stopped")).toMatchObject({ reason: "pause" });
    await ask("evaluate", { expression: "stop = true", frameId: 1 });
    await ask("continue");
    expect((await loop.done).result).toBe("'out'");
  });

  test("exceptions: all, or those nothing catches", async () => {
    const code =
      "function fails(): never {\n  throw new RangeError('x');\n}\ntry {\n  fails();\n} catch {}\nfails();";
    await ask("setExceptionBreakpoints", { filters: ["raised"] });
    const all = kernel.start(code);
    expect(await event("stopped")).toMatchObject({ reason: "exception", text: "RangeError: x" });
    expect((await frames())[1]?.line).toBe(5);
    expect(await ask("exceptionInfo")).toMatchObject({ exceptionId: "RangeError" });
    await ask("continue");
    await event("stopped");
    expect((await frames())[1]?.line).toBe(7);
    await ask("continue");
    expect((await all.done).error?.ename).toBe("RangeError");
    await ask("setExceptionBreakpoints", { filters: ["uncaught"] });
    const uncaught = kernel.start(code);
    await event("stopped");
    expect((await frames())[1]?.line).toBe(7);
    await ask("continue");
    await uncaught.done;
    await ask("setExceptionBreakpoints", { filters: [] });
    expect((await kernel.run(code)).error?.ename).toBe("RangeError");
  });

  test("an interrupt ends a stopped cell", async () => {
    const code = "let held = 5;\nheld++;\nheld";
    await breakAt(code, 2);
    const cell = kernel.start(code);
    await event("stopped");
    const sent = performance.now();
    kernel.send("interrupt_request", {}, { channel: "control" });
    expect((await cell.done).error?.ename).toBe("KeyboardInterrupt");
    console.log(`interrupt of a stopped cell: ${(performance.now() - sent).toFixed(0)} ms`);
    expect((await kernel.run("held")).result).toBe("5");
  });

  test("turned off and on again, nothing stays behind", async () => {
    const code = "let again = 1;\nagain + 1";
    await breakAt(code, 2);
    await ask("disconnect", { restart: false, terminateDebuggee: false });
    expect(await ask("debugInfo")).toMatchObject({ isStarted: false, breakpoints: [] });
    expect((await kernel.run(code)).result).toBe("2");
    await attach();
    expect((await kernel.run(code)).result).toBe("2");
    await breakAt(code, 2);
    const cell = kernel.start(code);
    await event("stopped");
    // Turned off while stopped: the cell goes on.
    await ask("disconnect");
    expect((await cell.done).result).toBe("2");
    await attach();
  });
});

test("a kernel that is stopped at a breakpoint shuts down", async () => {
  const own = await KernelClient.start();
  const send = (command: string, args: Content = {}) =>
    own.request(
      "debug_request",
      { type: "request", seq: 1, command, arguments: args },
      { channel: "control" },
    );
  await send("initialize");
  await send("attach");
  own.start("debugger;");
  await own.waitFor(({ type, content }) => type === "debug_event" && content.event === "stopped");
  const started = performance.now();
  await own.stop();
  expect(performance.now() - started).toBeLessThan(2000);
  expect(own.process.signalCode).toBe(null);
  expect(own.log).toBe("");
}, 30_000);
