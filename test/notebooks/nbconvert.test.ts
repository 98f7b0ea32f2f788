// The tutorials through nbconvert: pages that need neither a kernel nor the web.
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type JupyterServer, jupyterEnvironment, startJupyterServer } from "../support/jupyterServer.js";
import { needs } from "../support/needs.js";
import { root, venvProgram } from "../support/paths.js";

const pictures = join(root, "test-results");
/** Of the tutorials by number; the others have one at least. */
const figures: Record<string, number> = { "01": 4, "02": 5, "03": 4 };

/** A notebook of one view with a still picture, and one control. */
const widgets = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: "ewald", display_name: "TypeScript (Ewald)" },
    language_info: { name: "typescript" },
  },
  cells: [
    `new Widget({ view: "progress", state: {}, fallback: () => ({ "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" id="still-picture"/>' }) })`,
    "new IntSlider({ value: 42 })",
  ].map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  })),
});

needs.jupyter().describe("the tutorials through nbconvert", () => {
  let server: JupyterServer;
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    // Only its copy of the notebooks and its quiet environment are used.
    server = await startJupyterServer(join(root, "notebooks"));
    await writeFile(join(server.folder, "widgets.ipynb"), widgets);
    const names = (await readdir(server.folder)).filter((name) => name.endsWith(".ipynb"));
    await promisify(execFile)(
      venvProgram("jupyter"),
      ["nbconvert", "--to", "html", "--execute", ...names, "--output-dir", pictures],
      { cwd: server.folder, env: jupyterEnvironment(server.folder), maxBuffer: 1 << 26 },
    );
  }, 240_000);
  afterAll(() => server?.stop());

  const read = (name: string) => readFile(join(pictures, name.replace("ipynb", "html")), "utf8");

  it("every one becomes a page, its figures drawn", async () => {
    for (const name of await readdir(join(root, "notebooks"))) {
      if (!name.endsWith(".ipynb")) continue;
      const page = await read(name);
      const drawn = page.match(/data:image\/svg\+xml|<svg[^>]*role="img"|<svg[^>]*class="[^"]*ewald/g) ?? [];
      expect(drawn.length, name).toBeGreaterThanOrEqual(figures[name.slice(0, 2)] ?? 1);
      expect(page, name).not.toContain("Traceback");
    }
  });

  it("widgets show their still pictures", async () => {
    const page = await read("widgets.ipynb");
    const pictured = [...page.matchAll(/data:image\/svg\+xml;base64,([^"]*)/g)].map(([, data]) =>
      Buffer.from(data!, "base64").toString(),
    );
    expect(`${page}${pictured.join("")}`).toContain('id="still-picture"');
    expect(page).toContain("IntSlider { value: 42 }");
    expect(page).not.toContain("widget-view+json");
  });
});
