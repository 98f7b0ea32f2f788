// Layers and tools of the image viewer in a page: spots are clicked and selected, regions measured, what is wrong is said.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flex, type ImageSet, ImageSetFactory, ReflectionTable } from "ewald";
import { type ImageViewer, imageViewer, selectionOf } from "ewald-widgets";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { needs } from "../support/needs.js";
import { countsOf, writeViewerImages } from "../support/viewerImages.js";
import { ViewerPage } from "../support/viewerPage.js";
import { openViewPage, type ViewPage } from "../support/viewPage.js";

needs.browser().describe("layers and tools of the image viewer in a page", () => {
  let folder = "";
  let set: ImageSet;
  let table: ReflectionTable;
  let viewer: ImageViewer;
  let browser: Browser;
  let shown: ViewPage;
  let at: ViewerPage;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ewald-layers-"));
    set = ImageSetFactory.fromTemplate(writeViewerImages(folder));
    table = new ReflectionTable();
    table.set(
      "xyzobs.px.value",
      flex.vec3Double([
        [120, 90, 0.5],
        [60.5, 40.5, 0.5],
        [200.5, 150.5, 1.5],
        [Number.NaN, 20, 0.5],
      ]),
    );
    table.set("flags", flex.sizeT([4, 0, 4, 0]));
    viewer = imageViewer(set, table);
    browser = await launchBrowser();
    shown = await openViewPage(browser, [viewer]);
    at = new ViewerPage(shown.page, shown.views.first());
    await at.shows(0);
  });
  afterAll(async () => {
    await shown?.close();
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("offers the layers whose columns there are, each with a checkbox", async () => {
    const names = viewer.get("available");
    expect([...names].sort()).toEqual(["badPixels", "centroids"]);
    for (const label of ["Resolution rings", "Ice rings", "Beam centre", "Centroids", "Masked pixels"])
      expect(await at.view.getByRole("checkbox", { name: label }).count()).toBe(1);
    expect(await at.view.getByRole("checkbox", { name: "Shoeboxes" }).count()).toBe(0);
    await at.press("c", "r", "i", "m");
    await expect
      .poll(() => viewer.get("layers"))
      .toMatchObject({ centroids: true, resolutionRings: true, iceRings: true, badPixels: true });
  });

  it("selects the row of a spot that is clicked", async () => {
    const tip = at.view.locator(".ewald-iv-tip");
    await expect
      .poll(async () => {
        // The middle of the detector is the middle of the stage.
        await at.pointAt(0.501, 0.501);
        await at.pointAt(0.5, 0.5);
        return tip.textContent();
      })
      .toBe("Centroids: row 0");
    await shown.page.mouse.down();
    await shown.page.mouse.up();
    await expect.poll(() => [...selectionOf(table).indices]).toEqual([0]);
    if (process.env.EWALD_SCREENSHOT)
      for (const theme of ["light", "dark"] as const) {
        await shown.theme(theme);
        await shown.page.screenshot({ path: `${process.env.EWALD_SCREENSHOT}-${theme}.png` });
      }
  });

  it("tells the statistics of a region", async () => {
    await at.press("s");
    const from = await at.readAt(0.45, 0.45);
    await shown.page.mouse.down();
    const to = await at.readAt(0.55, 0.6);
    await shown.page.mouse.up();
    const [x0, x1] = [Math.floor(from.fast), Math.floor(to.fast)];
    const [y0, y1] = [Math.floor(from.slow), Math.floor(to.slow)];
    let [n, sum] = [0, 0];
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const value = countsOf(1, x, y);
        if (value < 0) continue;
        n++;
        sum += value;
      }
    const told = at.view.locator(".ewald-iv-tool");
    await expect.poll(() => told.textContent()).toContain(`fast ${x0} to ${x1}, slow ${y0} to ${y1}`);
    await expect.poll(() => told.textContent()).toContain(`n ${n}`);
    await expect.poll(() => told.textContent()).toContain(`sum ${sum}`);
    await at.press("Escape");
  });

  it("selects the rows in a rectangle", async () => {
    await at.press("e");
    await at.pointAt(0.02, 0.02);
    await shown.page.mouse.down();
    await at.pointAt(0.98, 0.98);
    await shown.page.mouse.up();
    await expect.poll(() => [...selectionOf(table).indices]).toEqual([0, 1]);
    await at.view.getByText("2 in the rectangle, 2 selected").waitFor();
    await at.press("Escape");
    expect(shown.failures).toEqual([]);
  });
});
