// A million Miller indices brought into the asymmetric unit of P 43 3 2, their absences and d, and the 530 settings of the space
// groups built, beside cctbx's C++. Runs alternate, medians are printed; sums must agree.
//   node bench/crystal.bench.mjs [--assert] [--rows N] [--repeats N]     (after `npm run build`)
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, median, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "5" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("crystal: skipped, no Python with DIALS to compare with");
  process.exit(0);
}
const script = fileURLToPath(new URL("crystal.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("crystal.ewald.mjs", import.meta.url));
const results = [];

console.log(`crystal: ${given.rows} indices in P 43 3 2`);
for (const [command, what, bar = 1] of [
  ["asu", "mapToAsu"],
  ["anomalous", "mapToAsu, Friedel mates apart"],
  ["absent", "isSysAbsent"],
  ["d", "d of a triclinic cell"],
  ["settings", "530 settings from their Hall symbols", 0], // its bar is 50 ms
  ["niggli", "1000 Niggli reductions"],
  ["lattice", "Bravais settings of 20 cells"],
]) {
  const { dials, ewald, answers } = await alternate(
    { program: python, args: [script, command, given.rows] },
    { program: process.execPath, args: [ours, command, given.rows] },
    Number(given.repeats),
  );
  if (!(Math.abs(answers[0] - answers[1]) <= 1e-9 * Math.abs(answers[0])))
    throw new Error(`${what}: cctbx sums to ${answers[0]}, Ewald to ${answers[1]}.`);
  results.push(report(what, dials, ewald, bar));
  if (command === "settings") {
    const quick = median(ewald) < 0.05;
    console.log(`    under 50 ms: ${quick ? "reached" : "MISSED"}`);
    results.push(quick);
  }
}
if (given.assert && results.includes(false)) process.exitCode = 1;
