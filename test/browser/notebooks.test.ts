// The tutorials as a person runs them: "Run All Cells" in a real JupyterLab, and nbconvert on the command line.
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type JupyterServer, jupyterEnvironment, startJupyterServer } from "../support/jupyterServer.js";
import { needs } from "../support/needs.js";
import { root, venvProgram } from "../support/paths.js";

const tutorials = [
  { name: "01-spots-and-intensities.ipynb", figures: 4 },
  { name: "02-looking-at-pixels.ipynb", figures: 5 },
  { name: "03-data-frames.ipynb", figures: 4 },
];
const pictures = join(root, "test-results");

needs.all(needs.browser(), needs.jupyter()).describe("the tutorials in JupyterLab", () => {
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    server = await startJupyterServer(join(root, "notebooks"));
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const { name, figures } of tutorials) {
    it(`${name}: Run All Cells ends without an error, every figure drawn`, async () => {
      await page.goto(`${server.url}lab/tree/${name}?token=${server.token}&reset`);
      const notebook = page.locator(".jp-Notebook");
      await notebook.locator(".jp-Cell").first().waitFor({ timeout: 60_000 });
      await page.getByText("TypeScript (Ewald) | Idle").first().waitFor({ timeout: 60_000 });
      await page.getByText("Run", { exact: true }).first().click();
      await page.getByText("Run All Cells", { exact: true }).click();
      // The last cell's number tells that all before it have run.
      const cells = JSON.parse(await readFile(join(server.folder, name), "utf8")).cells as {
        cell_type: string;
      }[];
      const code = cells.filter((cell) => cell.cell_type === "code").length;
      await page
        .locator(".jp-CodeCell .jp-InputPrompt", { hasText: `[${code}]:` })
        .waitFor({ timeout: 120_000 });
      // Figures are drawn when they come near the window: walk down the page and count them by their titles.
      const titles = new Set<string>();
      const panel = page.locator(".jp-WindowedPanel-outer").first();
      const height = await panel.evaluate((el) => el.scrollHeight);
      for (let y = 0, shot = 0; y <= height; y += 600) {
        await panel.evaluate((el, top) => el.scrollTo(0, top), y);
        await page.waitForTimeout(400);
        await page.waitForFunction(
          () => {
            const seen = document.querySelector(".jp-WindowedPanel-outer")!.getBoundingClientRect();
            return [...document.querySelectorAll(".ewald-view")].every((view) => {
              const { top, bottom } = view.getBoundingClientRect();
              const away = bottom <= seen.top || top >= seen.bottom;
              return away || view.querySelector(".js-plotly-plot .main-svg");
            });
          },
          undefined,
          { timeout: 30_000 },
        );
        for (const title of await page
          .locator(".ewald-view .gtitle, .ewald-view .annotation-text")
          .allTextContents())
          titles.add(title);
        await page.screenshot({ path: join(pictures, `${name.slice(0, 2)}-${shot++}.png`) });
        expect(await page.locator("[data-mime-type='application/vnd.jupyter.error']").count()).toBe(0);
        expect(await page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count()).toBe(0);
      }
      expect([...titles].filter((title) => !title.startsWith("Left out")).length).toBeGreaterThanOrEqual(
        figures,
      );
    }, 240_000);
  }
});

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
    const figures = new Map(tutorials.map((one) => [one.name, one.figures]));
    for (const name of await readdir(join(root, "notebooks"))) {
      if (!name.endsWith(".ipynb")) continue;
      const page = await read(name);
      const drawn = page.match(/data:image\/svg\+xml|<svg[^>]*role="img"|<svg[^>]*class="[^"]*ewald/g) ?? [];
      expect(drawn.length, name).toBeGreaterThanOrEqual(figures.get(name) ?? 1);
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
