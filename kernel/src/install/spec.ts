import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InstallError, refused, writeWhole } from "ewald-widgets/install";
import { LOGO_SVG, logoPng } from "./logo.js";

/** What a kernel.json of ours holds. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: string;
  env: Record<string, string>;
  metadata: Record<string, unknown>;
}

/** Node's flags for the kernel: a cell stopped inside a timer would otherwise end Node; the used features work. */
export const FLAGS = ["--no-force-async-hooks-checks", "--no-warnings"];

/**
 * Large arrays in large pages where the C library is glibc 2.35 or newer: a new image or map of 50 MB otherwise costs 12,000 page
 * faults, a third of the time it takes to compute. Elsewhere it means nothing.
 */
const ENVIRONMENT = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

export const NAME = "ewald";
export const DISPLAY_NAME = "TypeScript (Ewald)";

const packageFile = fileURLToPath(new URL("../../package.json", import.meta.url));
/** The version of this package. */
export const VERSION = (JSON.parse(readFileSync(packageFile, "utf8")) as { version: string }).version;
/** The kernel's program. */
export const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

/** What Jupyter and VS Code read to start the kernel. */
export function kernelSpec(node: string, main: string, displayName = DISPLAY_NAME): KernelSpec {
  return {
    argv: [node, ...FLAGS, main, "{connection_file}"],
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    env: ENVIRONMENT,
    metadata: { debugger: true, ewald: { version: VERSION } },
  };
}

/** The folder of kernel `name` below a data directory; Jupyter knows names in lower case. */
export function specFolder(data: string, name: string): string {
  if (!/^[a-z0-9._-]+$/.test(name) || /^\.+$/.test(name))
    throw new InstallError(
      `The kernel's name cannot be ${JSON.stringify(name)}: it may hold a–z, 0–9, dot, hyphen and underscore.`,
    );
  return join(resolve(data), "kernels", name);
}

/** Writes the kernelspec below Jupyter's data directory `data`; returns its folder. */
export function installInto(
  data: string,
  { name = NAME, displayName = DISPLAY_NAME }: { name?: string; displayName?: string } = {},
): string {
  const folder = specFolder(data, name);
  writeWhole(join(folder, "logo-svg.svg"), LOGO_SVG);
  for (const size of [32, 64]) writeWhole(join(folder, `logo-${size}x${size}.png`), logoPng(size));
  // The last: where it is, all is.
  const spec = kernelSpec(process.execPath, MAIN, displayName);
  writeWhole(join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}

/** Whether a kernel.json starts a kernel of ours, by what we note in it or by the program it names. */
export function isOurs(folder: string): boolean {
  try {
    const { metadata, argv } = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
    if (metadata?.ewald !== undefined) return true;
    return argv.some((word: string) => /(^|[\\/])(ewald-)?kernel[\\/]dist[\\/]main\.js$/.test(word));
  } catch {
    return false;
  }
}

/** The names of our kernels below a data directory. */
export function ourKernels(data: string): string[] {
  const kernels = join(resolve(data), "kernels");
  if (!existsSync(kernels)) return [];
  return readdirSync(kernels).filter((name) => isOurs(join(kernels, name)));
}

/** Takes the kernelspec away; throws an InstallError where there is none, or one that is not ours. */
export function uninstallFrom(data: string, name = NAME): string {
  const folder = specFolder(data, name);
  if (!existsSync(folder)) {
    const others = ourKernels(data);
    const known = others.length ? ` Installed there: ${others.join(", ")}.` : "";
    throw new InstallError(`There is no kernel ${name} in ${join(resolve(data), "kernels")}.${known}`);
  }
  if (!isOurs(folder))
    throw new InstallError(
      `${folder} is not a kernel of Ewald and was left: remove it by hand if it is to go.`,
    );
  try {
    // Half removed it must not start.
    rmSync(join(folder, "kernel.json"));
    rmSync(folder, { recursive: true });
  } catch (error) {
    throw refused(folder, error);
  }
  return folder;
}
