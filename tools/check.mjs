// `npm run check`: types, lint and format, import directions. Fails on the first that does not hold.
import { run } from "./steps/run.mjs";

await run("types", "npx", ["tsc", "-b"]);
await run("lint and format", "npx", ["biome", "check", "--error-on-warnings", "."]);
await run("import directions", "npx", ["depcruise", "--config", ".dependency-cruiser.cjs", "lib/src", "kernel/src", "widgets/src"]);
