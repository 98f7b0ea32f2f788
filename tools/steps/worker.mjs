// What worker threads run, as one file that starts quickly.
import { root } from "./run.mjs";

/** Relative to the checkout. */
export const workerBundle = "lib/dist/node/executor/thread.js";

/** The tasks of the library in one file: a thread starts in a third of the time. What brings files of its own stays outside. */
export async function bundleWorker() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/dist/node/executor/worker.js"],
    outfile: workerBundle,
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
