import { addFunction } from "arquero";
import { isFlag } from "./flag.js";

// Arquero's expressions may call registered functions only; so registered, `isFlag(d.flags, Flag.indexed)` reads
// there as it does in plain code. Another copy of this library may have registered its own, equal one.
addFunction("isFlag", isFlag, { override: true });
