// Reading NXmx packed with bitshuffle-LZ4, images of 4 Mpx and 16 bits, beside h5py with hdf5plugin and dxtbx. Runs alternate, each
// in a process of its own that stays; the best of each counts, as machines are shared.
//   node bench/hdf5.bench.mjs [--assert] [--images N] [--repeats N]     (after `npm run build`)
// The Python with h5py and hdf5plugin: EWALD_HDF5PLUGIN_PYTHON, else DIALS' or any python3 that has both.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    images: { type: "string", default: "60" },
    repeats: { type: "string", default: "7" },
  },
});
const images = Number(given.images);
const ours = fileURLToPath(new URL("hdf5.ewald.mjs", import.meta.url));
const theirs = fileURLToPath(new URL("hdf5.dials.py", import.meta.url));

const pluginPath = (python) => {
  const code =
    "import h5py, hdf5plugin; print(hdf5plugin.PLUGINS_PATH if hasattr(hdf5plugin, 'PLUGINS_PATH') else hdf5plugin.PLUGIN_PATH)";
  const { status, stdout } = spawnSync(python, ["-c", code], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
};
const dials = dialsPython();
const plugged = [process.env.EWALD_HDF5PLUGIN_PYTHON, dials, "python3"].find(
  (python) => python && pluginPath(python),
);

const folder = mkdtempSync(join(tmpdir(), "ewald-bench-"));
let missed = false;
try {
  const path = join(folder, "series.nxs");
  const began = performance.now();
  const made = spawnSync(process.execPath, [ours, "make", path, given.images], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  const megabytes = statSync(path).size / 2 ** 20;
  console.log(
    `hdf5: ${images} images of 2068 × 2162, ${megabytes.toFixed(0)} MiB, made in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  const line = (what, seconds, memory) => {
    const best = Math.min(...seconds);
    const peak = memory ? `, peak memory ${memory.toFixed(0)} MiB` : "";
    console.log(
      `  ${what}: ${(images / best).toFixed(0)} images/s (${((1000 * best) / images).toFixed(2)} ms each)${peak}`,
    );
    return best;
  };
  const compare = async (what, program, env, bar) => {
    Object.assign(process.env, env);
    const run = await alternate(
      { program, args: [theirs, what, path] },
      { program: process.execPath, args: [ours, "read", path, "1"] },
      Number(given.repeats),
    );
    const [a, b] = run.answers;
    if (a !== b) throw new Error(`${what} reads ${a}, Ewald ${b}.`);
    const name = what === "h5py" ? "h5py with hdf5plugin" : "dxtbx";
    const ratio = line(name, run.dials) / line("Ewald", run.ewald, run.memory);
    const ok = ratio >= bar;
    console.log(
      `  Ewald beside ${name}: ${ratio.toFixed(2)} × as fast (bar ${bar} ×: ${ok ? "reached" : "MISSED"})`,
    );
    missed ||= !ok;
  };
  if (plugged) await compare("h5py", plugged, {}, 1);
  else console.log("  h5py: skipped, no Python with h5py and hdf5plugin");
  const plugins = process.env.HDF5_PLUGIN_PATH ?? (plugged && pluginPath(plugged));
  if (dials && plugins) await compare("dxtbx", dials, { HDF5_PLUGIN_PATH: plugins }, 1);
  else console.log("  dxtbx: skipped, no DIALS, or no HDF5_PLUGIN_PATH with bitshuffle");
  for (const threads of ["1", "2"]) {
    const runs = spawnSync(process.execPath, [ours, "read", path, threads], {
      input: `${"go\n".repeat(Number(given.repeats) + 1)}quit\n`,
      encoding: "utf8",
    });
    const seconds = runs.stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text)[0]);
    line(`Ewald, ${threads} thread${threads === "1" ? "" : "s"}`, seconds.slice(1));
  }
  if (given.assert && missed) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
