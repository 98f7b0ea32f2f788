// The image viewer in a page: what is told of the pointer's place, keys, play, contrast, stacks, damaged images, what cells set, memory.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flex, type ImageSet, ImageSetFactory, ReflectionTable } from "ewald";
import { type ImageViewer, imageViewer, selectionOf } from "ewald-widgets";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { lowestContrast } from "../support/lab.js";
import { needs } from "../support/needs.js";
import { countsOf, images, writeViewerImages } from "../support/viewerImages.js";
import { ViewerPage } from "../support/viewerPage.js";
import { openViewPage, type ViewPage } from "../support/viewPage.js";

const damaged = 5;

needs.browser().describe("the image viewer in a page", () => {
  let folder = "";
  let set: ImageSet;
  let table: ReflectionTable;
  let viewer: ImageViewer;
  let browser: Browser;
  let shown: ViewPage;
  let at: ViewerPage;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ewald-viewer-"));
    set = ImageSetFactory.fromTemplate(writeViewerImages(folder));
    set.getScan();
    const path = join(folder, `view_000${damaged}.cbf`);
    writeFileSync(path, readFileSync(path).subarray(0, 3000));
    table = new ReflectionTable();
    table.set(
      "xyzobs.px.value",
      flex.vec3Double([
        [103.5, 80.5, 2.5],
        [20, 30, 0.5],
      ]),
    );
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

  const checkPlaces = async (n: number) => {
    const panel = set.getDetector().panel(0);
    const s0 = set.getBeam().getS0();
    for (const [x, y] of [
      [0.5, 0.5],
      [0.41, 0.3],
      [0.62, 0.71],
      [0.55, 0.9],
    ] as const) {
      const told = await at.readAt(x, y);
      const value = countsOf(n, Math.floor(told.fast), Math.floor(told.slow));
      expect(told.value).toBe(value < 0 ? `${value} (no count)` : String(value));
      // Coordinates are cut to a tenth of a pixel: the pointer is in that tenth.
      const around = [0, 0.1].flatMap((dx) =>
        [0, 0.1].map((dy) => panel.getResolutionAtPixel(s0, [told.fast + dx, told.slow + dy])),
      );
      expect(told.d).toBeGreaterThan(Math.min(...around) - 1e-3);
      expect(told.d).toBeLessThan(Math.max(...around) + 1e-3);
    }
  };

  it("tells pixel, value and resolution under the pointer, near and far", async () => {
    await checkPlaces(1);
    await at.pointAt(0.5, 0.5);
    const before = await at.readAt(0.5, 0.5);
    for (let i = 0; i < 6; i++) await shown.page.mouse.wheel(0, -200);
    await expect.poll(() => at.view.locator(".ewald-iv-scale").textContent()).toMatch(/^\d{4,} %$/);
    // The point below the pointer stays there.
    const after = await at.readAt(0.5, 0.5);
    expect(Math.abs(after.fast - before.fast)).toBeLessThan(0.6);
    await checkPlaces(1);
    await at.press("0");
  });

  it("goes from image to image by keys, and the kernel knows", async () => {
    await at.press("ArrowRight", "ArrowRight");
    await at.shows(2);
    await expect.poll(() => viewer.frame).toBe(2);
    await checkPlaces(3);
    expect(await at.told("φ")).toBe("11.25°");
    await at.press("End");
    await at.shows(images - 1);
    await at.press("Home");
    await at.shows(0);
  });

  it("says of an image that cannot be read why, and plays on to the last", async () => {
    viewer.set({ rate: 60 });
    await at.press("Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
    const alert = at.view.getByRole("alert").filter({ hasText: "view_0005.cbf" });
    await alert.waitFor();
    await at.press("Home");
    await at.shows(0);
    expect(await alert.count()).toBe(0);
    await at.press(" ");
    await at.shows(images - 1);
    await at.view.getByRole("button", { name: "Play" }).waitFor();
  });

  it("has contrast that is dragged, typed and automatic", async () => {
    viewer.frame = 0;
    await at.shows(0);
    const high = at.view.getByRole("slider", { name: "last colour" });
    const automatic = Number(await high.getAttribute("aria-valuenow"));
    expect(automatic).toBe(22);
    const box = (await high.boundingBox())!;
    await shown.page.mouse.move(box.x + 5, box.y + 40);
    await shown.page.mouse.down();
    await shown.page.mouse.move(box.x - 30, box.y + 40, { steps: 4 });
    await shown.page.mouse.up();
    await expect.poll(() => viewer.get("high")).toBeLessThan(automatic);
    viewer.setContrast({ high: 500, transfer: "log", scheme: "viridis" });
    await expect.poll(() => high.getAttribute("aria-valuenow")).toBe("500");
    expect(await at.view.getByRole("combobox", { name: "Colours" }).inputValue()).toBe("viridis");
    await at.view.getByRole("button", { name: "Auto" }).click();
    await expect.poll(() => viewer.get("high")).toBe(null);
    viewer.setContrast({ transfer: "linear", scheme: "greyscale" });
  });

  it("stacks images from the one shown", async () => {
    viewer.stack(3, "sum");
    await at.view.getByText("sum of 3").waitFor();
    const told = await at.readAt(0.5, 0.5);
    const [x, y] = [Math.floor(told.fast), Math.floor(told.slow)];
    expect(told.value).toBe(String([1, 2, 3].reduce((sum, n) => sum + countsOf(n, x, y), 0)));
    viewer.stack(1);
  });

  it("goes where a cell says, and to a row that is selected", async () => {
    viewer.goto({ x: 30.5, y: 60.5, frame: 3, scale: 40 });
    await at.shows(3);
    await expect.poll(async () => (await at.readAt(0.5, 0.5)).fast).toBeCloseTo(30.5, 0);
    await checkPlaces(4);
    selectionOf(table).set([0]);
    await at.shows(2);
    await expect.poll(async () => (await at.readAt(0.5001, 0.5001)).value).toBe("60000");
    viewer.fit();
    expect(() => viewer.goto({ x: 0, y: 0, panel: 3 })).toThrow("no panel 3");
    expect(() => (viewer.frame = images)).toThrow(`no image ${images}`);
  });

  it("can be read in light and dark", async () => {
    for (const theme of ["light", "dark"] as const) {
      await shown.theme(theme);
      expect(await lowestContrast(at.view)).toBeGreaterThan(4.5);
    }
    await shown.theme("light");
  });

  it("gives back the memory of 200 views that came and went", async () => {
    const devtools = await shown.page.context().newCDPSession(shown.page);
    const used = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize } = await devtools.send("Runtime.getHeapUsage");
      return usedSize;
    };
    let count = 1;
    const tenViews = async () => {
      const ten = Array.from({ length: 10 }, () => imageViewer(set));
      const views = await Promise.all(ten.map((one) => shown.show(one)));
      for (const view of views) await view.locator('.ewald-iv[data-overview="false"]').waitFor();
      for (const one of ten) {
        await shown.remove(count++);
        one.close();
      }
    };
    for (let i = 0; i < 3; i++) await tenViews();
    const before = await used();
    for (let i = 0; i < 20; i++) await tenViews();
    const after = await used();
    expect(after / before).toBeLessThan(1.1);
  });

  it("says so when the kernel is gone", async () => {
    shown.endKernel();
    await at.view.getByText("The kernel is gone").waitFor();
    await at.view.getByText("The kernel of this view is gone").waitFor();
    expect(shown.failures).toEqual([]);
  });
});
