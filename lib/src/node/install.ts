// Gives the library what Node has: files by path, threads, a batch system, and what images are read with.
import { installClusterExecutor } from "../compute/cluster.js";
import { installDefaultExecutor } from "../compute/executor.js";
import { slurmExecutor } from "./executor/slurm.js";
import { defaultThreads } from "./executor/threads.js";
import "./installFiles.js";
import "./installImages.js";

installDefaultExecutor(defaultThreads);
installClusterExecutor("slurm", slurmExecutor);
