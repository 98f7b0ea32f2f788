// `npm run bench`: builds, then runs each bench/*.bench.mjs in a process of its own, one after the other;
// `npm run bench -- refl` runs those whose name contains a word.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { buildModules } from "./steps/build.mjs";
import { installPackages } from "./steps/packages.mjs";
import { main, root, runNode, StepError } from "./steps/run.mjs";

await main(async () => {
  const words = process.argv.slice(2);
  const all = (await readdir(join(root, "bench"))).filter((name) => name.endsWith(".bench.mjs")).sort();
  const chosen = all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0)
    throw new StepError(`No benchmark of that name: there are ${all.join(", ") || "none"}.`);
  await installPackages();
  await buildModules();
  for (const name of chosen) {
    process.stdout.write(`\n${name}\n`);
    await runNode(name, join("bench", name), [], { show: true });
  }
});
