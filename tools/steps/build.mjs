// What is made from the sources: AssemblyScript kernels, the TypeScript of the three workspaces, the lab extension.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { arrayTaskBundle, bundleArrayTask } from "./arrayTask.mjs";
import { bundleCommand } from "./command.mjs";
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
    "lib/dist/node/command/ewald.cjs",
    "lib/dist/node/command/ewald.cjs.cache",
    arrayTaskBundle,
    "lib/dist/node/executor/worker.cjs",
    "lib/dist/node/executor/worker.cjs.cache",
    "widgets/dist/index.js",
    "kernel/dist/main.js",
  ];
  const inputs = [
    ...configuration,
    "tools/steps/kernels.mjs",
    "tools/steps/command.mjs",
    "tools/steps/arrayTask.mjs",
    "lib/bin",
    ...workspaces.map((name) => `${name}/src`),
  ];
  // What V8 compiled is of use to its own version only.
  const key = process.version;
  await step("TypeScript and AssemblyScript compiled", { inputs, outputs, key }, async () => {
    await compileKernels();
    await runNode("tsc", "node_modules/typescript/bin/tsc", ["-b", ...workspaces]);
    await bundleArrayTask();
    await bundleCommand();
    const missing = outputs.find((path) => !existsSync(join(root, path)));
    if (missing) throw new StepError(`The build made no ${missing}: its source is missing in this checkout.`);
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
