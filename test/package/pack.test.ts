// The packed library in a plain project of somebody else: it installs, imports and type-checks.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, scratchFolder } from "../support/fresh.js";
import { root } from "../support/paths.js";

const program = `
import { Flag, flex, MaskCode, ReflectionTable } from "ewald";
const table = new ReflectionTable();
table.set("flags", flex.sizeT([Flag.indexed, Flag.indexed | Flag.integrated, 0]));
table.set("intensity.sum.value", flex.double([1, 2, 4]));
const intensity = table.select(table.getFlags(Flag.indexed)).column("intensity.sum.value");
`;

describe("the packed tarball in a plain project", () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let project: string;

  beforeAll(async () => {
    scratch = await scratchFolder();
    await run("npm", ["pack", "--workspace", "lib", "--pack-destination", scratch.path], { cwd: root });
    const tarball = (await readdir(scratch.path)).find((name) => name.endsWith(".tgz"));
    project = join(scratch.path, "project");
    await mkdir(project);
    await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }');
    // No overrides of ours reach here: arquero alone would bring a flechette that some registries cannot install.
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...quiet, join(scratch.path, tarball ?? "")], { cwd: project });
  }, 180_000);
  afterAll(() => scratch?.remove());

  it("holds no tests, no build records and no sources of other folders", async () => {
    // A node_modules in it is npm's: h5wasm-plugins would have an older h5wasm, so that ours lies by itself.
    const files = (await readdir(join(project, "node_modules/ewald"), { recursive: true }))
      .map(String)
      .filter((name) => !name.startsWith("node_modules"));
    expect(files).toContain(join("dist", "node", "main.js"));
    expect(files.filter((name) => /\.test\.|tsbuildinfo|\.as\.|node_modules|^src/.test(name))).toEqual([]);
  });

  it("brings one flechette, the one it was tested with", async () => {
    const lock = JSON.parse(await readFile(join(project, "package-lock.json"), "utf8"));
    const found = Object.entries<{ version: string }>(lock.packages).filter(([path]) =>
      path.endsWith("flechette"),
    );
    expect(found.map(([, { version }]) => version)).toEqual(["2.6.0"]);
  });

  it("works in node -e", async () => {
    const script =
      "import('ewald').then(({ ReflectionTable, Flag, MaskCode, flex }) => console.log(typeof ReflectionTable.fromFile, Flag.indexed, MaskCode.Foreground, flex.double([3, 4]).data.length))";
    // The values of Flag.indexed and MaskCode.Foreground are DIALS' own.
    expect(await run(process.execPath, ["-e", script], { cwd: project })).toBe("function 4 4 2\n");
  });

  it("works in a module", async () => {
    await writeFile(
      join(project, "use.mjs"),
      `${program}\nconsole.log([...intensity.data].join(), MaskCode.Valid);`,
    );
    expect(await run(process.execPath, ["use.mjs"], { cwd: project })).toBe("1,2 1\n");
  });

  it("finds HDF5 and its compression plugins", async () => {
    const script = `
      import { Beam, BytesSource, createNxmx, Detector, openImage } from "ewald";
      const panel = { fast_axis: [1, 0, 0], slow_axis: [0, -1, 0], origin: [-1, 1, -100], image_size: [6, 4], pixel_size: [1, 1] };
      const writer = createNxmx({ beam: new Beam({ direction: [0, 0, 1], wavelength: 1 }), detector: new Detector([panel]) });
      writer.addFrame(Int32Array.from({ length: 24 }, (_, i) => i));
      console.log(openImage(new BytesSource(writer.finish())).getRawData()[0].values.join());`;
    await writeFile(join(project, "hdf5.mjs"), script);
    const pixels = Array.from({ length: 24 }, (_, i) => i).join();
    expect(await run(process.execPath, ["hdf5.mjs"], { cwd: project })).toBe(`${pixels}\n`);
  });

  it("type-checks in a strict TypeScript project, and a wrong use does not", async () => {
    const typed = `${program}\nexport const values: Float64Array = intensity.data;\nexport const valid: number = MaskCode.Valid;\n`;
    await writeFile(join(project, "use.ts"), typed);
    await writeFile(join(project, "wrong.ts"), `${program}\nexport const values: string = intensity.data;\n`);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      module: "NodeNext",
      target: "ES2023",
      lib: ["ES2023"],
      types: [],
      skipLibCheck: true,
    };
    const tsc = async (file: string) => {
      await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
      return run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], { cwd: project });
    };
    expect(await tsc("use.ts")).toBe("");
    await expect(tsc("wrong.ts")).rejects.toThrow(/TS2322/);
  }, 120_000);
});
