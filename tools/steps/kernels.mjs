// Compiles lib/src/compute/*.as.ts to WebAssembly, each embedded as base64 in lib/src/compute/generated/*.wasm.ts,
// so that the library needs no file access to start, in Node and in a browser alike.
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

const compute = join(root, "lib/src/compute");
const generated = join(compute, "generated");

const modified = (path) => stat(path).then((s) => s.mtimeMs, () => 0);

/** Compiles what is older than its source; returns the names compiled. */
export async function compileKernels() {
  const sources = (await readdir(compute)).filter((name) => name.endsWith(".as.ts"));
  const stale = [];
  for (const source of sources) {
    const name = source.slice(0, -".as.ts".length);
    const target = join(generated, `${name}.wasm.ts`);
    if ((await modified(target)) < (await modified(join(compute, source)))) stale.push({ name, source, target });
  }
  if (stale.length === 0) return [];
  const { default: asc } = await import("assemblyscript/asc");
  await mkdir(generated, { recursive: true });
  for (const { name, source, target } of stale) {
    const wasm = join(generated, `${name}.wasm`);
    const { error, stderr } = await asc.main(
      [join("lib/src/compute", source), "-O3", "--enable", "simd", "--runtime", "stub", "--importMemory", "--outFile", wasm, "--noAssert"],
      { baseDir: root },
    );
    if (error) throw new Error(`${source} does not compile: ${error.message}\n${stderr}`);
    const base64 = (await readFile(wasm)).toString("base64");
    const text = `// Made from ${source} by tools/steps/kernels.mjs; do not edit.\nexport const ${name}Wasm: string =\n  "${base64}";\n`;
    const beside = `${target}.${process.pid}.tmp`;
    await writeFile(beside, text);
    await rename(beside, target);
  }
  return stale.map(({ name }) => name);
}
