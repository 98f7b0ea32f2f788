// `npm run notebooks`: executes the tutorials in place and keeps of each figure the still picture, which web pages show;
// the interactive form comes back when a person runs the cell, and would only swell the repository.
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pythonEnvironment, venvProgram } from "./steps/python.mjs";
import { main, root, run } from "./steps/run.mjs";

const folder = join(root, "notebooks");

await main(async () => {
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".ipynb")).sort()) {
    const path = join(folder, name);
    const execute = ["nbconvert", "--to", "notebook", "--execute", "--inplace", path];
    await run(name, venvProgram("jupyter"), execute, {
      env: { ...pythonEnvironment(), EWALD_HISTORY: "off" },
    });
    const notebook = JSON.parse(await readFile(path, "utf8"));
    for (const cell of notebook.cells) {
      delete cell.metadata.execution;
      for (const output of cell.outputs ?? []) delete output.data?.["application/vnd.plotly.v1+json"];
    }
    await writeFile(`${path}.tmp`, `${JSON.stringify(notebook, null, 1)}\n`);
    await rename(`${path}.tmp`, path);
    process.stdout.write(`✓ ${name}\n`);
  }
});
