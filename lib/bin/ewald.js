#!/usr/bin/env node
// The command as npm links it: this file is there before the first build, what it starts only after.
import { existsSync } from "node:fs";

const built = new URL("../dist/node/command/ewald.js", import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  process.stderr.write("ewald: not built yet; `npm start` or `npm run build` in the checkout does it.\n");
  process.exitCode = 1;
}
