// `npm run build`: AssemblyScript kernels, the TypeScript of the three workspaces, the lab extension.
import { build } from "./steps/build.mjs";
import { main } from "./steps/run.mjs";

await main(build);
