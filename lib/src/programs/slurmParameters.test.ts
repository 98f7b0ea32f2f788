import { expect, it } from "vitest";
import { extractPhil } from "../parameters/extract.js";
import { fetchPhil } from "../parameters/fetch.js";
import { parsePhil } from "../parameters/parse.js";
import { slurmOptions, slurmParameters } from "./slurmParameters.js";

const options = (text: string) => slurmOptions(extractPhil(fetchPhil(slurmParameters, [parsePhil(text)])));

it("what is None is left to the site", () => {
  expect(options("")).toEqual({ folder: "ewald_jobs", sbatch: "sbatch", retries: 2, queueInterval: 15 });
});

it("parameters become options", () => {
  const text = `
    partition = short
    time = 1:30:00
    memory = 8G
    tasks = 40
    sbatch_args = --constraint=skylake "--gres=x y"
    setup = "module load nodejs/22 && ulimit -c 0"
    queue_interval = 60
  `;
  expect(options(text)).toMatchObject({
    partition: "short",
    time: "1:30:00",
    memory: "8G",
    tasks: 40,
    sbatchArgs: ["--constraint=skylake", "--gres=x y"],
    setup: ["module load nodejs/22 && ulimit -c 0"],
    queueInterval: 60,
  });
});
