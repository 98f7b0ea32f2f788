// A scan of 100 images of a million pixels, from parameters to miniCBF files and their truth, by the command. DIALS has no such
// program; the bar is a minute.
//   node bench/simulate.bench.mjs [--assert] [--repeats N]     (after `npm run build`)
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({
  options: { assert: { type: "boolean", default: false }, repeats: { type: "string", default: "3" } },
});
const command = fileURLToPath(new URL("../lib/dist/node/command/main.js", import.meta.url));
const seconds = [];
for (let i = 0; i < Number(given.repeats); i++) {
  const folder = mkdtempSync(join(tmpdir(), "ewald-bench-"));
  try {
    const start = performance.now();
    const args = [command, "simulate", "scan.images=100", "scan.width=0.3"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`ewald simulate failed:\n${stderr}`);
    seconds.push((performance.now() - start) / 1000);
    const files = readdirSync(folder).length;
    if (files !== 102) throw new Error(`ewald simulate left ${files} files, not 102.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const best = Math.min(...seconds);
const verdict = best < 60 ? "reached" : "MISSED";
console.log(
  `simulate: 100 images of 981 × 1043 pixels in ${seconds.map((s) => s.toFixed(1)).join(", ")} s (bar 60 s: ${verdict})`,
);
if (given.assert && best >= 60) process.exitCode = 1;
