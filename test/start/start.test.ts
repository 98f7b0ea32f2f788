// The user's first minutes: a fresh clone, one command, JupyterLab; and the sentences when something is missing.
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneHead, freshEnvironment, scratchFolder, start } from "../support/fresh.js";
import { freePort, untilServing } from "../support/jupyterServer.js";
import { openNotebook, textOf } from "../support/sessions.js";

const nowhere = "http://127.0.0.1:9/";
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
let clone: string;

beforeAll(async () => {
  scratch = await scratchFolder();
  clone = join(scratch.path, "ewald");
  await cloneHead(clone);
}, 120_000);
afterAll(() => scratch?.remove());

/** The last line is the sentence; nothing before it may be a stack trace. */
async function sentenceOf(env: NodeJS.ProcessEnv): Promise<string> {
  const { code, output } = await start("node", ["tools/start.mjs", "--no-browser"], { cwd: clone, env })
    .ended;
  expect(code, output).toBe(1);
  expect(output).not.toMatch(/^\s+at .*\.mjs:\d+/m);
  return output.trimEnd().split("\n").at(-1) ?? "";
}

describe("npm start says in one sentence what is missing", () => {
  /** A PATH with Node, npm and git only, and a python3 that answers the probe as given. */
  async function pathWith(name: string, python?: string): Promise<NodeJS.ProcessEnv> {
    const bin = join(scratch.path, name);
    await mkdir(bin);
    for (const tool of ["node", "npm"]) await symlink(join(dirname(process.execPath), tool), join(bin, tool));
    if (python) {
      await writeFile(join(bin, "python3"), `#!/bin/sh\n${python}\n`);
      await chmod(join(bin, "python3"), 0o755);
    }
    return freshEnvironment({ PATH: bin });
  }

  it("no Python", async () => {
    const sentence = await sentenceOf(await pathWith("no-python"));
    expect(sentence).toMatch(/^No Python was found .* 3\.10 or newer: install it/);
  });

  it("a Python that is too old", async () => {
    const sentence = await sentenceOf(await pathWith("old-python", "echo 3 9 1"));
    expect(sentence).toMatch(/needs Python 3\.10 or newer and python3 is 3\.9: install a newer one/);
  });

  it("a Python without venv, as on a bare Debian", async () => {
    const sentence = await sentenceOf(await pathWith("no-venv", "echo 3 11 0"));
    expect(sentence).toMatch(/^python3 \(Python 3\.11\) cannot make environments.*apt install python3-venv/);
  });

  it("no network, for npm", async () => {
    const cache = join(scratch.path, "npm-cache");
    const sentence = await sentenceOf(
      freshEnvironment({ npm_config_registry: nowhere, npm_config_cache: cache }),
    );
    expect(sentence).toMatch(/^npm cannot reach its package registry: check the network connection/);
  });
});

describe("npm start in a fresh clone", () => {
  const token = "fresh-start";
  const milliseconds: number[] = [];

  /** Starts it as a terminal would, in a process group of its own, and waits until JupyterLab answers. */
  async function serving(seconds: number) {
    const port = await freePort();
    const args = ["start", "--", "--no-browser", "--port", String(port), `--IdentityProvider.token=${token}`];
    const env = freshEnvironment({ JUPYTER_CONFIG_DIR: join(scratch.path, "jupyter-config") });
    const began = performance.now();
    const started = start("npm", args, { cwd: clone, env, detached: true });
    const url = `http://127.0.0.1:${port}/`;
    await untilServing(`${url}api/status?token=${token}`, started.child, started.output, seconds);
    milliseconds.push(performance.now() - began);
    const get = (path: string) => fetch(`${url}${path}`, { headers: { authorization: `token ${token}` } });
    /** Ctrl-C: the terminal signals the whole group. */
    const interrupt = async () => {
      process.kill(-(started.child.pid ?? 0), "SIGINT");
      const ended = await started.ended;
      await expect(fetch(url), "nothing listens any more").rejects.toThrow();
      return ended;
    };
    return { url, started, get, interrupt };
  }

  it("no network, for pip: one sentence", async () => {
    const env = freshEnvironment({ PIP_INDEX_URL: nowhere, PIP_EXTRA_INDEX_URL: "", PIP_FIND_LINKS: "" });
    expect(await sentenceOf(env)).toMatch(
      /^pip cannot reach its package index: check the network connection/,
    );
  }, 300_000);

  it("ends in a serving JupyterLab with our kernel and our extension; Ctrl-C ends it", async () => {
    const { url, started, get, interrupt } = await serving(900);
    try {
      console.log(
        started
          .output()
          .match(/^✓ .*$/gm)
          ?.join("\n"),
      );
      const { kernelspecs } = (await (await get("api/kernelspecs")).json()) as { kernelspecs: object };
      expect(kernelspecs).toHaveProperty("ewald.spec.display_name", "TypeScript (Ewald)");

      const page = await (await get("lab")).text();
      const config = JSON.parse(/id="jupyter-config-data"[^>]*>([^<]+)</.exec(page)?.[1] ?? "{}");
      const ours = config.federated_extensions.find((one: { name: string }) => one.name === "ewald-widgets");
      expect(ours, "among the federated extensions the server enables").toBeDefined();
      expect(Object.keys(config.disabledExtensions ?? {})).not.toContain("ewald-widgets");
      expect((await get(`lab/extensions/ewald-widgets/${ours.load}`)).status).toBe(200);

      const contents = (await (await get("api/contents/data")).json()) as { content: { name: string }[] };
      expect(contents.content.map((file) => file.name)).toContain("integrated.refl");

      const session = await openNotebook({
        url,
        token,
        folder: "",
        log: started.output,
        stop: async () => {},
      });
      const cell = await session.run("const four: number = 2 + 2; four");
      await session.close();
      expect(textOf(cell)).toBe("4");
      for (const step of ["Python environment", "TypeScript and Assembly", "lab extension", "tutorial data"])
        expect(started.output()).toMatch(new RegExp(`^✓ ${step}.*: \\d+\\.\\d s$`, "m"));
    } finally {
      const { code, signal, output } = await interrupt();
      // npm, once all it started has ended, ends as its shell did: by the signal.
      expect(code ?? signal, output).toBeOneOf([0, "SIGINT"]);
      expect(output).not.toMatch(/Traceback|npm error/);
    }
  }, 1_000_000);

  it("starts again within 5 s, doing nothing twice", async () => {
    milliseconds.length = 0;
    for (let attempt = 0; attempt < 3; attempt++) {
      const { started, interrupt } = await serving(60);
      expect(started.output()).not.toMatch(/^…/m);
      await interrupt();
    }
    console.log(
      `npm start, the second time: ${milliseconds.map((ms) => (ms / 1000).toFixed(1)).join(", ")} s`,
    );
    expect(Math.min(...milliseconds)).toBeLessThan(5000);
  }, 240_000);
});
