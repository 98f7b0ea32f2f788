// The two halves of widgets in a page without JupyterLab: values, messages, questions and their answers, and what is said
// when something is missing.
import { answer, Widget } from "ewald-widgets";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { needs } from "../support/needs.js";
import { openViewPage, type ViewPage } from "../support/viewPage.js";

const progress = (state: object = {}) =>
  new Widget({
    view: "progress",
    state: { name: "dials.<b>find</b>", line: "begun", done: 0, total: 4, ...state },
    fallback: () => ({ "text/plain": "a still line" }),
  });

needs.browser().describe("views in a page", () => {
  let browser: Browser;
  let shown: ViewPage;
  const widget = progress();
  let aborts = 0;

  beforeAll(async () => {
    browser = await launchBrowser();
    shown = await openViewPage(browser, [widget, new Widget({ view: "no such view", state: {} })]);
    answer(widget, {
      abort: () => {
        aborts++;
        throw new Error("nothing to <i>abort</i>");
      },
    });
  });
  afterAll(async () => {
    await shown?.close();
    await browser?.close();
  });

  it("draws the kernel's values, and follows them", async () => {
    const view = shown.views.first();
    await view.getByText("begun").waitFor();
    expect(await view.locator("code").textContent()).toBe("dials.<b>find</b>");
    widget.set({ done: 3, line: "3 of 4 images" });
    await view.getByText("3 of 4 images").waitFor();
    const bar = view.getByRole("progressbar");
    expect(await bar.getAttribute("aria-valuenow")).toBe("3");
    const [whole, part] = await bar.evaluate((el) => [
      el.clientWidth,
      (el.firstChild as HTMLElement).clientWidth,
    ]);
    expect(part! / whole!).toBeCloseTo(0.75, 2);
  });

  it("asks the kernel, and says what it answers", async () => {
    const view = shown.views.first();
    await view.getByRole("button", { name: "Abort" }).click();
    await view.getByRole("alert").waitFor();
    expect(await view.getByRole("alert").textContent()).toBe("nothing to <i>abort</i>");
    expect(aborts).toBe(1);
  });

  it("names a view that the page does not have", async () => {
    const alert = shown.views.nth(1).getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain('no view "no such view"; it knows');
  });

  it("holds nothing of what was shown and closed two hundred times", async () => {
    const one = progress({ name: "again" });
    const cycles = async (n: number) => {
      for (let i = 0; i < n; i++) {
        const at = await shown.views.count();
        await (await shown.show(one)).getByRole("progressbar").waitFor();
        await shown.remove(at);
      }
      await expect.poll(() => one.views).toBe(0);
    };
    await cycles(20);
    const before = await shown.heap();
    await cycles(200);
    expect(await shown.heap()).toBeLessThan(1.1 * before);
  });

  it("says so when the kernel is gone", async () => {
    shown.endKernel();
    await shown.views.first().getByText("The kernel of this view is gone").waitFor();
    expect(await shown.views.first().getByRole("button").count()).toBe(0);
  });

  it("lets go of what it shows", async () => {
    await shown.remove(0);
    expect(await shown.views.first().evaluate((el) => el.childElementCount)).toBe(0);
    expect(shown.failures).toEqual([]);
  });
});
