// Before the tests of test/: everything built and, where .venv is (`npm start` or `npm test` makes it), installed there.
import { build } from "./build.mjs";
import { simulateData } from "./data.mjs";
import { installIntoPrefix } from "./jupyter.mjs";
import { environmentExists, venv } from "./python.mjs";

export default async function setup() {
  await build();
  if (!environmentExists()) return;
  await installIntoPrefix(venv);
  await simulateData();
}
