import { installLookupReader } from "../images/lookupReader.js";
import { readLookup } from "./lookupPickle.js";

// Images do not know the formats of maps; this gives them their reader.
installLookupReader(readLookup);
