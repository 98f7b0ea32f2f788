// The tutorials' data: reflection tables, experiments and images simulated into notebooks/data, the same at every run.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, runNode, StepError, step } from "./run.mjs";

const simulator = "lib/dist/node/simulateTutorial.js";
const folder = "notebooks/data";
const files = [
  "strong.refl",
  "indexed.refl",
  "integrated.refl",
  "imported.expt",
  "indexed.expt",
  "integrated.expt",
  "images/lysozyme_0001.cbf",
  "images/lysozyme_0010.cbf",
  "images/truth.refl",
  "images/truth.expt",
];

/** Simulates what is absent; where the simulation has changed its program decides whether the data must be made anew. */
export function simulateData() {
  const outputs = files.map((name) => join(folder, name));
  const inputs = ["lib/src/simulate", "lib/src/images/cbf", "lib/src/node/simulateTutorial.ts"];
  return step("tutorial data simulated", { inputs, outputs }, async () => {
    if (!existsSync(join(root, simulator)))
      throw new StepError(`${simulator} is missing: run \`npm run build\` first.`);
    await runNode("The simulation of the tutorial data", simulator, [folder], {
      explain: (output) => (/^\s+at /m.test(output) ? undefined : output.trim().split("\n").at(-1)),
    });
    const missing = outputs.find((path) => !existsSync(join(root, path)));
    if (missing) throw new StepError(`The simulation made no ${missing}.`);
  });
}
