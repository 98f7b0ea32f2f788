// `npm run build`: AssemblyScript kernels, then the TypeScript of the three workspaces, then the browser bundles.
import { compileKernels } from "./steps/kernels.mjs";
import { run } from "./steps/run.mjs";

await compileKernels();
await run("types and modules", "npx", ["tsc", "-b", "lib", "widgets", "kernel"]);
