import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { EXTENSION, userData, usualData } from "ewald-widgets/install";
import { type Finding, ok, warning, wrong } from "./finding.js";

/** A Jupyter, or where its files would be without one. */
export interface Jupyter {
  program: string | undefined;
  /** Its data directories, the first searched first. */
  data: string[];
  /** Where it writes connection files. */
  runtime: string;
}

interface Ran {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs a program to its end, two minutes at most; code null where it cannot be started or does not end. */
export function ran(program: string, args: readonly string[], env = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
    const parts = { output: "", errors: "" };
    child.stdout.on("data", (text) => (parts.output += String(text)));
    child.stderr.on("data", (text) => (parts.errors += String(text)));
    child.on("error", (error) => resolve({ code: null, output: "", errors: error.message }));
    child.on("close", (code) => resolve({ code, ...parts }));
  });
}

export const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";

function onPath(name: string): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(existsSync);
}

/** The Jupyter named, or the first in PATH. */
export async function findJupyter(
  named: string | undefined,
): Promise<{ jupyter: Jupyter; finding: Finding }> {
  const check = "Jupyter";
  const without = { program: undefined, data: usualData(), runtime: join(userData(), "runtime") };
  const program = named ?? onPath("jupyter");
  if (program === undefined) {
    const mend =
      "Install JupyterLab (pip install jupyterlab), or name yours: ewald-kernel doctor --jupyter PROGRAM";
    return { jupyter: without, finding: wrong(check, "There is no jupyter in PATH.", mend) };
  }
  const { code, output, errors } = await ran(program, ["--paths", "--json"]);
  try {
    if (code !== 0) throw new Error();
    const paths = JSON.parse(output) as { data: string[]; runtime: string[] };
    const jupyter = { program, data: paths.data, runtime: paths.runtime[0] ?? without.runtime };
    return { jupyter, finding: ok(check, `${program} looks for kernels in ${paths.data.join(", ")}`) };
  } catch {
    const text = `${program} does not run: ${lastLine(errors || output) || "it says nothing"}`;
    const mend =
      "Install it anew (pip install --force-reinstall jupyterlab), or name another with --jupyter PROGRAM";
    return { jupyter: without, finding: wrong(check, text, mend) };
  }
}

/** Whether Jupyter itself lists the kernel, from the folder we found it in. */
export async function checkListed(jupyter: Jupyter, name: string, folder: string): Promise<Finding> {
  const check = "Jupyter's list of kernels";
  const { code, output, errors } = await ran(jupyter.program as string, ["kernelspec", "list", "--json"]);
  if (code !== 0)
    return wrong(
      check,
      `jupyter kernelspec list fails: ${lastLine(errors)}`,
      "Install it anew: pip install --force-reinstall jupyter_client",
    );
  const { kernelspecs } = JSON.parse(output) as { kernelspecs: Record<string, { resource_dir: string }> };
  const listed = kernelspecs[name]?.resource_dir;
  if (listed === folder) return ok(check, `It lists ${name}.`);
  return wrong(
    check,
    listed
      ? `It lists ${name} from ${listed}, not from ${folder}.`
      : `It does not list ${name}, which is in ${folder}.`,
    "Look for allowed_kernelspecs and kernel_dirs in Jupyter's configuration (jupyter --paths says where it is)",
  );
}

/** JupyterLab and our extension in it, in its own words. */
export async function checkLab(jupyter: Jupyter, version: string): Promise<Finding> {
  const check = "Lab extension";
  const said = await ran(jupyter.program as string, ["labextension", "list"]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the terminal
  const lines = `${said.output}\n${said.errors}`.replace(/\x1b\[[\d;]*m/g, "").split("\n");
  if (said.code !== 0)
    return warning(
      check,
      `There is no JupyterLab in this Jupyter (jupyter labextension list: ${lastLine(said.errors) || "fails"}).`,
      "pip install jupyterlab; other front ends show figures without it, but not interactive ones",
    );
  const line = lines.find((each) => each.trim().startsWith(`${EXTENSION} v`))?.trim();
  const install =
    "ewald-kernel install puts it beside the kernel; use the option the kernel was installed with";
  if (!line) return wrong(check, `JupyterLab has no ${EXTENSION}: interactive figures stay empty.`, install);
  const [, found = "?", state = ""] = /v(\S+)\s+(\w+)/.exec(line) ?? [];
  if (state !== "enabled")
    return wrong(check, `${EXTENSION} is ${state}.`, `jupyter labextension enable ${EXTENSION}`);
  if (!/\bOK\b/.test(line)) return wrong(check, `JupyterLab cannot use ${EXTENSION}: ${line}`, install);
  if (found !== version)
    return wrong(check, `${EXTENSION} in JupyterLab is ${found}, that of the kernel ${version}.`, install);
  return ok(check, `${EXTENSION} ${found} is enabled.`);
}
