// Gives the library what Node has: files by path, threads, a batch system, native zlib and MD5.
import { dirname, resolve } from "node:path";
import { installBunzip2 } from "../bytes/compression.js";
import { installGunzip } from "../bytes/gzip.js";
import { installLatin1 } from "../bytes/latin1.js";
import { installMd5 } from "../bytes/md5.js";
import { installClusterExecutor } from "../compute/cluster.js";
import { installDefaultExecutor } from "../compute/executor.js";
import { installHdf5 } from "../hdf5/library.js";
import { installImageFileAccess } from "../images/imageFiles.js";
import { installExperimentFileAccess } from "../models/codec.js";
import { installFileAccess } from "../reflections/codec.js";
import { bunzip2 } from "./bzip2.js";
import { slurmExecutor } from "./executor/slurm.js";
import { defaultThreads } from "./executor/threads.js";
import { FileSource } from "./fileSource.js";
import * as gunzip from "./gunzip.js";
import { hdf5Host } from "./hdf5.js";
import { imageFiles } from "./imageFiles.js";
import { latin1Text } from "./latin1.js";
import { md5Bytes } from "./md5.js";
import { writeFile } from "./writeFile.js";

const files = {
  open: (path: string) => new FileSource(path),
  write: writeFile,
  beside: (from: string, path: string) => resolve(dirname(from), path),
};
installFileAccess(files);
installExperimentFileAccess(files);
installImageFileAccess(imageFiles);
installDefaultExecutor(defaultThreads);
installClusterExecutor("slurm", slurmExecutor);
installBunzip2(bunzip2);
installGunzip(gunzip);
installLatin1(latin1Text);
installMd5(md5Bytes);
installHdf5(hdf5Host);
