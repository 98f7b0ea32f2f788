// The kernels measured, each with the same work in its own language. Those that are not here are fetched into .cache where the
// registry can be reached, else left out by name.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelSpec } from "../../kernel/dist/install.js";
import { root } from "../../tools/steps/run.mjs";

const cache = join(root, ".cache", "kernels");
const runs = (program, ...args) =>
  spawnSync(program, args, { stdio: "ignore", timeout: 180_000 }).status === 0;

/** A package of npm in a folder of its own; undefined where it cannot be had. */
function npmPackage(name, version, file, fetch) {
  const prefix = join(cache, name);
  const path = join(prefix, "node_modules", file);
  if (!existsSync(path) && fetch) {
    mkdirSync(prefix, { recursive: true });
    console.log(`  fetching ${name} ${version} into .cache`);
    // Nested: tslab does not find its own types otherwise.
    const where = ["--prefix", prefix, "--no-audit", "--no-fund", "--no-save", "--install-strategy=nested"];
    runs("npm", "install", ...where, `${name}@${version}`);
  }
  return existsSync(path) ? path : undefined;
}

/** A Python with ipykernel: .venv's, or one made in .cache. */
function ipykernelPython(fetch) {
  const made = join(cache, "ipykernel");
  const has = (python) => existsSync(python) && runs(python, "-c", "import ipykernel");
  const found = [join(root, ".venv/bin/python"), join(made, "bin/python")].find(has);
  if (found || !fetch) return found;
  console.log("  fetching ipykernel into .cache");
  runs("python3", "-m", "venv", made);
  runs(join(made, "bin/python"), "-m", "pip", "install", "--quiet", "ipykernel==7.4.0");
  return has(join(made, "bin/python")) ? join(made, "bin/python") : undefined;
}

// What every TypeScript kernel runs as it stands; {i} is the number of the round.
const typescript = {
  same: "1 + 1",
  fresh: (i) => `const fresh${i}: number = ${i} + 1; fresh${i}`,
  busy: "{ const t = Date.now(); while (Date.now() - t < 2000); }",
  complete: { code: "Math.sqr", cursor_pos: 8 },
  inspect: { code: "Math.sqrt", cursor_pos: 9, detail_level: 0 },
  lines: (n) => `for (let i = 0; i < ${n}; i++) console.log(i)`,
  growth: (i) => `const grown${i} = { value: ${i}, twice: (x: number) => 2 * x }; grown${i}.twice(${i})`,
  keep: "var kept = 41",
  kept: "if (kept !== 41) throw new Error('lost')",
  stop: {
    "a loop": "while (true) {}",
    "a loop after an await": "await 0; while (true) {}",
    "a loop of promises": "while (true) await Promise.resolve()",
    "a loop in a timer":
      "setTimeout(() => { while (true) {} }, 20); await new Promise((r) => setTimeout(r, 60_000))",
    "a regular expression": "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "a blocked thread": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)",
    "a plain await": "await new Promise((r) => setTimeout(r, 60_000))",
  },
};

const python = {
  same: "1 + 1",
  fresh: (i) => `fresh${i}: int = ${i} + 1; fresh${i}`,
  busy: "import time\nt = time.time()\nwhile time.time() - t < 2: pass",
  complete: { code: "print", cursor_pos: 3 },
  inspect: { code: "print", cursor_pos: 5, detail_level: 0 },
  lines: (n) => `for i in range(${n}): print(i)`,
  outputs: (n) => `for i in range(${n}): display({"text/plain": str(i)}, raw=True)`,
  growth: (i) => `grown${i} = {"value": ${i}, "twice": lambda x: 2 * x}; grown${i}["twice"](${i})`,
  keep: "kept = 41",
  kept: "assert kept == 41",
  stop: {
    "a loop": "while True: pass",
    "a loop after an await": "import asyncio\nawait asyncio.sleep(0)\nwhile True: pass",
    "a loop of promises": "import asyncio\nwhile True: await asyncio.sleep(0)",
    "a loop in a timer":
      "import asyncio\ndef spin():\n    while True: pass\nasyncio.get_event_loop().call_later(0.02, spin)\nawait asyncio.sleep(60)",
    "a regular expression": "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
    "a blocked thread": "import threading\nthreading.Event().wait(60)",
    "a plain await": "import asyncio\nawait asyncio.sleep(60)",
  },
};

/** Ours and the others found; `only` a list of names, `fetch` whether those missing may be fetched. */
export function findKernels({ only, fetch }) {
  const { argv, env } = kernelSpec(process.execPath, join(root, "kernel/dist/main.js"));
  const wanted = (name) => name === "ewald" || !only || only.includes(name);
  const kernels = [
    {
      name: "ewald",
      argv,
      env,
      cells: {
        ...typescript,
        outputs: (n) => `for (let i = 0; i < ${n}; i++) display({ "text/plain": String(i) }, { raw: true });`,
      },
      stops: ["message", "signal"],
    },
  ];
  const absent = [];
  const add = (name, path, kernel) => {
    if (!wanted(name)) return;
    if (path) kernels.push({ name, ...kernel(path) });
    else absent.push(name);
  };
  add("ipykernel", wanted("ipykernel") ? ipykernelPython(fetch) : undefined, (program) => ({
    argv: [program, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    env: { IPYTHONDIR: mkdtempSync(join(tmpdir(), "ewald-bench-ipython-")), PYTHONNOUSERSITE: "1" },
    cells: python,
    stops: ["message", "signal"],
  }));
  const tslab = wanted("tslab") && npmPackage("tslab", "1.0.22", "tslab/bin/tslab", fetch);
  add("tslab", tslab, (program) => ({
    argv: [process.execPath, program, "kernel", "--config-path", "{connection_file}"],
    cells: {
      ...typescript,
      outputs: (n) =>
        `import { display } from "tslab"; for (let i = 0; i < ${n}; i++) display.text(String(i));`,
    },
    stops: ["signal"],
  }));
  add("deno", wanted("deno") && npmPackage("deno", "2.9.6", "deno/bin.cjs", fetch), (script) => ({
    argv: [denoProgram(script), "jupyter", "--kernel", "--conn", "{connection_file}"],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    cells: {
      ...typescript,
      outputs: (n) =>
        `for (let i = 0; i < ${n}; i++) await Deno.jupyter.broadcast("display_data", { data: { "text/plain": String(i) }, metadata: {}, transient: {} });`,
    },
    stops: ["message"],
  }));
  return { kernels, absent };
}

/** The program itself, without the Node script that npm puts before it. */
function denoProgram(script) {
  const own = join(script, "..", process.platform === "win32" ? "deno.exe" : "deno");
  if (!existsSync(own)) runs(process.execPath, script, "--version");
  return existsSync(own) ? own : script;
}
