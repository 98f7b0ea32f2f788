// `npm run check`: types, lint and format, import directions. All are tried and reported, even if the first fails;
// `node tools/check.mjs types` tries one.
import { compileKernels } from "./steps/kernels.mjs";
import { runNode } from "./steps/run.mjs";

const checks = {
  types: ["node_modules/typescript/bin/tsc", ["-b"]],
  lint: ["node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]],
  imports: [
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    ["--config", ".dependency-cruiser.cjs", "lib/src", "kernel/src", "widgets/src"],
  ],
};

const wanted = process.argv.slice(2);
for (const name of wanted.length ? wanted : Object.keys(checks)) {
  const check = checks[name];
  if (!check) throw new Error(`No check ${name}: there are ${Object.keys(checks).join(", ")}.`);
  const began = performance.now();
  const verdict = await (name === "types" ? compileKernels() : Promise.resolve())
    .then(() => runNode(name, ...check, { show: true }))
    .then(
      () => "✓",
      () => "✗",
    );
  if (verdict === "✗") process.exitCode = 1;
  process.stdout.write(`${verdict} ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}
