// Gives the library files by path: tables, experiment lists, masks.
import { dirname, resolve } from "node:path";
import { installExperimentFileAccess } from "../models/codec.js";
import { installFileAccess } from "../reflections/codec.js";
import { FileSource } from "./fileSource.js";
import { writeFile } from "./writeFile.js";

const files = {
  open: (path: string) => new FileSource(path),
  write: writeFile,
  beside: (from: string, path: string) => resolve(dirname(from), path),
};
installFileAccess(files);
installExperimentFileAccess(files);
