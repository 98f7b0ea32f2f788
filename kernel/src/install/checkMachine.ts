import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Finding, note, ok, warning, wrong } from "./finding.js";
import { lastLine, ran } from "./jupyter.js";

/** Why a folder cannot be written to; undefined where it can. */
function cannotWrite(folder: string): string | undefined {
  const file = join(folder, `.ewald-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, "");
    rmSync(file);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** Folders that must be writable for a kernel to start, and to start quickly. */
export function checkFolders(runtime: string): Finding[] {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ewald");
  const [noRuntime, noCache] = [cannotWrite(runtime), cannotWrite(cache)];
  return [
    noRuntime
      ? wrong(
          "Jupyter's runtime folder",
          `Jupyter cannot write connection files to ${runtime} (${noRuntime}).`,
          `Make ${runtime} yours (chown, chmod u+w), or set JUPYTER_RUNTIME_DIR to a folder that is`,
        )
      : ok("Jupyter's runtime folder", runtime),
    noCache
      ? warning(
          "Cache",
          `The kernel cannot write ${cache} (${noCache}) and takes a second longer to start.`,
          `Make ${cache} yours (chown, chmod u+w), or set XDG_CACHE_HOME to a folder that is`,
        )
      : ok("Cache", cache),
  ];
}

/** Resolves the kernel's packages from its main.js, and loads the native one. */
const script = `
const load = require("node:module").createRequire(process.argv[1]);
const found = {};
for (const name of ["zeromq", "typescript", "ewald", "ewald-widgets"]) {
  try {
    if (name === "zeromq") load(name);
    else load.resolve(name);
    found[name] = "";
  } catch (error) {
    const missing = error.code === "MODULE_NOT_FOUND" && error.message.includes("'" + name + "'");
    found[name] = missing ? "missing" : error.message.split("\\n")[0];
  }
}
console.log(JSON.stringify(found));
`;

/** The kernel's packages, as its own Node sees them. */
export async function checkPackages(node: string, main: string): Promise<Finding[]> {
  const { code, output, errors } = await ran(node, ["--no-warnings", "-e", script, main]);
  const mend = "Install the kernel's packages anew: npm ci in its folder, or npm install ewald-kernel";
  let found: Record<string, string>;
  try {
    found = JSON.parse(lastLine(output));
  } catch {
    const why = errors.split("\n").find((line) => /error/i.test(line)) ?? `exit code ${code}`;
    const text = `Loading zeromq, which speaks to Jupyter, ends Node: ${why.trim()}`;
    return [wrong("ZeroMQ", text, mend)];
  }
  const { zeromq, ...others } = found;
  const missing = Object.entries(others).filter(([, problem]) => problem !== "");
  return [
    zeromq === ""
      ? ok("ZeroMQ", "Its native module loads.")
      : wrong(
          "ZeroMQ",
          zeromq === "missing"
            ? "zeromq, which speaks to Jupyter, is not installed."
            : `zeromq's native module for ${process.platform} ${process.arch} does not load: ${zeromq}`,
          mend,
        ),
    missing.length
      ? wrong(
          "Packages",
          `Missing or broken: ${missing.map(([name, why]) => `${name} (${why})`).join(", ")}.`,
          mend,
        )
      : ok("Packages", "typescript, ewald and ewald-widgets are there."),
  ];
}

const wholeTunables = /^glibc(\.\w+)+=[^:=]+(:glibc(\.\w+)+=[^:=]+)*$/;

/** Memory in large pages: what the kernelspec asks for, what this machine can do. Linux only. */
export function checkTunables(
  env: Record<string, string> | undefined,
  switchFile = "/sys/kernel/mm/transparent_hugepage/enabled",
): Finding[] {
  if (process.platform !== "linux") return [];
  const check = "Large pages";
  const again = "Run ewald-kernel install again with the option it was installed with";
  const asked = env?.GLIBC_TUNABLES;
  if (asked === undefined)
    return [
      note(check, "The kernelspec sets no GLIBC_TUNABLES: images and maps take a third longer.", again),
    ];
  if (!wholeTunables.test(asked))
    return [warning(check, `GLIBC_TUNABLES of the kernelspec is malformed: ${asked}`, again)];
  const findings: Finding[] = [];
  const own = process.env.GLIBC_TUNABLES;
  if (own && own !== asked)
    findings.push(
      warning(
        check,
        `Your GLIBC_TUNABLES (${own}) does not reach the kernel: its kernelspec sets ${asked}.`,
        `Put both into env of kernel.json: ${own}:${asked}`,
      ),
    );
  const glibc = (process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)
    ?.header?.glibcVersionRuntime;
  const [major = 0, minor = 0] = (glibc ?? "").split(".").map(Number);
  if (!glibc)
    findings.push(note(check, "This C library is not glibc: memory comes in small pages, all works."));
  else if (major < 2 || (major === 2 && minor < 35))
    findings.push(note(check, `glibc is ${glibc}; from 2.35 on images and maps are quicker, all works.`));
  let setting = "";
  try {
    setting = /\[(\w+)\]/.exec(readFileSync(switchFile, "utf8"))?.[1] ?? "";
  } catch {
    // A container without /sys: nothing is known.
  }
  if (setting === "never")
    findings.push(
      note(
        check,
        "Linux gives no large pages here: images and maps are slower, all works.",
        `As root: echo madvise > ${switchFile}`,
      ),
    );
  return findings.length ? findings : [ok(check, `glibc ${glibc}, ${asked}`)];
}
