// As on a machine that has never seen Ewald: a fresh clone, a scratch folder, an environment without the caller's.
import { type ChildProcess, execFile, type SpawnOptions, spawn } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "./paths.js";

const kept =
  /^(HOME|USER|LANG|LC_.*|TMPDIR|TEMP|TMP|SystemRoot|.*_proxy|PIP_.*|npm_config_.*|SSL_CERT_.*|NODE_EXTRA_CA_CERTS)$/i;
const ours = /^npm_config_(local_prefix|global_prefix|prefix|noproxy|init_module|node_gyp|user_agent)$/i;

/**
 * What a new terminal would have: Node's folder and the system's on the PATH, the home folder, and what says how the
 * package registries are reached. Nothing of npm, Vitest, Jupyter or Python that this very process runs in.
 */
export function freshEnvironment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => kept.test(name) && !ours.test(name));
  const path = [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter);
  return { ...Object.fromEntries(entries), PATH: path, ...changes };
}

/** A folder of the test's own. */
export async function scratchFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "ewald-test-")));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** `git clone` of the last commit of this checkout (what is not committed is not in it). */
export async function cloneHead(into: string): Promise<void> {
  await promisify(execFile)("git", ["clone", "--quiet", root, into], { env: freshEnvironment() });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A started program with all it writes; `ended` never rejects. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
}

export function start(command: string, args: string[], options: SpawnOptions): Started {
  const child = spawn(command, args, {
    env: freshEnvironment(),
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => (written += part));
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (error) => resolve({ code: null, signal: null, output: String(error) }));
    child.on("close", (code, signal) => resolve({ code, signal, output: written }));
  });
  return { child, ended, output: () => written };
}

/** Runs a program to its end; throws with what it wrote if it fails. */
export async function run(command: string, args: string[], options: SpawnOptions): Promise<string> {
  const { code, output } = await start(command, args, options).ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`);
  return output;
}
