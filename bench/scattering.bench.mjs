// A million form factors, f′ and f″ at ten thousand wavelengths, a hundred thousand rays through Kapton tapes, beside cctbx and DIALS.
// Runs alternate, medians are printed; sums must agree.
//   node bench/scattering.bench.mjs [--assert] [--rows N] [--repeats N]     (after `npm run build`)
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, dialsPython, report } from "./support.mjs";

const { values: given } = parseArgs({
  options: {
    assert: { type: "boolean", default: false },
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "5" },
  },
});
const python = dialsPython();
if (!python) {
  console.log("scattering: skipped, no Python with DIALS to compare with");
  process.exit(0);
}
const script = fileURLToPath(new URL("scattering.dials.py", import.meta.url));
const ours = fileURLToPath(new URL("scattering.ewald.mjs", import.meta.url));
const results = [];

console.log(`scattering: ${given.rows} rows, a hundredth of them where cctbx has only single calls`);
for (const [command, what, tolerance, bar = 1] of [
  ["f0", "f0 of Fe3+ over a column of d*²", 1e-9, 0.8], // exponentials on both sides: as quick, not quicker
  ["sasaki", "f′ and f″ of Se, Sasaki", 1e-6],
  ["henke", "f′ and f″ of Se, Henke", 1e-6],
  ["kapton", "Kapton tape as a sheet", 1e-9],
  ["kapton2019", "Kapton tape as a box, a tenth of the rows", 1e-9],
]) {
  const { dials, ewald, answers } = await alternate(
    { program: python, args: [script, command, given.rows] },
    { program: process.execPath, args: [ours, command, given.rows] },
    Number(given.repeats),
  );
  if (!(Math.abs(answers[0] - answers[1]) <= tolerance * Math.abs(answers[0])))
    throw new Error(`${what}: DIALS sums to ${answers[0]}, Ewald to ${answers[1]}.`);
  results.push(report(what, dials, ewald, bar));
}
if (given.assert && results.includes(false)) process.exitCode = 1;
