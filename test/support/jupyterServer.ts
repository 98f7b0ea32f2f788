// A real Jupyter Server with JupyterLab from .venv, for one test file, on a copy of a folder.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { venvProgram } from "./paths.js";

export interface JupyterServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  readonly token: string;
  /** The folder it serves: a copy, removed at the end. */
  readonly folder: string;
  /** What it has written so far. */
  log(): string;
  /** Ends it, and with it its kernels. */
  stop(): Promise<void>;
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Waits until `url` answers 200; throws with `log()` if `child` ends before, or after `seconds`. */
export async function untilServing(
  url: string,
  child: ChildProcess,
  log: () => string,
  seconds = 60,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`Jupyter ended early:\n${log()}`);
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await sleep(100);
  }
  throw new Error(`Jupyter did not answer within ${seconds} s:\n${log()}`);
}

/** The environment of Jupyter programs in tests: nothing of the user's Jupyter counts, nothing is left behind in it. */
export function jupyterEnvironment(scratch: string): NodeJS.ProcessEnv {
  const { JUPYTER_PATH, JUPYTERLAB_DIR, PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, ...rest } = process.env;
  return {
    ...rest,
    PYTHONNOUSERSITE: "1",
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: join(scratch, "config"),
    JUPYTER_DATA_DIR: join(scratch, "data"),
    JUPYTER_RUNTIME_DIR: join(scratch, "runtime"),
    IPYTHONDIR: join(scratch, "ipython"),
    EWALD_HISTORY: join(scratch, "history.jsonl"),
  };
}

/** Starts one on a copy of `folder` (an empty folder if none is given) and waits until it answers. */
export async function startJupyterServer(folder?: string): Promise<JupyterServer> {
  const scratch = await mkdtemp(join(tmpdir(), "ewald-jupyter-"));
  const served = join(scratch, "served");
  if (folder) await cp(folder, served, { recursive: true });
  else await mkdir(served);
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const options = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.answer_yes=True",
    `--ServerApp.root_dir=${served}`,
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--ServerApp.ip=127.0.0.1",
    `--IdentityProvider.token=${token}`,
  ];
  const child = spawn(venvProgram("jupyter-lab"), options, {
    cwd: served,
    env: jupyterEnvironment(scratch),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (written += part));
  const url = `http://127.0.0.1:${port}/`;
  const log = () => written;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      const inTime = await Promise.race([ended.then(() => true), sleep(15_000, false, { ref: false })]);
      if (!inTime) child.kill("SIGKILL");
      await ended;
    }
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await untilServing(`${url}api/status?token=${token}`, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, token, folder: served, log, stop };
}
