// Loads the bundled command, dist/node/command/ewald.cjs, a function of `require`, `module` and its own address. What V8 made of it when
// it was built lies beside it and is used if this Node is of the same version: compiling takes longer than all else at the start.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { constants, Script } = require("node:vm");

const bundle = join(__dirname, "../dist/node/command/ewald.cjs");
const cache = `${bundle}.cache`;

function cached() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** The compiled script, and a function that runs it and gives its exports. */
function load() {
  // esbuild writes ASCII; one byte a character is the quickest to read and to keep.
  const script = new Script(readFileSync(bundle, "latin1"), {
    filename: bundle,
    cachedData: cached(),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
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

module.exports = { bundle, cache, load };
