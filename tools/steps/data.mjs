// The tutorials' data: reflection tables and experiments simulated into notebooks/data, the same at every run.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, runNode, StepError, step } from "./run.mjs";

const simulator = "lib/dist/simulate/tutorial.js";
const folder = "notebooks/data";
const files = ["strong", "indexed", "integrated"].flatMap((name) => [`${name}.refl`, `${name}.expt`]);

/** Simulates what is absent, and all of it anew when the simulation's source has changed. */
export function simulateData() {
  const outputs = files.map((name) => join(folder, name));
  return step("tutorial data simulated", { inputs: ["lib/src/simulate"], outputs }, async () => {
    if (!existsSync(join(root, simulator)))
      throw new StepError(`${simulator} is missing: run \`npm run build\` first.`);
    await runNode("The simulation of the tutorial data", simulator, [folder]);
    const missing = outputs.find((path) => !existsSync(join(root, path)));
    if (missing) throw new StepError(`The simulation made no ${missing}.`);
  });
}
