import { addFunction } from "arquero";
import { isFlag } from "./flag.js";

let registered = false;

/**
 * Arquero's expressions may call registered functions only; so registered, `isFlag(d.flags, Flag.indexed)` reads there as it does
 * in plain code. Another copy of this library may have registered its own, equal one.
 */
export function registerFunctions(): void {
  if (registered) return;
  addFunction("isFlag", isFlag, { override: true });
  registered = true;
}
