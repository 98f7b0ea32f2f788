// `npm test`: sets up what the tests need, runs them, lists what was skipped and why. Arguments go to Vitest
// (`npm test -- lib/src/array`); where they name only folders of the workspaces, JupyterLab and a browser are not set up.
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "./steps/build.mjs";
import { simulateData } from "./steps/data.mjs";
import { installIntoPrefix } from "./steps/jupyter.mjs";
import { installBrowser, installDials, unpackSlurm } from "./steps/oracles.mjs";
import { checkNode, installPackages } from "./steps/packages.mjs";
import { checkPython, installKernelSuite, makeEnvironment, venv } from "./steps/python.mjs";
import { main, root, StepError } from "./steps/run.mjs";
import { closing, summarize } from "./steps/testReport.mjs";

const args = process.argv.slice(2);
const report = join(root, ".cache", "test-report.json");

function vitest() {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const command = ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args];
  return new Promise((resolve) => {
    spawn(process.execPath, command, { cwd: root, stdio: "inherit" }).on("close", (code) =>
      resolve(code ?? 1),
    );
  });
}

await main(async () => {
  const paths = args.filter((arg) => !arg.startsWith("-"));
  const onlyUnits = paths.length > 0 && paths.every((path) => /^(\.\/)?(lib|widgets|kernel)\b/.test(path));
  checkNode();
  if (!onlyUnits) checkPython();
  await installPackages();
  installDials();
  if (!onlyUnits) {
    installBrowser();
    unpackSlurm();
    await makeEnvironment();
    await installKernelSuite();
    await build();
    await installIntoPrefix(venv);
    await simulateData();
  }
  await rm(report, { force: true });
  const code = await vitest();
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text === undefined) throw new StepError(`Vitest ended with ${code} before it ran any test.`);
  const result = summarize(JSON.parse(text));
  process.stdout.write(`\n${closing(result)}`);
  process.exitCode = code || (result.failed || result.passed === 0 ? 1 : 0);
});
