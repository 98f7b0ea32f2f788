#!/usr/bin/env node
// The command as npm links it: this file is there before the first build, what it starts only after.
const { existsSync } = require("node:fs");
const { command, load } = require("./load.js");

if (existsSync(command)) load(command).run();
else {
  process.stderr.write("ewald: not built yet; `npm start` or `npm run build` in the checkout does it.\n");
  process.exitCode = 1;
}
