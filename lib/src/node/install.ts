// Gives the library what Node has: files by path, threads, a batch system, and what images are read with.
import { dirname, resolve } from "node:path";
import { installClusterExecutor } from "../compute/cluster.js";
import { installDefaultExecutor } from "../compute/executor.js";
import { installExperimentFileAccess } from "../models/codec.js";
import { installFileAccess } from "../reflections/codec.js";
import { slurmExecutor } from "./executor/slurm.js";
import { defaultThreads } from "./executor/threads.js";
import { FileSource } from "./fileSource.js";
import { writeFile } from "./writeFile.js";
import "./installImages.js";

const files = {
  open: (path: string) => new FileSource(path),
  write: writeFile,
  beside: (from: string, path: string) => resolve(dirname(from), path),
};
installFileAccess(files);
installExperimentFileAccess(files);
installDefaultExecutor(defaultThreads);
installClusterExecutor("slurm", slurmExecutor);
