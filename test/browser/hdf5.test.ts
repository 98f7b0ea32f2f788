// HDF5 images in a browser: the library bundled for it, HDF5 loaded when asked for, its plugins fetched.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { needs } from "../support/needs.js";
import { root } from "../support/paths.js";

const program = `
import { BytesSource, createNxmx, Beam, Detector, loadHdf5, openImage } from "./lib/src/index.ts";
const told = async (action) => { try { return await action(); } catch (error) { return error.message; } };
const hdf5 = new Uint8Array(4096);
hdf5.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
window.before = await told(() => openImage(new BytesSource(hdf5, "early.h5")));
await loadHdf5({ pluginUrl: "/plugins/", plugins: ["bshuf"] });
const pixels = (n) => Int32Array.from({ length: 60 * 50 }, (_, i) => (i * n) % 97 - 2);
const detector = new Detector([{
  fast_axis: [1, 0, 0], slow_axis: [0, -1, 0], origin: [-1, 1, -100], image_size: [60, 50], pixel_size: [0.1, 0.1],
  trusted_range: [0, 1000],
}]);
const made = {};
for (const packing of ["bitshuffle-lz4", "gzip"]) {
  const writer = createNxmx({ beam: new Beam({ direction: [0, 0, 1], wavelength: 1 }), detector }, { packing });
  for (const n of [1, 2, 3]) writer.addFrame(pixels(n));
  const image = openImage(new BytesSource(writer.finish(), packing));
  const raw = [1, 2, 3].map((n, i) => image.getRawData(i)[0].values.every((value, at) => value === pixels(n)[at]));
  made[packing] = [image.format, image.numImages, ...raw];
}
window.made = made;
`;

needs.browser().describe("HDF5 in a browser", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    const bundled = await build({
      stdin: { contents: program, resolveDir: root, loader: "ts" },
      bundle: true,
      write: false,
      format: "esm",
      target: "es2023",
      platform: "browser",
    });
    server = createServer((request, response) => {
      const path = request.url ?? "/";
      const answer = async () => {
        if (path === "/program.js") return bundled.outputFiles[0]!.contents;
        if (path.startsWith("/plugins/")) return readFile(join(root, "node_modules/h5wasm-plugins", path));
        return '<!doctype html><meta charset="utf-8"><script type="module" src="/program.js"></script>';
      };
      answer().then(
        (body) =>
          response
            .setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "text/html")
            .end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on("pageerror", (error) => failures.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  needs.browser().it("is loaded when asked for, and writes and reads images", async () => {
    await page.waitForFunction("window.made !== undefined", undefined, { timeout: 40_000 }).catch(() => {});
    expect(failures).toEqual([]);
    expect(await page.evaluate("window.before")).toMatch(
      /call `await loadHdf5\(\)` before the first HDF5 file/,
    );
    const right = ["FormatNXmx", 3, true, true, true];
    expect(await page.evaluate("window.made")).toEqual({ "bitshuffle-lz4": right, gzip: right });
  });
});
