// Our kernel, our lab extension and quiet defaults, installed into a Python prefix: .venv, or Binder's environment.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { venv } from "./python.mjs";
import { root, runNode, StepError, step } from "./run.mjs";

const installer = "kernel/dist/install.js";
const extension = "widgets/dist/labextension";

// No news and no update pop-ups. Language servers, which our kernel stands in for, are not looked for.
const defaults = [
  [
    "share/jupyter/lab/settings/overrides.json",
    { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } },
  ],
  [
    "etc/jupyter/jupyter_server_config.d/zz-ewald.json",
    { ServerApp: { jpserver_extensions: { jupyter_lsp: false } } },
  ],
  // A page made of a notebook shows the still pictures of widgets; with their state it would look for their code on the web.
  ["etc/jupyter/jupyter_nbconvert_config.json", { ExecutePreprocessor: { store_widget_state: false } }],
];

/** Adds our settings to a JSON file, keeping what others have put there. */
async function mergeJson(path, ours) {
  const there = existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : {};
  for (const [name, settings] of Object.entries(ours)) there[name] = { ...there[name], ...settings };
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `${JSON.stringify(there, null, 2)}\n`);
}

/** Puts all of it below `prefix`. */
export async function installIntoPrefix(prefix) {
  const spec = join(prefix, "share/jupyter/kernels/ewald/kernel.json");
  const target = join(prefix, "share/jupyter/labextensions/ewald-widgets");
  for (const path of [installer, extension])
    if (!existsSync(join(root, path)))
      throw new StepError(`${path} is missing: run \`npm run build\` first.`);
  const outputs = [spec, join(target, "package.json"), ...defaults.map(([path]) => join(prefix, path))];
  const inputs = ["tools/steps/jupyter.mjs", installer, "kernel/dist/install", extension];
  // Only our own .venv is known to stay as we left it.
  const done = prefix === venv ? { inputs, outputs, key: process.execPath } : { fresh: () => false };
  await step(`kernel and lab extension into ${relative(root, prefix) || prefix}`, done, async () => {
    await runNode("The kernel's installer", installer, ["install", "--prefix", prefix]);
    const missing = [spec, target].find((path) => !existsSync(path));
    if (missing) throw new StepError(`${installer} made no ${missing}.`);
    for (const [path, settings] of defaults) await mergeJson(join(prefix, path), settings);
  });
}
