// `node tools/install.mjs --prefix DIR`: what `npm start` does, into a Python environment that has JupyterLab already
// (Binder's, or your own): packages, build, kernel, lab extension, tutorial data.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./steps/build.mjs";
import { simulateData } from "./steps/data.mjs";
import { installIntoPrefix } from "./steps/jupyter.mjs";
import { checkNode, installPackages } from "./steps/packages.mjs";
import { main, StepError } from "./steps/run.mjs";

await main(async () => {
  const { prefix } = parseArgs({ options: { prefix: { type: "string" } } }).values;
  if (!prefix) throw new StepError("Say where to install: node tools/install.mjs --prefix DIR.");
  checkNode();
  await installPackages();
  await build();
  await installIntoPrefix(resolve(prefix));
  await simulateData();
});
