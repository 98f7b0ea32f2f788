// What worker threads and the tasks of a job array run, each as one file that starts quickly.
import { root } from "./run.mjs";

/** Relative to the checkout. */
export const workerBundle = "lib/dist/node/executor/thread.js";
export const arrayTaskBundle = "lib/dist/node/executor/arrayTask.js";

/** The tasks of the library in one file: a thread starts in a third of the time. */
export const bundleWorker = () => bundle("lib/dist/node/executor/worker.js", workerBundle);

/** The same for a process of a job array. */
export const bundleArrayTask = () => bundle("lib/dist/node/executor/slurmTask.js", arrayTaskBundle);

/** What brings files of its own stays outside. */
async function bundle(entry, outfile) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
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
