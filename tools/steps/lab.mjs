// JupyterLab on notebooks/, in the foreground until Ctrl-C.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { pythonEnvironment, venvProgram } from "./python.mjs";
import { root } from "./run.mjs";

/**
 * The environment for Jupyter: what .venv holds comes before what the user has elsewhere, and its data (runtime files,
 * trust) stay in the checkout, so that another kernel or lab extension of the same name cannot take our place. The
 * user's Jupyter configuration (password, settings, key bindings) counts as everywhere.
 */
export function jupyterEnvironment() {
  const { JUPYTER_PATH, JUPYTERLAB_DIR, ...rest } = pythonEnvironment();
  return { ...rest, JUPYTER_PREFER_ENV_PATH: "1", JUPYTER_DATA_DIR: join(root, ".cache", "jupyter") };
}

/** Runs `jupyter lab` with the user's arguments after ours; resolves with its exit code. */
export function runLab(args) {
  const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const ours = [`--ServerApp.root_dir=${join(root, "notebooks")}`, "--ServerApp.answer_yes=True", ...asRoot];
  // A process group of its own: Ctrl-C reaches Jupyter once, from us, however many of us the terminal and npm tell.
  const child = spawn(venvProgram("jupyter-lab"), [...ours, ...args], {
    cwd: root,
    env: jupyterEnvironment(),
    stdio: "inherit",
    detached: process.platform !== "win32",
  });
  let first = 0;
  const stop = (signal) => {
    if (first === 0) {
      first = Date.now();
      child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
    } else if (Date.now() - first > 1000) child.kill("SIGTERM");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
