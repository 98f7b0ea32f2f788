// binder/postBuild, as repo2docker calls it, into a scratch prefix.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshEnvironment, run, scratchFolder } from "../support/fresh.js";
import { root } from "../support/paths.js";

const json = async (path: string) => JSON.parse(await readFile(path, "utf8"));

describe("binder/postBuild", () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let share: string;

  beforeAll(async () => {
    scratch = await scratchFolder();
    share = join(scratch.path, "share/jupyter");
    const env = freshEnvironment({ NB_PYTHON_PREFIX: scratch.path });
    await run(join(root, "binder/postBuild"), [], { cwd: root, env });
  }, 600_000);
  afterAll(() => scratch?.remove());

  it("installs a kernelspec whose program and script are there", async () => {
    const spec = await json(join(share, "kernels/ewald/kernel.json"));
    expect(spec.display_name).toBe("TypeScript (Ewald)");
    expect(spec.argv).toContain("{connection_file}");
    const files = spec.argv.filter((part: string) => part.startsWith("/"));
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const file of files) expect(existsSync(file), file).toBe(true);
  });

  it("installs the lab extension with its entry", async () => {
    const folder = join(share, "labextensions/ewald-widgets");
    const { jupyterlab } = await json(join(folder, "package.json"));
    expect(existsSync(join(folder, jupyterlab._build.load))).toBe(true);
  });

  it("turns the news pop-up off", async () => {
    const settings = await json(join(share, "lab/settings/overrides.json"));
    expect(settings["@jupyterlab/apputils-extension:notification"].fetchNews).toBe("false");
  });

  it.each([
    "strong.refl",
    "indexed.refl",
    "integrated.refl",
    "imported.expt",
    "indexed.expt",
    "integrated.expt",
  ])("leaves the tutorials' %s", (name) => {
    expect(existsSync(join(root, "notebooks/data", name))).toBe(true);
  });
});
