import { spawnSync } from "node:child_process";
import { homedir, platform } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { InstallError } from "./whole.js";

/** One of the three places; `sysPrefix` is a Python program, a prefix, or "" for the active environment. */
export interface Place {
  user?: boolean | undefined;
  prefix?: string | undefined;
  sysPrefix?: string | undefined;
}

/** Jupyter's data directory of the person. */
export function userData(): string {
  const own = process.env.JUPYTER_DATA_DIR;
  if (own) return own;
  if (platform() === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform() === "win32") return join(process.env.APPDATA ?? homedir(), "jupyter");
  return join(process.env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** Where Jupyter looks when there is none to ask: its documented search path without that of a Python environment. */
export function usualData(): string[] {
  const more = (process.env.JUPYTER_PATH ?? "").split(delimiter).filter(Boolean);
  const system =
    platform() === "win32"
      ? [join(process.env.PROGRAMDATA ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...more, userData(), ...system];
}

const python = /(^|[\\/])python[\d.]*(\.exe)?$/;

/** The prefix of a Python; throws an InstallError where it cannot say. */
function prefixOf(program: string): string {
  const { status, stdout } = spawnSync(program, ["-c", "import sys; print(sys.prefix)"], {
    encoding: "utf8",
  });
  if (status === 0) return stdout.trim();
  throw new InstallError(`Cannot ask ${program} for its prefix: give a Python that runs, or --prefix DIR.`);
}

function sysPrefix(value: string): string {
  if (value !== "") return python.test(value) ? prefixOf(value) : value;
  return process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX || prefixOf("python3");
}

/** Jupyter's data directory of a place. */
export function dataDirectory({ user, prefix, sysPrefix: environment }: Place): string {
  if ([user === true, prefix !== undefined, environment !== undefined].filter(Boolean).length > 1)
    throw new InstallError("Give one of --user, --prefix and --sys-prefix.");
  if (prefix === "") throw new InstallError("--prefix needs a directory.");
  if (prefix !== undefined) return resolve(prefix, "share", "jupyter");
  if (environment !== undefined) return resolve(sysPrefix(environment), "share", "jupyter");
  return resolve(userData());
}

/** Arguments for `parseArgs`, which knows no option that may stand alone as `--sys-prefix` may. */
export const optionalValue = (args: readonly string[]): string[] =>
  args.map((word, i) =>
    word === "--sys-prefix" && (args[i + 1] === undefined || args[i + 1]?.startsWith("-"))
      ? "--sys-prefix="
      : word,
  );
