// Where things lie: the checkout, what `npm start` makes in it, and the folder of real data beside it.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const windows = process.platform === "win32";

/** The checkout's root folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The folder with real DIALS files (`data/`) and expected values (`fixtures/`): EWALD_SHARED, or `../shared`. */
export const sharedRoot = process.env.EWALD_SHARED ?? join(root, "..", "shared");

/** A path in the folder of real files, `shared("data", "insulin_processed", "integrated.refl")`; it may not exist. */
export const shared = (...parts: string[]): string => join(sharedRoot, ...parts);

/** The Python environment with JupyterLab that `npm start` and `npm test` make. */
export const venv = join(root, ".venv");

/** A program of the Python environment, `venvProgram("jupyter")`. */
export const venvProgram = (name: string): string =>
  windows ? join(venv, "Scripts", `${name}.exe`) : join(venv, "bin", name);
