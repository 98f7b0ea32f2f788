#!/usr/bin/env node
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LOGO } from "./logo.js";

const USAGE = "ewald-kernel install [--user | --prefix DIR | --sys-prefix PYTHON_OR_DIR]";

/** Node's flags for the kernel: a cell stopped inside a timer would otherwise end Node; the used features work. */
const FLAGS = ["--no-force-async-hooks-checks", "--no-warnings"];

/**
 * Large arrays in large pages where the C library is glibc 2.35 or newer: a new image or map of 50 MB otherwise costs 12,000 page
 * faults, a third of the time it takes to compute. Elsewhere it means nothing.
 */
const ENVIRONMENT = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** What Jupyter reads to start the kernel. */
export function kernelSpec(node: string, main: string): Record<string, unknown> {
  return {
    argv: [node, ...FLAGS, main, "{connection_file}"],
    display_name: "TypeScript (Ewald)",
    language: "typescript",
    interrupt_mode: "message",
    env: ENVIRONMENT,
    metadata: { debugger: true },
  };
}

/** Where `--user` installs: Jupyter's data directory of the person. */
function userData(): string {
  const own = process.env.JUPYTER_DATA_DIR;
  if (own) return own;
  if (platform() === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform() === "win32") return join(process.env.APPDATA ?? homedir(), "jupyter");
  return join(process.env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** `--sys-prefix` takes the prefix itself, or a Python to ask for it. */
function sysPrefix(value: string): string {
  if (!/python[\d.]*(\.exe)?$/.test(value)) return value;
  return execFileSync(value, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
}

/** Writes the kernelspec below Jupyter's data directory `data`; returns its folder. */
export function installInto(data: string): string {
  const folder = join(resolve(data), "kernels", "ewald");
  mkdirSync(folder, { recursive: true });
  const main = fileURLToPath(new URL("main.js", import.meta.url));
  const files = {
    "kernel.json": `${JSON.stringify(kernelSpec(process.execPath, main), null, 2)}\n`,
    "logo-svg.svg": LOGO,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.new`), text);
    renameSync(join(folder, `${name}.new`), join(folder, name));
  }
  return folder;
}

/** The command line. Returns the exit code. */
export function installCommand(args: readonly string[]): number {
  const [command, option = "--user", value] = args;
  const needsValue = option === "--prefix" || option === "--sys-prefix";
  if (command !== "install" || (needsValue ? value === undefined : option !== "--user") || args.length > 3) {
    process.stderr.write(`usage: ${USAGE}\n`);
    return 2;
  }
  const share = (prefix: string) => join(prefix, "share", "jupyter");
  const data =
    option === "--user"
      ? userData()
      : option === "--prefix"
        ? share(value as string)
        : share(sysPrefix(value as string));
  process.stdout.write(`Installed the kernel TypeScript (Ewald) in ${installInto(data)}\n`);
  return 0;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  process.exitCode = installCommand(process.argv.slice(2));
}
