// Pixels of 100,000 shoeboxes, beside DIALS: the histogram of all (the tutorial's Python loop) and the foreground counts of
// the column (DIALS' C++). Both sides have the table in memory; runs alternate, medians are printed.
//   node bench/shoebox.bench.mjs [--assert] [--rows N] [--repeats N] [--file PATH]     (after `npm run build`)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    rows: { type: "string", default: "100000" },
    repeats: { type: "string", default: "5" },
    file: { type: "string" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("shoebox: skipped, no Python with DIALS to compare with");
  process.exit(0);
}

const script = fileURLToPath(new URL("shoebox.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("shoebox.ewald.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ewald-bench-"));
try {
  const path = given.file ?? join(folder, "shoeboxes.refl");
  if (!given.file) {
    const { status, stderr } = spawnSync(python, [script, "make", path, given.rows], { encoding: "utf8" });
    if (status !== 0) throw new Error(`The table could not be made:\n${stderr}`);
  }
  console.log(`shoebox: ${given.rows} shoeboxes`);
  const results = [];
  for (const [command, what, bar] of [
    ["histogram", "histogram of all pixels", 20],
    ["count", "foreground counts of the column", 1],
  ]) {
    const { dials, ewald, answers } = await alternate(
      { program: python, args: [script, command, path] },
      { program: process.execPath, args: [ours, command, path] },
      Number(given.repeats),
    );
    if (answers[0] !== answers[1])
      throw new Error(`${what}: DIALS sums to ${answers[0]}, Ewald to ${answers[1]}.`);
    results.push(report(what, dials, ewald, bar));
  }
  if (given.assert && results.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
