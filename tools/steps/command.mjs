// The command `ewald` and the worker threads, each as one file that starts quickly.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, runNode } from "./run.mjs";

const { command, worker, cacheOf, load } = createRequire(import.meta.url)("../../lib/bin/load.js");

/** A package of which some functions are used, and few runs use any: its code is run when one is first called. */
const lazy = (name, functions) => ({
  name: `lazy-${name}`,
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^${name}$`);
    onResolve({ filter }, ({ kind }) =>
      kind === "import-statement" ? { path: name, namespace: "lazy" } : undefined,
    );
    onLoad({ filter, namespace: "lazy" }, () => ({
      contents: functions
        .map(
          (each) =>
            `export function ${each}(...args) { const { ${each}: it } = require("${name}"); return new.target ? new it(...args) : it(...args); }`,
        )
        .join("\n"),
      resolveDir: root,
    }));
  },
});

/**
 * lib/dist/node/command/ewald.cjs and executor/worker.cjs: some hundred modules less to open at each start. What brings files of its
 * own (HDF5's WebAssembly, the pool of threads) stays outside. Beside each what V8 makes of it, as far as some typical runs need it.
 */
export async function bundleCommand() {
  for (const bundle of [command, worker]) await rm(cacheOf(bundle), { force: true });
  await bundled("lib/dist/node/command/main.js", command);
  await bundled("lib/dist/node/executor/worker.js", worker);
  const folder = await mkdtemp(join(tmpdir(), "ewald-build-"));
  try {
    await runNode("The first run of the command", fileURLToPath(import.meta.url), [], { cwd: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundled(entry, outfile) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    external: ["h5wasm", "h5wasm-plugins", "tinypool"],
    plugins: [
      lazy("arquero", ["table", "addFunction"]),
      lazy("fflate", ["gunzipSync", "zlibSync", "Gunzip"]),
    ],
    define: { "import.meta.url": "address" },
    // What comes out of V8's cache cannot import(); Node's require takes modules of either kind.
    supported: { "dynamic-import": false },
    banner: { js: "(function (require, module, address) {" },
    footer: { js: "})" },
    logLevel: "error",
  });
}

/** Runs a thread's task and the command on a few images made for it, in the current folder, then keeps what V8 compiled for that. */
async function warmUp() {
  const { Beam, Detector, Goniometer, Scan, writeMiniCbf } = await import("../../lib/dist/node/main.js");
  const beam = new Beam({ direction: [0, 0, 1], wavelength: 1, polarization_normal: [0, 1, 0] });
  const panel = {
    name: "Panel",
    type: "SENSOR_PAD",
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-4, 4, -200],
    image_size: [50, 50],
    pixel_size: [0.172, 0.172],
    trusted_range: [0, 1e6],
    material: "Si",
    thickness: 0.32,
  };
  const count = 3;
  const image = {
    beam,
    detector: new Detector({ panels: [panel] }),
    goniometer: new Goniometer({ rotation_axis: [1, 0, 0] }),
    scan: new Scan({
      image_range: [1, count],
      oscillation: [0, 0.1],
      exposure_time: new Array(count).fill(0.1),
      epochs: new Array(count).fill(1.5e9),
    }),
    data: new Int32Array(2500),
    lossy: true,
  };
  const names = Array.from({ length: count }, (_, i) => `image_000${i + 1}.cbf`);
  for (const [index, name] of names.entries()) await writeFile(name, writeMiniCbf({ ...image, index }));
  const threads = load(worker);
  await threads.run().default({ task: "images.readFrame", input: { path: names[0], index: 0 } });
  await writeFile(cacheOf(worker), threads.script.createCachedData());
  const { script, run } = load(command);
  process.stdout.write = process.stderr.write = () => true;
  for (const args of [
    ["--version"],
    ["import", ...names],
    ["show", "imported.expt"],
    ["find_spots", "imported.expt"],
  ]) {
    process.argv.splice(2, process.argv.length, ...args);
    if ((await run().finished) !== 0) throw new Error(`ewald ${args.join(" ")} failed.`);
  }
  await writeFile(cacheOf(command), script.createCachedData());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await warmUp();
