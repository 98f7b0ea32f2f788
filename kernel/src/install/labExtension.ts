import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { copyWhole, refused } from "./whole.js";

export const EXTENSION = "ewald-widgets";

/** The lab extension built into ewald-widgets: what draws its figures in JupyterLab; undefined where it is not there. */
export function builtExtension(from: string = import.meta.url): string | undefined {
  try {
    const folder = join(
      dirname(createRequire(from).resolve(`${EXTENSION}/package.json`)),
      "dist",
      "labextension",
    );
    return existsSync(join(folder, "package.json")) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** The version in the package.json of a folder; undefined where there is none. */
export function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

const extensionFolder = (data: string) => join(resolve(data), "labextensions", EXTENSION);

/** What JupyterLab's extension manager says about who put it there. */
const record = {
  packageManager: "npm",
  packageName: "ewald-kernel",
  uninstallInstructions: "Run `ewald-kernel uninstall` with the option it was installed with.",
};

/** Copies the lab extension below Jupyter's data directory; returns its folder, or undefined where none is built. */
export function installExtension(data: string): string | undefined {
  const source = builtExtension();
  if (!source) return undefined;
  const target = extensionFolder(data);
  copyWhole(source, target, resolve(data), { "install.json": `${JSON.stringify(record, null, 2)}\n` });
  return target;
}

/** Takes away the lab extension that `installExtension` put there, and no other. */
export function uninstallExtension(data: string): string | undefined {
  const folder = extensionFolder(data);
  try {
    const { packageName } = JSON.parse(readFileSync(join(folder, "install.json"), "utf8"));
    if (packageName !== record.packageName) return undefined;
  } catch {
    return undefined;
  }
  try {
    rmSync(folder, { recursive: true });
  } catch (error) {
    throw refused(folder, error);
  }
  return folder;
}
