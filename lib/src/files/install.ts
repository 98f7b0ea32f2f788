import "./installLookups.js";
import { installExperimentCodec } from "../models/codec.js";
import { installTableCodec } from "../reflections/codec.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { readExperiments, writeExperiments } from "./experimentJson.js";
import { readTable } from "./refl.js";
import { reflChunks } from "./reflWrite.js";

// Tables and models do not know the formats of files; this gives them their readers and writers.
installTableCodec({
  read: (source) => {
    const { rows, identifiers, columns } = readTable(source);
    return new ReflectionTable(Object.fromEntries(columns), { identifiers, nrows: rows });
  },
  write: (table) => reflChunks(table),
});
installExperimentCodec({ read: readExperiments, write: writeExperiments });
