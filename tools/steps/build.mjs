// What is made from the sources: AssemblyScript kernels, the TypeScript of the three workspaces, the lab extension.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compileKernels } from "./kernels.mjs";
import { root, runNode, StepError, step } from "./run.mjs";

const workspaces = ["lib", "widgets", "kernel"];
const configuration = [
  "tsconfig.base.json",
  "package-lock.json",
  ...workspaces.map((name) => `${name}/tsconfig.json`),
];

/** lib/dist, widgets/dist and kernel/dist. */
export async function buildModules() {
  const outputs = [
    "lib/dist/node/main.js",
    "lib/dist/node/command/ewald.js",
    "lib/dist/node/executor/thread.js",
    "lib/dist/node/executor/arrayTask.js",
    "widgets/dist/index.js",
    "kernel/dist/main.js",
  ];
  const inputs = [...configuration, "tools/steps/kernels.mjs", ...workspaces.map((name) => `${name}/src`)];
  await step("TypeScript and AssemblyScript compiled", { inputs, outputs }, async () => {
    await compileKernels();
    await runNode("tsc", "node_modules/typescript/bin/tsc", ["-b", ...workspaces]);
    await bundleCommand();
    await bundleWorker();
    await bundleArrayTask();
    const missing = outputs.find((path) => !existsSync(join(root, path)));
    if (missing) throw new StepError(`The build made no ${missing}: its source is missing in this checkout.`);
  });
}

/**
 * The command as one file, lib/dist/node/command/ewald.js: some hundred modules less to open at each call. What brings files of
 * its own (HDF5's WebAssembly, worker threads) stays outside.
 */
const bundleCommand = () => bundle("lib/dist/node/command/main.js", "lib/dist/node/command/ewald.js");

/** What worker threads run as one file, lib/dist/node/executor/thread.js: they start in a third of the time. */
const bundleWorker = () => bundle("lib/dist/node/executor/worker.js", "lib/dist/node/executor/thread.js");

/** What tasks of a job array run, likewise: lib/dist/node/executor/arrayTask.js. */
const bundleArrayTask = () =>
  bundle("lib/dist/node/executor/slurmTask.js", "lib/dist/node/executor/arrayTask.js");

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

/** widgets/dist/labextension, for JupyterLab. */
export async function buildLabExtension() {
  const script = "widgets/build-labextension.mjs";
  const inputs = [script, "widgets/src", "widgets/package.json", "lib/src", "package-lock.json"];
  await step(
    "lab extension bundled",
    { inputs, outputs: ["widgets/dist/labextension/package.json"] },
    async () => {
      if (!existsSync(join(root, script))) throw new StepError(`${script} is missing in this checkout.`);
      await runNode("The lab extension's build", script);
    },
  );
}

/** Everything. */
export async function build() {
  await buildModules();
  await buildLabExtension();
}
