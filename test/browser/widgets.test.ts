// Widgets in a real JupyterLab with a real kernel: values go both ways, outlive a reload, and say when the kernel is gone.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { Lab, outputs } from "../support/lab.js";
import { needs } from "../support/needs.js";
import { root } from "../support/paths.js";

needs.all(needs.browser(), needs.jupyter()).describe("widgets in JupyterLab", () => {
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  let lab: Lab;
  const failures: string[] = [];

  beforeAll(async () => {
    server = await startJupyterServer();
    browser = await launchBrowser();
    // All cells are in sight: JupyterLab does not draw others.
    page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
    page.on("pageerror", (error) => failures.push(error.message));
    lab = await Lab.open(page, server, "widgets.ipynb");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const shownBy = async (text: string): Promise<string> =>
    (await outputs(await lab.run(text))
      .last()
      .textContent()) ?? "";
  const slide = async (cell: Locator, keys: number): Promise<void> => {
    await cell.locator(".noUi-handle").first().focus();
    for (let i = 0; i < keys; i++) await page.keyboard.press("ArrowRight");
  };

  it("a slider that is moved is moved in the kernel, and what the kernel sets is shown", async () => {
    const cell = await lab.run(
      `const s = new IntSlider({ min: 0, max: 10, value: 3, description: "images" }); s`,
    );
    await cell.locator(".widget-readout", { hasText: /^3$/ }).waitFor();
    await slide(cell, 2);
    await cell.locator(".widget-readout", { hasText: /^5$/ }).waitFor();
    expect(await shownBy("s.value")).toBe("5");
    await lab.run("s.set({ max: 20, value: 15 })");
    await cell.locator(".widget-readout", { hasText: /^15$/ }).waitFor();
  });

  it("interact calls at each change, and shows what is returned and printed", async () => {
    const cell = await lab.run(
      `interact(({ x, mode, on }) => { console.log("printed", mode, on); return x * 2 }, { x: [0, 10], mode: ["a", "b"], on: true })`,
    );
    const shown = cell.locator(".widget-output");
    await shown.getByText("printed a true").waitFor();
    await shown.getByText("10", { exact: true }).waitFor();
    await slide(cell, 1);
    await shown.getByText("12", { exact: true }).waitFor();
    await cell.locator("select").selectOption("b");
    await shown.getByText("printed b true").waitFor();
    expect(await shown.getByText("printed a true").count()).toBe(0);
  });

  it("jslink keeps two sliders together while the kernel is busy", async () => {
    const cell = await lab.run(
      `const a = new IntSlider({ max: 10 }), b = new IntSlider({ max: 10 }); jslink([a, "value"], [b, "value"]);
       const press = new Button({ description: "Press" }); let presses = 0; press.onClick(() => presses++);
       new VBox([a, new HBox([b, press])])`,
    );
    await lab.start('const { existsSync } = await import("node:fs"); while (!existsSync("go on"));');
    await slide(cell, 3);
    await cell.locator(".widget-readout", { hasText: /^3$/ }).nth(1).waitFor();
    await writeFile(join(server.folder, "go on"), "");
    await cell.getByRole("button", { name: "Press" }).click();
    expect(await shownBy("[a.value, b.value, presses].join()")).toContain("3,3,1");
  });

  it("a file that is chosen arrives with its bytes", async () => {
    const cell = await lab.run("const upload = new FileUpload(); upload");
    const choosing = page.waitForEvent("filechooser");
    await cell.getByRole("button", { name: "Upload (0)" }).click();
    await (await choosing).setFiles({
      name: "a b.bin",
      mimeType: "application/octet-stream",
      buffer: Buffer.from([0, 1, 254, 255]),
    });
    await cell.getByText("Upload (1)").waitFor();
    const seen = "upload.value.map(({ name, content }) => name + [...content].join())[0]";
    expect(await shownBy(seen)).toContain("a b.bin0,1,254,255");
  });

  it("a view of our own asks the kernel", async () => {
    const cell = await lab.run(
      `const w = new Widget({ view: "progress", state: { name: "find", line: "begun", done: 1, total: 4 },
         fallback: () => ({ "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"/>', "text/plain": "find" }) });
       answer(w, { abort: () => { w.set({ line: "aborted by hand" }) } });
       w`,
    );
    await outputs(cell).locator(".ewald-widget").getByText("begun").waitFor();
    await outputs(cell).getByRole("button", { name: "Abort" }).click();
    await outputs(cell).getByText("aborted by hand").waitFor();
  });

  it("a program that takes long is aborted by its button", async () => {
    // As many imagesets, so that it takes some ten seconds.
    const images = join(root, "notebooks/data/images/lysozyme_*.cbf");
    const cell = await lab.start(`const all: ExperimentList[] = [];
      for (let i = 0; i < 60; i++) all.push((await dials.import(${JSON.stringify(images)})).experiments);
      await dials.findSpots(all)`);
    const shown = outputs(cell);
    await shown.getByRole("progressbar").waitFor();
    await shown.getByRole("button", { name: "Abort" }).click();
    await shown.getByText(/^find_spots aborted after/).waitFor();
    expect(await shown.getByRole("button").count()).toBe(0);
    await lab.untilKernelIs("Idle");
  });

  it("fifty widgets are there again after a reload, live", async () => {
    await lab.run(
      `const many = Array.from({ length: 50 }, (_, i) => new IntSlider({ description: "n" + i, value: i })); new GridBox(many, { layout: { gridTemplateColumns: "repeat(5, 200px)" } })`,
    );
    const grid = page.locator(".widget-gridbox");
    await grid.locator(".widget-readout", { hasText: /^49$/ }).waitFor();
    await lab.press("docmanager:save");
    const saved = () => readFile(join(server.folder, "widgets.ipynb"), "utf8");
    await expect.poll(saved).toContain("widget-view+json");
    await expect.poll(saved).toContain("new GridBox(many");
    await page.goto(page.url());
    await grid.locator(".widget-readout", { hasText: /^49$/ }).waitFor({ timeout: 20_000 });
    await page.locator(".ewald-widget").getByText("aborted by hand").waitFor();
    await lab.untilKernelIs("Idle");
    await lab.run("many[49]!.value = 77");
    await grid.locator(".widget-readout", { hasText: /^77$/ }).waitFor();
  });

  it("a view says that its kernel is gone", async () => {
    await lab.press("notebook:restart-kernel");
    await page.getByRole("button", { name: "Confirm Kernel Restart" }).click();
    await page.locator(".ewald-widget").getByText("The kernel of this view is gone").waitFor();
  });

  it("a notebook that is opened again shows the still picture of a view that is gone", async () => {
    await page.goto(page.url());
    const picture = page.getByAltText("Still picture of a view");
    await picture.waitFor({ timeout: 20_000 });
    expect(await picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])).toEqual([
      90, 40,
    ]);
    await page.getByText("the kernel of this view is gone").first().waitFor();
    expect(failures).toEqual([]);
  });
});
