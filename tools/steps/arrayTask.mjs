// What the tasks of a job array run, as one file that starts quickly.
import { root } from "./run.mjs";

/** Relative to the checkout. */
export const arrayTaskBundle = "lib/dist/node/executor/arrayTask.js";

/** The tasks of the library in one file, for a process of a job array. What brings files of its own stays outside. */
export async function bundleArrayTask() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/dist/node/executor/slurmTask.js"],
    outfile: arrayTaskBundle,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["h5wasm", "h5wasm-plugins", "tinypool"],
    // Packages in CommonJS that are bundled ask for Node's modules by require.
    banner: {
      js: 'import { createRequire as nodeRequire } from "node:module";\nconst require = nodeRequire(import.meta.url);',
    },
    logLevel: "error",
  });
}
