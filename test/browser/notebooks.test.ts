import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { needs } from "../support/needs.js";
import { root } from "../support/paths.js";

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
