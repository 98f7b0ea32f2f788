import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { copyWhole, refused } from "./whole.js";

export const EXTENSION = "ewald-widgets";

/** The lab extension built into this package: what draws its figures and views in JupyterLab; undefined where it is not there. */
export function builtExtension(): string | undefined {
  // From the compiled file or from the source.
  const folder = fileURLToPath(new URL("../../dist/labextension", import.meta.url));
  return existsSync(join(folder, "package.json")) ? folder : undefined;
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

/** The package whose command installed it. */
export type Installer = "ewald-kernel" | "ewald-widgets";

/** What JupyterLab's extension manager says about who put it there. */
const record = (by: Installer) => ({
  packageManager: "npm",
  packageName: by,
  uninstallInstructions: `Run \`${by} uninstall\` with the option it was installed with.`,
});

/** Copies the lab extension below Jupyter's data directory; returns its folder, or undefined where none is built. */
export function installExtension(data: string, by: Installer): string | undefined {
  const source = builtExtension();
  if (!source) return undefined;
  const target = extensionFolder(data);
  copyWhole(source, target, resolve(data), { "install.json": `${JSON.stringify(record(by), null, 2)}\n` });
  return target;
}

/** Takes away the lab extension that `installExtension` put there for the same package, and no other. */
export function uninstallExtension(data: string, by: Installer): string | undefined {
  const folder = extensionFolder(data);
  try {
    const { packageName } = JSON.parse(readFileSync(join(folder, "install.json"), "utf8"));
    if (packageName !== by) return undefined;
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
