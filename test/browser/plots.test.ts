// Figures in a real JupyterLab: saved outputs are drawn by our extension, zoomed, resized, and errors are told.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { histogram, scatter } from "ewald-widgets";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { needs } from "../support/needs.js";

const plotly = "application/vnd.plotly.v1+json";

interface Plot extends Element {
  readonly layout: { readonly width: number; readonly xaxis: { readonly range: [number, number] } };
  readonly calcdata: readonly (readonly { readonly y?: number }[])[];
}

/** A notebook without a kernel whose cells hold these outputs. */
function notebook(bundles: readonly object[]): string {
  const cells = bundles.map((data, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    execution_count: null,
    metadata: {},
    source: "",
    outputs: [{ output_type: "display_data", metadata: {}, data }],
  }));
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
}

const shown = (figure: ReturnType<typeof histogram>): object =>
  (figure as unknown as Record<symbol, () => object>)[Symbol.for("Jupyter.display")]!.call(figure);

needs.all(needs.browser(), needs.jupyter()).describe("figures in JupyterLab", () => {
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  const failures: string[] = [];
  const plots = () => page.locator(".ewald-view .js-plotly-plot");

  beforeAll(async () => {
    server = await startJupyterServer();
    const many = Float64Array.from({ length: 5000 }, (_, i) => i);
    const figures = [
      shown(histogram([0.5, 1.5, 1.6, 2.5, 9], { min: 0, max: 4, bins: 4, title: "<b>plain</b>" })),
      shown(scatter({ x: many, y: many, log: "y" })),
      { [plotly]: { nothing: 1 }, "text/plain": "" },
    ];
    await writeFile(join(server.folder, "figures.ipynb"), notebook(figures));
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.on("pageerror", (error) => failures.push(error.message));
    await page.goto(`${server.url}lab/tree/figures.ipynb?token=${server.token}`);
    const noKernel = page.locator(".jp-Dialog button", { hasText: "No Kernel" });
    await noKernel.click({ timeout: 20_000 }).catch(() => {});
    await plots().nth(1).locator(".main-svg").first().waitFor({ timeout: 60_000 });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("draws counts, note and title from the saved output", async () => {
    const first = plots().first();
    const heights = await first.evaluate((el) =>
      (el as unknown as Plot).calcdata[0]!.map((point) => point.y),
    );
    expect(heights).toEqual([0, 1, 2, 1, 0, 0]);
    const text = await first.textContent();
    expect(text).toContain("Left out: 1 at or above 4");
    expect(text).toContain("<b>plain</b>");
  });

  it("zooms with the mouse and keeps the range when the theme turns dark and the window narrows", async () => {
    const first = plots().first();
    const box = (await first.boundingBox())!;
    await page.mouse.move(box.x + 250, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 250, { steps: 5 });
    await page.mouse.up();
    const range = () => first.evaluate((el) => (el as unknown as Plot).layout.xaxis.range);
    await expect.poll(async () => (await range())[0]).toBeGreaterThan(0);
    const zoomed = await range();
    await page.evaluate(() => {
      document.body.dataset.jpThemeLight = "false";
    });
    await page.setViewportSize({ width: 900, height: 1600 });
    await expect
      .poll(() => first.evaluate((el) => (el as unknown as Plot).layout.width))
      .toBeLessThan(box.width - 100);
    expect(await range()).toEqual(zoomed);
  });

  it("tells a broken output in words, and no page error is thrown", async () => {
    const alert = page.locator(".ewald-view [role=alert]");
    expect(await alert.textContent()).toContain("not a Plotly figure");
    expect(failures).toEqual([]);
  });
});
