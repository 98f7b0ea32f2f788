// `npm start`: from a fresh clone to JupyterLab on the notebooks. Plain Node, since nothing else is there at first;
// arguments go to JupyterLab (`npm start -- --no-browser --port 8899`).
import { build } from "./steps/build.mjs";
import { simulateData } from "./steps/data.mjs";
import { installIntoPrefix } from "./steps/jupyter.mjs";
import { runLab } from "./steps/lab.mjs";
import { checkNode, installPackages } from "./steps/packages.mjs";
import { checkPython, makeEnvironment, venv } from "./steps/python.mjs";
import { main } from "./steps/run.mjs";

await main(async () => {
  checkNode();
  checkPython();
  await installPackages();
  await makeEnvironment();
  await build();
  await installIntoPrefix(venv);
  await simulateData();
  process.exitCode = await runLab(process.argv.slice(2));
});
