import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "./client.js";

let kernel: KernelClient;
const write = (name: string, text: string) => {
  mkdirSync(join(kernel.directory, name, ".."), { recursive: true });
  writeFileSync(join(kernel.directory, name), text);
};

beforeAll(async () => {
  kernel = await KernelClient.start();
}, 60_000);
afterAll(() => kernel.stop());

describe("In, Out and _", () => {
  test("hold texts and results by number, the last three by name", async () => {
    const first = await kernel.run("6 * 7");
    await kernel.run("({ second: true })");
    await kernel.run("let noResult = 1");
    expect((await kernel.run("[_, __]")).result).toBe("[ { second: true }, 42 ]");
    const count = first.reply.execution_count;
    expect((await kernel.run(`[In[${count}], Out[${count}]]`)).result).toBe("[ '6 * 7', 42 ]");
    expect((await kernel.run("let _ = 'mine'; _")).result).toBe("'mine'");
  });

  test("silent cells and those outside history change nothing", async () => {
    await kernel.run("'kept'");
    await kernel.run("'unseen'", { silent: true });
    await kernel.run("'not stored'", { store_history: false });
    expect((await kernel.run("globalThis._")).result).toBe("'kept'");
  });
});

describe("input", () => {
  test("asks the front end that sent the cell, and getpass hides what is typed", async () => {
    const { id, done } = kernel.start("const typed = await input('Name: ') + await getpass(); typed", {
      allow_stdin: true,
    });
    for (const [prompt, password, value] of [
      ["Name: ", false, "Ada "],
      ["Password: ", true, "x"],
    ] as const) {
      const asked = await kernel.waitFor(
        ({ channel, parent, content }) => channel === "stdin" && parent === id && content.prompt === prompt,
      );
      expect([asked.type, asked.content]).toEqual(["input_request", { prompt, password }]);
      kernel.send("input_reply", { value }, { channel: "stdin" });
    }
    expect((await done).result).toBe("'Ada x'");
  });

  test("is refused where the front end takes none", async () => {
    const { error } = await kernel.run("await input('?')", { allow_stdin: false });
    expect(error?.evalue).toMatch(/takes no input/);
  });

  test("can be interrupted, and the next question is asked", async () => {
    const { id, done } = kernel.start("await input('first')", { allow_stdin: true });
    await kernel.waitFor(({ channel, parent }) => channel === "stdin" && parent === id);
    kernel.send("interrupt_request", {}, { channel: "control" });
    expect((await done).reply.ename).toBe("KeyboardInterrupt");
    const next = kernel.start("await input('second')", { allow_stdin: true });
    await kernel.waitFor(({ channel, parent }) => channel === "stdin" && parent === next.id);
    kernel.send("input_reply", { value: "yes" }, { channel: "stdin" });
    expect((await next.done).result).toBe("'yes'");
  });
});

describe("the user's own files", () => {
  test("TypeScript, its endings left out, edited and imported again with what imports it", async () => {
    write("inner.ts", "export const inner: number = 1;");
    write("other.ts", "export const state = { n: 0 };");
    write(
      "outer.ts",
      "import { inner } from './inner';\nexport enum Kind { A = 1 }\nexport const twice = 2 * inner;",
    );
    await kernel.run("import { state } from './other'; state.n = 5;");
    expect((await kernel.run("import { twice, Kind } from './outer'; [twice, Kind.A]")).result).toBe(
      "[ 2, 1 ]",
    );
    expect((await kernel.run("import * as js from './outer.js'; js.Kind === Kind")).result).toBe("true");
    write("inner.ts", "export const inner: number = 21;");
    expect((await kernel.run("import { twice } from './outer'; twice")).result).toBe("42");
    expect((await kernel.run("import { state } from './other.ts'; state.n")).result).toBe("5");
    expect((await kernel.run("(await import('./outer')).twice")).result).toBe("42");
  });

  test("types follow an edit", async () => {
    write("typed.ts", "export const value = 1;");
    await kernel.run("import { value } from './typed'");
    write("typed.ts", "export const value = 'text';");
    expect((await kernel.run("import { value } from './typed'; value.toUpperCase()")).result).toBe("'TEXT'");
  });

  test("JavaScript and JSON too", async () => {
    write("plain.js", "export const x = 1");
    write("data.json", `{"a": 1}`);
    const both = "import { x } from './plain.js'; import data from './data.json'; [x, data.a]";
    expect((await kernel.run(both)).result).toBe("[ 1, 1 ]");
    write("plain.js", "export const x = 22");
    write("data.json", `{"a": 33}`);
    expect((await kernel.run(both)).result).toBe("[ 22, 33 ]");
  });

  test("errors in them name their own lines", async () => {
    write(
      "fails.ts",
      "interface Gone {\n  a: number;\n}\n\nexport function boom(g?: Gone): never {\n  throw new Error('b');\n}\n",
    );
    const { error } = await kernel.run("import { boom } from './fails'; boom()");
    expect(error?.traceback.join("\n")).toMatch(/at boom \(.*fails\.ts:6:9\)/);
    write("broken.ts", "\nexport const = 1;");
    const broken = await kernel.run("// @ts-nocheck\nimport './broken'");
    expect(broken.error).toMatchObject({ ename: "SyntaxError" });
    expect(broken.error?.evalue).toMatch(/broken\.ts, line 2, column 14/);
  });
});

describe("magics", () => {
  test("%npm installs, and the same cell imports, though it was missing before", async () => {
    write(
      "package/package.json",
      `{"name":"tiny-thing","version":"1.0.0","type":"module","exports":"./i.js","types":"./i.d.ts"}`,
    );
    write("package/i.js", "export const tiny = 3;");
    write("package/i.d.ts", "export const tiny: number;");
    expect((await kernel.run("import { tiny } from 'tiny-thing'")).error?.ename).toBe("TypeScriptError");
    expect((await kernel.run("// @ts-nocheck\nawait import('tiny-thing')")).error?.evalue).toMatch(
      /%npm install tiny-thing/,
    );
    const { result, stdout } = await kernel.run(
      "%npm install --offline ./package\nimport { tiny } from 'tiny-thing'; tiny.toFixed(1)",
    );
    expect(stdout).toMatch(/added 1 package/);
    expect(result).toBe("'3.0'");
    expect((await kernel.run("%npm no-such-command")).error?.ename).toBe("NpmError");
  });

  test("%preload off and on", async () => {
    expect((await kernel.run("typeof ReflectionTable")).result).toBe("'function'");
    expect((await kernel.run("%preload off\nReflectionTable")).error?.evalue).toMatch(/Cannot find name/);
    expect((await kernel.run("// @ts-nocheck\ntypeof ReflectionTable")).result).toBe("'undefined'");
    expect((await kernel.run("const Crystal = 5; Crystal")).result).toBe("5");
    expect((await kernel.run("%preload on\n[typeof ReflectionTable, Crystal]")).result).toBe(
      "[ 'function', 5 ]",
    );
  });

  test("%help, after comments", async () => {
    expect((await kernel.run("// what is there?\n%help")).stdout).toMatch(/%npm install/);
  });
});

describe("child processes", () => {
  test.each([
    [
      "spawn",
      "await new Promise((r) => cp.spawn(process.execPath, ['-e', script], { stdio: 'inherit' }).on('close', r));",
    ],
    ["spawnSync", "cp.spawnSync(process.execPath, ['-e', script], { stdio: 'inherit' });"],
    [
      "execFileSync",
      "cp.execFileSync(process.execPath, ['-e', script], { stdio: ['ignore', 'inherit', 2] });",
    ],
  ])("%s: what it writes to outputs it inherits is the cell's", async (_name, code) => {
    const { stdout, stderr, error } = await kernel.run(
      `import * as cp from 'node:child_process'; const script = "console.log('out'); console.error('err')"; ${code} 0;`,
    );
    expect([error, stdout, stderr]).toEqual([undefined, "out\n", "err\n"]);
  });

  test("one that fails throws as it would elsewhere", async () => {
    const { error, stdout } = await kernel.run("cp.execSync('echo out; exit 3', { stdio: 'inherit' })");
    expect(stdout).toBe("out\n");
    expect(error?.evalue).toBe("Command failed: echo out; exit 3");
    expect(error?.traceback.join("\n")).toContain("status: 3");
    expect((await kernel.run("cp.execSync('echo piped').toString()")).result).toBe("'piped\\n'");
  });
});

describe("completion and inspection", () => {
  const complete = async (code: string, cursor_pos = code.length) => {
    const { matches, cursor_start } = (await kernel.request("complete_request", { code, cursor_pos })).reply;
    return [cursor_start, ...matches];
  };
  const inspect = async (code: string, cursor_pos: number, detail_level: number) =>
    (await kernel.request("inspect_request", { code, cursor_pos, detail_level })).reply;

  test("file paths inside strings", async () => {
    write("images/thau_0001.cbf", "");
    await kernel.run("import * as fs from 'node:fs'");
    expect(await complete("fs.readFileSync('ima")).toEqual([17, "images/"]);
    expect(await complete("fs.readFileSync('images/th')", 26)).toEqual([24, "thau_0001.cbf"]);
  });

  test("modules", async () => {
    write("helpers.ts", "export const h = 1");
    expect(await complete("import h from './help")).toEqual([17, "helpers.ts"]);
    expect(await complete("import h from 'node:fs/")).toEqual([15, "node:fs/promises"]);
    expect(await complete("import h from 'arq")).toEqual([15, "arquero"]);
  });

  test("columns of tables, by their values", async () => {
    await kernel.run(
      "const frame = aq.table({ alpha: [1], alphabet: [2], beta: [3] }); const holder = { frame }",
    );
    expect(await complete("frame.column('alp")).toEqual([14, "alpha", "alphabet"]);
    expect(await complete("holder.frame.select(['alpha', 'b")).toEqual([31, "beta"]);
    await kernel.run(
      "const spotTable = ReflectionTable.fromArquero(aq.table({ special: new Float64Array([1]) }))",
    );
    expect(await complete(`spotTable.column("spec`)).toEqual([18, "special"]);
    await kernel.run("let touched = 0; const sly = { get table() { touched++; return frame } }");
    await complete("sly.table.column('al");
    expect((await kernel.run("touched")).result).toBe("0");
  });

  test("magics, and text after a magic", async () => {
    expect(await complete("%pre")).toEqual([0, "%preload"]);
    expect(await complete("%ts o")).toEqual([4, "on", "off"]);
    expect(await complete("%ts on\nMath.sqr")).toEqual([12, "sqrt"]);
  });

  test("detail 1 and ?? show the declaration; what is unknown is not found", async () => {
    const text = "function tripled(n: number) { return 3 * n }";
    await kernel.run(text);
    expect((await inspect("tripled", 3, 0)).data["text/plain"]).toBe("function tripled(n: number): number");
    expect((await inspect("tripled", 3, 1)).data["text/markdown"]).toContain(
      `\`\`\`typescript\n${text}\n\`\`\``,
    );
    expect((await kernel.run("tripled??")).reply.payload[0].data["text/plain"]).toContain(text);
    expect((await inspect("noSuchName", 3, 0)).found).toBe(false);
  });
});

test("what an error carries is shown", async () => {
  const { error } = await kernel.run(
    "throw Object.assign(new Error('x'), { code: 'E_CODE', place: { line: 3 } })",
  );
  expect(error?.traceback.at(-1)).toBe("  with { code: 'E_CODE', place: { line: 3 } }");
});

test("a property that cannot be read hides no error", async () => {
  const { error } = await kernel.run(
    "throw Object.defineProperty(new Error('g'), 'bad', { enumerable: true, get() { throw 1 } })",
  );
  expect([error?.ename, error?.evalue]).toEqual(["Error", "g"]);
});

test("a cell that removes all listeners of the process does not remove the kernel's own", async () => {
  await kernel.run("process.removeAllListeners('uncaughtException'); process.removeAllListeners();");
  const { stderr, result } = await kernel.run(
    "void Promise.reject(new Error('rejected')); setTimeout(() => { throw new Error('thrown') }, 5); await new Promise((r) => setTimeout(r, 50)); 1",
  );
  expect(result).toBe("1");
  expect(stderr).toMatch(/rejected[\s\S]*thrown/);
});

test("what is written to the descriptors 1 and 2 is the cell's", async () => {
  const { stdout, stderr } = await kernel.run(
    "fs.writeSync(1, 'direct\\n'); fs.writeSync(2, Buffer.from('xerr\\n'), 1);",
  );
  expect([stdout, stderr]).toEqual(["direct\n", "err\n"]);
});

test("tslab's newDisplay replaces what it showed", async () => {
  const { outputs } = await kernel.run(
    "import { newDisplay } from 'tslab'; const place = newDisplay(); place.html('a'); place.markdown('b');",
  );
  const shown = outputs.filter(({ content }) => content.data);
  expect(shown.map(({ type, content }) => [type, content.data])).toEqual([
    ["display_data", { "text/html": "a" }],
    ["update_display_data", { "text/markdown": "b" }],
  ]);
  expect(shown[0]?.content.transient).toEqual(shown[1]?.content.transient);
});

test("a replayed message is refused and logged", async () => {
  const sent: Buffer[][] = [];
  const { sendFrames } = kernel;
  kernel.sendFrames = function (channel, frames) {
    sent.push(frames);
    sendFrames.call(this, channel, frames);
  };
  await kernel.run("let replays = 0");
  await kernel.run("replays++");
  kernel.sendFrames = sendFrames;
  kernel.sendFrames("shell", sent.at(-1) ?? []);
  expect((await kernel.run("replays")).result).toBe("1");
  expect(kernel.log).toContain("already received");
  kernel.log = "";
});

describe("between sessions", () => {
  test("history is kept, in a file only its owner reads, torn lines left out; ewald.config.json is heeded", async () => {
    const directory = mkdtempSync(join(tmpdir(), "ewald-history-"));
    const file = join(directory, "kept", "history.jsonl");
    const environment = { EWALD_HISTORY: file };
    writeFileSync(join(directory, "setup.ts"), "export const mine: number = 5;");
    writeFileSync(
      join(directory, "ewald.config.json"),
      JSON.stringify({ types: "warn", preload: { spread: [], named: { mine: "./setup" } }, typo: 1 }),
    );
    const first = await KernelClient.start(directory, environment);
    const { result, stderr } = await first.run("mine.toFixed(1) + typeof ReflectionTable");
    expect(result).toBe("'5.0undefined'");
    expect(stderr).toMatch(/typo is 1; preload or types would work/);
    expect(stderr).toMatch(/Cannot find name 'ReflectionTable'/);
    await first.run("'of the first session'");
    await first.stop();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, `${readFileSync(file, "utf8")}{"session":1,"line":3,"inp`);

    const second = await KernelClient.start(directory, environment);
    await second.run("'of the second'");
    const ask = async (content: object) =>
      (await second.request("history_request", { output: false, raw: true, ...content })).reply.history;
    expect(await ask({ hist_access_type: "tail", n: 2 })).toEqual([
      [1, 2, "'of the first session'"],
      [0, 1, "'of the second'"],
    ]);
    expect(await ask({ hist_access_type: "search", pattern: "*first*" })).toEqual([
      [1, 2, "'of the first session'"],
    ]);
    expect(await ask({ hist_access_type: "range", session: -1, start: 2, stop: 3 })).toHaveLength(1);
    await second.stop();
    expect(readFileSync(file, "utf8").trim().split("\n").at(-1)).toBe(
      JSON.stringify({ session: 2, line: 1, input: "'of the second'" }),
    );
  }, 60_000);
});
