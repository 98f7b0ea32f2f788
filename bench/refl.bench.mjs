// Reading a large reflection table, beside DIALS: 10⁶ rows, 29 columns, 285 MB. Runs alternate between DIALS and us,
// each in a process of its own that stays; medians are printed.
//   node bench/refl.bench.mjs [--assert] [--rows N] [--repeats N] [--file PATH]     (after `npm run build`)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "7" },
    file: { type: "string" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("refl: skipped, no Python with DIALS to compare with");
  process.exit(0);
}

const script = fileURLToPath(new URL("refl.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("refl.ewald.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ewald-bench-"));
try {
  const path = given.file ?? join(folder, "big.refl");
  if (!given.file) {
    const { status, stderr } = spawnSync(python, [script, "make", path, given.rows], { encoding: "utf8" });
    if (status !== 0) throw new Error(`The table could not be made:\n${stderr}`);
  }
  const megabytes = statSync(path).size / 2 ** 20;
  console.log(`refl: a table of ${megabytes.toFixed(0)} MiB`);
  const results = [];
  for (const [command, what, bar] of [
    ["read", "open, select by flag, use four columns", 3],
    ["all", "open, touch every column", 1],
  ]) {
    const { dials, ewald, memory } = await alternate(
      { program: python, args: [script, command, path] },
      { program: process.execPath, args: [ours, command, path] },
      Number(given.repeats),
    );
    results.push(report(`${what}`, dials, ewald, bar));
    console.log(
      `  peak memory of ours over all runs ${memory.toFixed(0)} MiB, ${(memory / megabytes).toFixed(2)} × the file`,
    );
    const once = spawnSync(process.execPath, [ours, command, path], {
      input: "go\nquit\n",
      encoding: "utf8",
    });
    const [, peak] = JSON.parse(once.stdout.trim().split("\n").at(-1));
    const ratio = peak / megabytes;
    const ok = given.rows !== "1000000" || ratio <= 1.5;
    console.log(
      `  peak memory of ours, first run ${peak.toFixed(0)} MiB, ${ratio.toFixed(2)} × the file (bar 1.5)`,
    );
    results.push(ok);
  }
  if (given.assert && results.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
