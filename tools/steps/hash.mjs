// One hash over the contents of files and folders, to know whether a step's inputs have changed since it was done.
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

// Made by the very steps that ask, or by the system. Tests are left out as well: nothing is built from them.
const leftOut = new Set(["node_modules", "dist", "generated", ".DS_Store"]);

async function filesIn(path) {
  const info = await stat(path).catch(() => undefined);
  if (!info) return [];
  if (!info.isDirectory()) return [path];
  const names = (await readdir(path))
    .filter((name) => !leftOut.has(name) && !name.endsWith(".test.ts"))
    .sort();
  return (await Promise.all(names.map((name) => filesIn(join(path, name))))).flat();
}

/** Hex SHA-256 over names and contents below `inputs` (relative to `folder`; what is absent counts as empty) and `key`. */
export async function hashOf(folder, inputs, key = "") {
  const hash = createHash("sha256").update(key);
  const files = (await Promise.all(inputs.map((input) => filesIn(join(folder, input))))).flat();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  files.forEach((file, i) => {
    hash
      .update(`\0${relative(folder, file).split(sep).join("/")}\0${contents[i].length}\0`)
      .update(contents[i]);
  });
  return hash.digest("hex");
}
