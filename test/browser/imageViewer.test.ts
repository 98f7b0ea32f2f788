// The image viewer in a real JupyterLab with a real kernel: a scan of one panel, and a detector of 24 panels beside DIALS' numbers.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type ImageSet, ImageSetFactory } from "ewald";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { runDials } from "../support/dials.js";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { Lab, outputs } from "../support/lab.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { countsOf, images, writeViewerImages } from "../support/viewerImages.js";
import { ViewerPage } from "../support/viewerPage.js";

const p12m = shared("data", "image_examples/DLS_I23_P12M_thau_00001.cbf.gz");

needs.all(needs.browser(), needs.jupyter()).describe("the image viewer in JupyterLab", () => {
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  let lab: Lab;
  const failures: string[] = [];

  beforeAll(async () => {
    server = await startJupyterServer();
    writeViewerImages(server.folder);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.on("pageerror", (error) => failures.push(error.message));
    lab = await Lab.open(page, server, "viewer.ipynb");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("shows a scan: what lies under the pointer, keys, play, pixels with their values", async () => {
    const set = ImageSetFactory.fromTemplate(join(server.folder, "view_####.cbf"));
    const cell = await lab.run(
      'const viewer = imageViewer(ImageSetFactory.fromTemplate("view_####.cbf")); viewer',
    );
    const at = new ViewerPage(page, cell);
    await at.shows(0);
    await cell.scrollIntoViewIfNeeded();
    await checkPlaces(at, set, (_, x, y) => countsOf(1, x, y));
    await at.press("ArrowRight");
    await at.shows(1);
    await checkPlaces(at, set, (_, x, y) => countsOf(2, x, y));
    await at.press(" ");
    await at.shows(images - 1);
    await lab.run("viewer.goto({ x: 60.5, y: 90.5, frame: 2, scale: 30 })");
    await at.shows(2);
    await checkPlaces(at, set, (_, x, y) => countsOf(3, x, y));
    // Values are written into pixels: of all that is drawn over the image they are the only thing, dark or light.
    const written = await cell
      .locator("canvas")
      .nth(1)
      .evaluate((el) => {
        const canvas = el as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((count, value, i) => count + (i % 4 === 3 && value > 128 ? 1 : 0), 0);
      });
    expect(written).toBeGreaterThan(1000);
    expect(
      await outputs(await lab.run("viewer.frame"))
        .last()
        .textContent(),
    ).toContain("2");
    expect(failures).toEqual([]);
  });

  needs
    .sharedData("data", "image_examples")
    .it("shows 24 panels: value and resolution under the pointer are the imageset's and DIALS'", async () => {
      const path = join(server.folder, "p12m_00001.cbf");
      writeFileSync(path, gunzipSync(readFileSync(p12m)));
      const [set] = ImageSetFactory.new([path]);
      expect(set!.getDetector().length).toBe(24);
      const raw = set!.getRawData(0);
      const cell = await lab.run('const [tall] = ImageSetFactory.new(["p12m_00001.cbf"]); imageViewer(tall)');
      const at = new ViewerPage(page, cell);
      await at.shows(0);
      await at.stage.scrollIntoViewIfNeeded();
      const value = (panel: number, x: number, y: number) =>
        raw[panel]!.values[y * raw[panel]!.shape[1] + x]!;
      const told = await checkPlaces(at, set!, value);
      expect(new Set(told.map(({ panel }) => panel)).size).toBeGreaterThan(2);
      if (!needs.dials().met) return;
      const theirs = await runDials<number[]>(
        `
from dxtbx.model.experiment_list import ExperimentListFactory
e = ExperimentListFactory.from_filenames([input["path"]])[0]
s0 = e.beam.get_s0()
output([e.detector[p].get_resolution_at_pixel(s0, (x + 0.05, y + 0.05)) for p, x, y in input["at"]])
`,
        { path, at: told.map(({ panel, fast, slow }) => [panel, fast, slow]) },
      );
      for (const [i, d] of theirs.entries()) expect(Math.abs(told[i]!.d / d - 1)).toBeLessThan(2e-4);
    });
});

const places = [
  [0.5, 0.5],
  [0.46, 0.2],
  [0.53, 0.71],
  [0.44, 0.88],
] as const;

/** What is told of some places is what the image set has there. */
async function checkPlaces(
  at: ViewerPage,
  set: ImageSet,
  value: (panel: number, fast: number, slow: number) => number,
) {
  const s0 = set.getBeam().getS0();
  const told: Awaited<ReturnType<ViewerPage["readAt"]>>[] = [];
  for (const [x, y] of places) {
    const read = await at.readAt(x, y);
    // A gap between panels has nothing to tell.
    if (Number.isNaN(read.fast)) continue;
    told.push(read);
    const count = value(read.panel, Math.floor(read.fast), Math.floor(read.slow));
    expect(read.value).toBe(count < 0 ? `${count} (no count)` : String(count));
    const panel = set.getDetector().panel(read.panel);
    const around = [0, 0.1].flatMap((dx) =>
      [0, 0.1].map((dy) => panel.getResolutionAtPixel(s0, [read.fast + dx, read.slow + dy])),
    );
    expect(read.d).toBeGreaterThan(Math.min(...around) - 1e-3);
    expect(read.d).toBeLessThan(Math.max(...around) + 1e-3);
  }
  expect(told.length).toBeGreaterThan(1);
  return told;
}
