// Widgets in a real JupyterLab with a real kernel.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { Lab, outputs } from "../support/lab.js";
import { needs } from "../support/needs.js";

needs.all(needs.browser(), needs.jupyter()).describe("widgets in JupyterLab", () => {
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  let lab: Lab;
  const failures: string[] = [];

  beforeAll(async () => {
    server = await startJupyterServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("pageerror", (error) => failures.push(error.message));
    lab = await Lab.open(page, server, "widgets.ipynb");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("shows a view of our own, and asks the kernel", async () => {
    const cell = await lab.run(
      `const w = new Widget({ view: "progress", state: { name: "find", line: "begun", done: 1, total: 4 } });
       answer(w, { abort: () => { w.set({ line: "aborted by hand" }) } });
       w`,
    );
    const view = outputs(cell).locator(".ewald-widget");
    await view.getByText("begun").waitFor();
    await view.getByRole("button", { name: "Abort" }).click();
    await view.getByText("aborted by hand").waitFor();
    expect(failures).toEqual([]);
  });
});
