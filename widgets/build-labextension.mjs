/**
 * Builds the JupyterLab extension into dist/labextension with npm packages alone: TypeScript → dist/web, then
 * Jupyter's own builder; and dist/amd.js, the same views for pages without the extension. Nothing is done when the sources have not changed since; `node build-labextension.mjs`
 * runs it, and so does `npm run build`.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
const modules = join(here, "dist/web");
const output = join(here, "dist/labextension");
const amd = join(here, "dist/amd.js");
/** Outside the output, which is copied to Jupyter's folder as it is. */
const stampFile = join(here, "dist/.labextension-stamp");

/** Builds if need be; resolves to true when something was built. */
export async function buildLabextension() {
  const stamp = await fingerprint();
  const before =
    existsSync(join(output, "package.json")) &&
    existsSync(amd) &&
    (await readFile(stampFile, "utf8").catch(() => ""));
  if (before === stamp) return false;
  await rm(stampFile, { force: true });
  await run(resolve("typescript/bin/tsc"), ["-p", "src/browser"]);
  // Chunks carry a hash in their names: those of an earlier build would pile up.
  await rm(output, { recursive: true, force: true });
  const builder = join(dirname(resolve("@jupyter/builder/package.json")), "lib/build-labextension.js");
  const core = join(dirname(resolve("@jupyterlab/core-meta/package.json")), "core.package.json");
  await describe();
  await run(builder, ["--core-package-file", core, modules]);
  await bundleAmd();
  await writeFile(stampFile, stamp);
  return true;
}

/** The extension as the builder wants it: a package whose main module is the browser half and not the Node half. */
async function describe() {
  const { name, version, description, license } = JSON.parse(
    await readFile(join(here, "package.json"), "utf8"),
  );
  // JupyterLab lends its own copy of what it has (Lumino); all else is bundled.
  const jupyterlab = {
    mimeExtension: "browser/mime.js",
    extension: "browser/widget/plugin.js",
    outputDir: "../labextension",
    // The widget manager's own copy, of which there must be one.
    sharedPackages: { "@jupyter-widgets/base": { bundled: false, singleton: true } },
  };
  const extension = {
    name,
    version,
    description,
    license,
    type: "module",
    main: "browser/widget/plugin.js",
    dependencies: { "@jupyter-widgets/base": "^6.0.0" },
    jupyterlab,
  };
  await writeFile(join(modules, "package.json"), JSON.stringify(extension, null, 2));
}

/** Plotly is 4.6 MB: the AMD module has it from the CDN that it came from itself, when a view first asks for it. */
const plotlyFromCdn = {
  name: "plotly from a CDN",
  async setup(build) {
    const { version } = JSON.parse(await readFile(resolve("plotly.js-dist-min/package.json"), "utf8"));
    const url = `https://cdn.jsdelivr.net/npm/plotly.js-dist-min@${version}/plotly.min`;
    build.onResolve({ filter: /^plotly\.js-dist-min$/ }, ({ path }) => ({ path, namespace: "cdn" }));
    build.onLoad({ filter: /.*/, namespace: "cdn" }, () => ({
      contents: `export default new Promise((done, fail) => globalThis.requirejs(["${url}"], done, fail));`,
    }));
  },
};

/**
 * An AMD module of all views, which takes the manager's @jupyter-widgets/base. Pages made of notebooks fetch it whole, so
 * it is one file.
 */
async function bundleAmd() {
  const { build } = await import("esbuild");
  const base = "@jupyter-widgets/base";
  const { outputFiles } = await build({
    entryPoints: [join(modules, "browser/widget/amd.js")],
    bundle: true,
    minify: true,
    format: "cjs",
    target: "es2022",
    external: [base],
    plugins: [plotlyFromCdn],
    write: false,
    legalComments: "none",
  });
  const code = outputFiles[0].text;
  const text = `define(["${base}"],function(base){var module={exports:{}},exports=module.exports,require=function(){return base};${code}\nreturn module.exports});\n`;
  await writeFile(`${amd}.tmp`, text);
  await rename(`${amd}.tmp`, amd);
}

/** Hash of all that the result depends on. */
async function fingerprint() {
  const hash = createHash("sha256");
  const files = [];
  for (const folder of ["src/browser", "src/shared"]) {
    const sources = await readdir(join(here, folder), { recursive: true });
    files.push(...sources.filter((name) => /\.(ts|json|css)$/.test(name)).map((name) => join(folder, name)));
  }
  for (const name of [...files.sort(), "package.json", "build-labextension.mjs", "../tsconfig.base.json"]) {
    hash.update(name).update(await readFile(join(here, name)));
  }
  for (const name of ["plotly.js-dist-min", "@jupyter/builder", "@jupyterlab/core-meta"]) {
    hash.update(JSON.parse(await readFile(resolve(`${name}/package.json`), "utf8")).version);
  }
  return hash.digest("hex");
}

/** Runs a script of Node; its output is shown only if it fails. */
function run(script, args) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: here,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = [];
    child.stdout.on("data", (bytes) => output.push(bytes));
    child.stderr.on("data", (bytes) => output.push(bytes));
    child.on("error", fail);
    child.on("close", (code) =>
      code === 0
        ? done()
        : fail(new Error(`Building the JupyterLab extension failed:\n${Buffer.concat(output)}`)),
    );
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const start = performance.now();
  const built = await buildLabextension();
  console.log(
    `JupyterLab extension ${built ? "built" : "fresh"}, ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}
