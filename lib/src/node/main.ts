// The library as Node sees it: everything of ../index.js, with files by path.
import "./install.js";

export * from "../index.js";
export { type SlurmExecutor, slurmExecutor } from "./executor/slurm.js";
export { type ThreadsOptions, threadsExecutor } from "./executor/threads.js";
export { writeNxmx } from "./nxmxFile.js";
