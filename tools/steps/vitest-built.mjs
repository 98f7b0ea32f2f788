// Before the kernel's tests: dist must be built (seconds when stale, nothing when fresh).
import { buildModules } from "./build.mjs";

export default buildModules;
