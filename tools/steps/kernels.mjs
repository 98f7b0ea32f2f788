// Compiles lib/src/compute/*.as.ts to WebAssembly, each embedded as base64 in lib/src/compute/generated/*.wasm.ts,
// so that the library needs no file access to start, in Node and in a browser alike.
// Each kernel exports its own memory, of fixed size: its buffers are static (memory.data), nothing is allocated.
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./run.mjs";

const folder = "lib/src/compute";
const compute = join(root, folder);
const generated = join(compute, "generated");
const options = ["-O3", "--enable", "simd", "--runtime", "stub", "--noAssert", "--use", "abort="];

const modified = (path) =>
  stat(path).then(
    (s) => s.mtimeMs,
    () => 0,
  );

/** One kernel's binary, made in memory. Throws with the compiler's words when the source is wrong. */
async function compile(asc, source) {
  let binary;
  const { error, stderr } = await asc.main([`${folder}/${source}`, ...options, "--outFile", "kernel.wasm"], {
    baseDir: root,
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (error || !binary)
    throw new Error(`${source} does not compile: ${error?.message ?? "no output"}\n${stderr}`);
  return Buffer.from(binary).toString("base64");
}

/** Compiles what is older than its source or this file, and drops what has lost its source; returns the names compiled. */
export async function compileKernels() {
  await mkdir(generated, { recursive: true });
  const sources = (await readdir(compute)).filter((name) => name.endsWith(".as.ts"));
  const targetOf = (source) => source.replace(/\.as\.ts$/, ".wasm.ts");
  for (const name of await readdir(generated))
    if (name.endsWith(".wasm.ts") && !sources.some((source) => targetOf(source) === name))
      await rm(join(generated, name), { force: true });

  const tool = await modified(fileURLToPath(import.meta.url));
  const stale = [];
  for (const source of sources) {
    const made = await modified(join(generated, targetOf(source)));
    if (made < tool || made < (await modified(join(compute, source)))) stale.push(source);
  }
  if (stale.length === 0) return [];
  const { default: asc } = await import("assemblyscript/asc");
  for (const source of stale) {
    const name = source.slice(0, -".as.ts".length);
    const target = join(generated, targetOf(source));
    const base64 = await compile(asc, source);
    const text = `// Made from ${source} by tools/steps/kernels.mjs; do not edit.\nexport const ${name}Wasm: string =\n  "${base64}";\n`;
    const beside = `${target}.${process.pid}.tmp`;
    await writeFile(beside, text);
    await rename(beside, target);
  }
  return stale.map((source) => source.slice(0, -".as.ts".length));
}
