// A Python environment of our own, .venv, with JupyterLab and what the notebooks' front end needs, all pinned.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, StepError, step } from "./run.mjs";

const windows = process.platform === "win32";
const requirements = "tools/requirements.txt";
const kernelSuite = "jupyter_kernel_test==0.7.0";
const needed = [3, 10];

export const venv = join(root, ".venv");
export const venvProgram = (name) =>
  windows ? join(venv, "Scripts", `${name}.exe`) : join(venv, "bin", name);

/** The environment for anything Python: the user's own site and path must not mix with .venv. */
export function pythonEnvironment() {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, PIP_USER, PIP_TARGET, PIP_PREFIX, ...rest } = process.env;
  return { ...rest, PYTHONNOUSERSITE: "1", PIP_USER: "0" };
}

const probe = `
import sys
def has(name):
    try:
        __import__(name)
        return True
    except Exception:
        return False
print(sys.version_info[0], sys.version_info[1], int(has("venv") and has("ensurepip")))`;

/** What a command is, if it is a Python: { command, version: [3, 11], venv: true }. */
function pythonAt(command) {
  const [program, ...args] = command;
  const { status, stdout } = spawnSync(program, [...args, "-c", probe], {
    encoding: "utf8",
    env: pythonEnvironment(),
  });
  const [major, minor, venv] = status === 0 ? stdout.trim().split(" ").map(Number) : [];
  return major === undefined ? undefined : { command, version: [major, minor], venv: venv === 1 };
}

const newEnough = ({ version }) =>
  version[0] > needed[0] || (version[0] === needed[0] && version[1] >= needed[1]);

/** A Python ≥ 3.10 that can make environments: EWALD_PYTHON, python3, python, py -3, python3.13 … python3.10. */
function findPython() {
  const named = ["13", "12", "11", "10"].map((minor) => [`python3.${minor}`]);
  const own = process.env.EWALD_PYTHON ? [[process.env.EWALD_PYTHON]] : [];
  const seen = [];
  for (const command of [...own, ["python3"], ["python"], ...(windows ? [["py", "-3"]] : []), ...named]) {
    const python = pythonAt(command);
    if (!python) continue;
    if (newEnough(python) && python.venv) return python;
    seen.push(python);
  }
  const wish = `Python ${needed.join(".")} or newer`;
  const without = seen.find(newEnough);
  if (without)
    throw new StepError(
      `${without.command.join(" ")} (Python ${without.version.join(".")}) cannot make environments, its venv or ensurepip is missing: install it (on Debian and Ubuntu: apt install python3-venv) and try again.`,
    );
  if (seen[0])
    throw new StepError(
      `JupyterLab needs ${wish} and ${seen[0].command.join(" ")} is ${seen[0].version.join(".")}: install a newer one, or set EWALD_PYTHON to its path, and try again.`,
    );
  throw new StepError(
    `No Python was found and JupyterLab needs ${wish}: install it (python.org, your package manager; on Debian and Ubuntu: apt install python3 python3-venv), or set EWALD_PYTHON to its path, and try again.`,
  );
}

const unreachable =
  /Failed to establish a new connection|NewConnectionError|Temporary failure in name resolution|getaddrinfo failed|ConnectTimeout|Read timed out|Connection refused|Network is unreachable|from versions: none/i;

/** Whether .venv has been made (for those who use it where it is there). */
export const environmentExists = () => existsSync(venvProgram("jupyter-lab"));

/** Throws, before anything else is done, where .venv is not there and no Python could make it. */
export function checkPython() {
  if (!environmentExists()) findPython();
}

/** .venv as tools/requirements.txt says; made anew when that file changes or the checkout has moved. */
export async function makeEnvironment() {
  const outputs = [venvProgram("python"), venvProgram("jupyter-lab")];
  await step(
    "Python environment .venv with JupyterLab",
    { inputs: [requirements], key: root, outputs },
    async () => {
      const { command, version } = findPython();
      const [program, ...args] = command;
      await rm(venv, { recursive: true, force: true });
      await run("Making .venv", program, [...args, "-m", "venv", venv], { env: pythonEnvironment() });
      // JupyterLab runs a CommonJS script of its own with Node: it must not fall under our package.json's "type": "module".
      await writeFile(join(venv, "package.json"), '{ "private": true, "type": "commonjs" }\n');
      process.stdout.write(
        `  Python ${version.join(".")}, packages from ${requirements} (about half a minute)\n`,
      );
      await pipInstall("-r", requirements);
    },
  );
}

/** Jupyter's own suite for kernels, which only the tests need, into .venv. */
export async function installKernelSuite() {
  await step(
    "Jupyter's suite for kernels into .venv",
    { inputs: [requirements], key: kernelSuite + root, outputs: [venvProgram("python")] },
    () => pipInstall(kernelSuite),
  );
}

function pipInstall(...what) {
  const options = ["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2", "--no-deps"];
  return run("pip", venvProgram("python"), ["-m", "pip", "install", ...options, ...what], {
    env: pythonEnvironment(),
    explain: (output) =>
      unreachable.test(output)
        ? "pip cannot reach its package index: check the network connection (or pip's proxy and index settings) and try again."
        : undefined,
  });
}
