// The library as Node sees it: everything of ../index.js, with files by path.
import { dirname, resolve } from "node:path";
import { installBunzip2 } from "../files/compression.js";
import { installExperimentFileAccess } from "../models/codec.js";
import { installFileAccess } from "../reflections/codec.js";
import { bunzip2 } from "./bzip2.js";
import { FileSource } from "./fileSource.js";
import { writeFile } from "./writeFile.js";

const files = {
  open: (path: string) => new FileSource(path),
  write: writeFile,
  beside: (from: string, path: string) => resolve(dirname(from), path),
};
installFileAccess(files);
installExperimentFileAccess(files);
installBunzip2(bunzip2);

export * from "../index.js";
