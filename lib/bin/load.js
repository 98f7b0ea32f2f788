// Loads a bundle, dist/node/….cjs, a function of `require`, `module` and its own address. What V8 made of it when it was built lies beside
// it and is used if this Node is of the same version: compiling takes longer than all else at the start.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

const command = join(__dirname, "../dist/node/command/ewald.cjs");
const worker = join(__dirname, "../dist/node/executor/worker.cjs");
const cacheOf = (bundle) => `${bundle}.cache`;

function cached(bundle) {
  try {
    return readFileSync(cacheOf(bundle));
  } catch {
    return undefined;
  }
}

/** The compiled script of a bundle, and a function that runs it and gives its exports. */
function load(bundle) {
  // esbuild writes ASCII; one byte a character is the quickest to read and to keep.
  const script = new Script(readFileSync(bundle, "latin1"), {
    filename: bundle,
    cachedData: cached(bundle),
  });
  return {
    script,
    run() {
      const module = { exports: {} };
      script.runInThisContext()(createRequire(bundle), module, pathToFileURL(bundle).href);
      return module.exports;
    },
  };
}

module.exports = { command, worker, cacheOf, load };
