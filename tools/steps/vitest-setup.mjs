// Before any test: the AssemblyScript kernels must be compiled (a second when stale, nothing when fresh).
import { compileKernels } from "./kernels.mjs";

export default async function setup() {
  await compileKernels();
}
