// The image viewer in headless Chromium (no GPU: software rendering), on images of 6 million pixels, beside Plotly's heatmap in the same
// page. From the key press to the painted frame, medians.
//   npm run bench -- imageViewer, or (after `npm run build`) node bench/imageViewer.bench.mjs
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { ImageSetFactory } from "ewald";
import { imageViewer } from "ewald-widgets";
import { tsImport } from "tsx/esm/api";
import { fast, pixelsOf, slow, writeFrames } from "./imageViewer/frames.mjs";
import { median } from "./support.mjs";

const { launchBrowser } = await tsImport("../test/support/browser.ts", import.meta.url);
const { openViewPage } = await tsImport("../test/support/viewPage.ts", import.meta.url);

const { folder, template } = writeFrames(14);
const browser = await launchBrowser();
let missed = 0;
const told = (what, values, bar) => {
  const ms = median(values);
  const verdict =
    bar === undefined ? "" : ms <= bar ? ` (bar ${bar} ms: reached)` : ` (bar ${bar} ms: MISSED)`;
  if (bar !== undefined && ms > bar) missed++;
  console.log(
    `  ${what}: ${ms.toFixed(0)} ms, ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}${verdict}`,
  );
};

/** Presses a key on an element of the view and waits until what it does is painted; ms. `frame`: the image that is then shown. */
const press = (page, selector, init, frame) =>
  page.evaluate(
    async ([selector, init, frame]) => {
      const root = document.querySelector(".ewald-iv");
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const start = performance.now();
      root
        .querySelector(selector)
        .dispatchEvent(new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true }));
      const there = () => root.dataset.frame === String(frame) && root.dataset.overview === "false";
      if (frame !== undefined && !there())
        await new Promise((done) => {
          const watch = new MutationObserver(() => {
            if (!there()) return;
            watch.disconnect();
            done();
          });
          watch.observe(root, { attributes: true });
        });
      await painted();
      return performance.now() - start;
    },
    [selector, init, frame],
  );

const idle = (page) => page.waitForTimeout(700);
const repeat = async (times, run) => {
  const values = [];
  for (let i = 0; i < times; i++) values.push(await run(i));
  return values;
};

try {
  const set = ImageSetFactory.fromTemplate(template);
  let shown = await openViewPage(browser, [imageViewer(set)]);
  let { page } = shown;
  const stage = ".ewald-iv-stage";
  await page.locator('.ewald-iv[data-overview="false"]').waitFor();
  await idle(page);
  console.log(`Images of ${fast} × ${slow} px, view of 1280 × 720:`);

  const ahead = await repeat(5, async (i) => {
    const ms = await press(page, stage, { key: "ArrowRight" }, i + 1);
    await idle(page);
    return ms;
  });
  told("next image, fetched ahead", ahead, 120);
  // Every other image has not been fetched: there is nothing ahead of two steps.
  const cold = await repeat(3, async (i) => {
    await page.evaluate(() => document.querySelector(".ewald-iv-slider input").focus());
    const ms = await page.evaluate(
      async (to) => {
        const root = document.querySelector(".ewald-iv");
        const input = root.querySelector(".ewald-iv-slider input");
        const start = performance.now();
        input.value = String(to + 1);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        while (!(root.dataset.frame === String(to) && root.dataset.overview === "false"))
          await new Promise((done) => setTimeout(done, 2));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return performance.now() - start;
      },
      8 + 2 * i,
    );
    await idle(page);
    return ms;
  });
  told("another image, not fetched before", cold, 120);
  const handle = ".ewald-iv-handle.ewald-iv-high";
  told("contrast, all of the image", await repeat(9, () => press(page, handle, { key: "ArrowRight" })), 50);
  told("zoom in from all of it", await repeat(6, () => press(page, stage, { key: "+" })), 50);
  told("pan", await repeat(9, () => press(page, stage, { key: "ArrowLeft", shiftKey: true })), 50);
  await press(page, stage, { key: "1" });
  told("contrast at 1:1", await repeat(9, () => press(page, handle, { key: "ArrowRight" })), 50);
  await repeat(9, () => press(page, stage, { key: "+" }));
  told(
    "pan with pixel values written",
    await repeat(9, () => press(page, stage, { key: "ArrowLeft", shiftKey: true })),
    50,
  );

  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("plotly.js-dist-min") });
  const values = pixelsOf(0);
  const bytes = Buffer.from(values.buffer).toString("base64");
  const plotly = await page.evaluate(
    async ([base64, fast, slow]) => {
      const raw = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const values = new Int32Array(raw.buffer);
      const z = Array.from({ length: slow }, (_, y) => values.subarray(y * fast, (y + 1) * fast));
      const el = document.createElement("div");
      document.body.prepend(el);
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const timed = async (run) => {
        const start = performance.now();
        await run();
        await painted();
        return performance.now() - start;
      };
      const layout = { width: 1000, height: 540 };
      const first = await timed(() =>
        Plotly.newPlot(el, [{ type: "heatmap", z, zmin: 0, zmax: 10 }], layout),
      );
      const contrast = await timed(() => Plotly.restyle(el, { zmax: 20 }));
      const zoom = await timed(() =>
        Plotly.relayout(el, { "xaxis.range": [600, 1200], "yaxis.range": [600, 1200] }),
      );
      Plotly.purge(el);
      return { first, contrast, zoom };
    },
    [bytes, fast, slow],
  );
  for (const [what, ms] of Object.entries(plotly)) told(`Plotly heatmap, ${what}`, [ms]);
  await shown.close();

  console.log("On a link of 20 Mbit/s and 80 ms:");
  const overviews = [];
  const wholes = [];
  for (let i = 0; i < 3; i++) {
    shown = await openViewPage(browser, []);
    page = shown.page;
    // The views' JavaScript is in the browser's cache, as after the first viewer of a session.
    await shown.show(imageViewer(ImageSetFactory.fromTemplate(template)));
    await page.locator('.ewald-iv[data-overview="false"]').waitFor();
    await shown.remove(0);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 80,
      downloadThroughput: (20e6 / 8) | 0,
      uploadThroughput: (20e6 / 8) | 0,
    });
    const start = performance.now();
    await shown.show(imageViewer(ImageSetFactory.fromTemplate(template)));
    await page.locator(".ewald-iv[data-overview]").waitFor();
    overviews.push(performance.now() - start);
    await page.locator('.ewald-iv[data-overview="false"]').waitFor();
    wholes.push(performance.now() - start);
    await shown.close();
  }
  told("first overview", overviews, 1000);
  told("the whole image", wholes);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
if (missed > 0) process.exitCode = 1;
process.exit();
