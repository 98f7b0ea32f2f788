// The kernel as a person meets it: cells typed, stopped, completed and inspected in a real JupyterLab.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type JupyterServer, startJupyterServer } from "../support/jupyterServer.js";
import { ended, Lab, lowestContrast, outputs } from "../support/lab.js";
import { needs } from "../support/needs.js";
import { root } from "../support/paths.js";

const pictures = join(root, "test-results");

needs.all(needs.browser(), needs.jupyter()).describe("the kernel in JupyterLab", () => {
  let server: JupyterServer;
  let browser: Browser;
  let page: Page;
  let lab: Lab;
  const failures: string[] = [];
  const picture = (name: string) => page.screenshot({ path: join(pictures, `kernel-${name}.png`) });
  /** Waits until the texts below a cell are these. */
  const shows = (cell: Locator, ...texts: (string | RegExp)[]) =>
    expect
      .poll(async () => (await outputs(cell).allInnerTexts()).map((text) => text.trim()), { timeout: 10_000 })
      .toEqual(
        texts.map((text) => (typeof text === "string" ? text : (expect.stringMatching(text) as string))),
      );

  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    server = await startJupyterServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.on("pageerror", (error) => failures.push(error.message));
    lab = await Lab.open(page, server, "kernel.ipynb");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("runs cells; what comes late stands under the cell it is of", async () => {
    const late = await lab.run(`const spots = [3, 5, 8];
let tell = () => {};
void new Promise<void>((resolve) => { tell = resolve; }).then(() => console.log("late"));
console.log("at once");
spots.map((n) => n * 2)`);
    await shows(late, "at once", "[ 6, 10, 16 ]");
    const next = await lab.run(
      "setTimeout(tell, 20);\nawait new Promise((resolve) => setTimeout(resolve, 60));\n1 + 1",
    );
    await shows(next, "2");
    await shows(late, "at once", "[ 6, 10, 16 ]", "late");
    await picture("run");
  });

  it("stops a busy loop and keeps what was reached", async () => {
    const loop = await lab.start("let steps = 0;\nconsole.log('begun');\nwhile (true) steps++;");
    await shows(loop, "begun");
    await lab.press("notebook:interrupt-kernel");
    await ended(loop);
    await shows(loop, "begun", "KeyboardInterrupt: the cell was interrupted");
    await shows(await lab.run("steps > 0 && spots.length"), "3");
    await picture("stop");
  });

  it("asks for input and goes on with the answer", async () => {
    const asking = await lab.start("const name = await input('Crystal? ');\n'It is ' + name");
    const field = asking.locator(".jp-Stdin-input");
    await field.waitFor();
    expect(await asking.locator(".jp-Stdin-prompt").innerText()).toMatch(/^Crystal\?/);
    await picture("input");
    await field.fill("thaumatin");
    await field.press("Enter");
    await ended(asking);
    await shows(asking, /^Crystal\?\s+thaumatin$/, "'It is thaumatin'");
  });

  it("completes members with their kinds, and names of columns", async () => {
    const popup = page.locator(".jp-Completer:visible");
    const offered = () => popup.locator("li .jp-Completer-match").allInnerTexts();
    await lab.write("const loose = 1;\nspots.fi");
    await page.keyboard.press("Tab");
    await expect.poll(offered).toEqual(["fill", "filter", "find", "findIndex", "findLast", "findLastIndex"]);
    expect(await popup.locator("li .jp-Completer-typeExtended").first().innerText()).toBe("method");
    await picture("complete");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await popup.waitFor({ state: "detached" }).catch(() => {});
    const cell = await lab.write("let table = new ReflectionTable();\ntable.column('intensity.s");
    await page.keyboard.press("Tab");
    await expect
      .poll(offered)
      .toEqual([
        "intensity.scale.value",
        "intensity.scale.variance",
        "intensity.sum.value",
        "intensity.sum.variance",
      ]);
    await picture("complete-columns");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => cell.locator(".cm-line").last().innerText())
      .toBe("table.column('intensity.sum.value");
  });

  it("inspects with signature and documentation, and pages them for a question mark", async () => {
    const tooltip = page.locator(".jp-Tooltip .jp-RenderedMarkdown");
    await lab.write("spots.map");
    await page.keyboard.press("Shift+Tab");
    await tooltip.locator("pre code").waitFor();
    expect(await tooltip.locator("pre code").innerText()).toContain(
      "(method) Array<number>.map<U>(callbackfn: ",
    );
    expect(await tooltip.locator("p").first().innerText()).toMatch(
      /^Calls a defined callback function on each/,
    );
    expect(await tooltip.locator("p em").first().innerText()).toBe("@param");
    expect(await tooltip.locator("p code").first().innerText()).toBe("callbackfn");
    await picture("inspect");
    await page.keyboard.press("Escape");
    const pager = await lab.run("histogram?");
    await outputs(pager).locator("pre code").first().waitFor();
    await shows(pager, /^function histogram\(values: [\s\S]*\): Figure\n+A histogram, binned here/);
    await picture("pager");
  });

  it("names the user's line in errors, readable on light and on dark", async () => {
    await lab.run(`function spot(n: number): number {
  // Beyond the last?
  if (n > 2) throw new RangeError(\`no spot \${n}\`);
  return spot(n + 1);
}`);
    const thrown = await lab.run('console.log("before");\nspot(1);\nconsole.log("after");');
    const count = Number((await thrown.locator(".jp-InputPrompt").innerText()).match(/\d+/)?.[0]);
    const caller = `called from\nCell [${count}], line 2\n→ 2 │ spot(1);\n    │ ^`;
    await shows(
      thrown,
      "before",
      `RangeError: no spot 3
Cell [${count - 1}], line 3
  1 │ function spot(n: number): number {
  2 │   // Beyond the last?
→ 3 │   if (n > 2) throw new RangeError(\`no spot \${n}\`);
    │                    ^
  4 │   return spot(n + 1);
  5 │ }
${caller}
    at spot (Cell [${count - 1}], line 3, column 20)
    at spot (Cell [${count - 1}], line 4, column 10)
    at spot (Cell [${count - 1}], line 4, column 10)
    at Cell [${count}], line 2, column 1`,
    );
    const bold = outputs(thrown).locator(".ansi-bold", { hasText: "throw new" });
    expect(await bold.innerText()).toBe(`  if (n > 2) throw new RangeError(\`no spot \${n}\`);`);
    const mistyped = await lab.run("const first = spots[0];\nconst name: string = spots.length;\nname");
    await shows(
      mistyped,
      `TypeScriptError: Type 'number' is not assignable to type 'string'. (TS2322)
Cell [${count + 1}], line 2
  1 │ const first = spots[0];
→ 2 │ const name: string = spots.length;
    │       ^^^^
  3 │ name`,
    );
    const missing = await lab.run('ReflectionTable.fromFile("nothing.refl")');
    await shows(
      missing,
      /^EwaldError: There is no file nothing.refl\.\nCell \[\d+\], line 1\n(?![\s\S]*\n {4}at )/,
    );
    const timer = await lab.run('setTimeout(() => { throw new Error("too late"); }, 5)');
    await shows(timer, "Timeout (5 ms)", /^Uncaught, in code the cell left running:\nError: too late\nCell /);
    const failed = [thrown, mistyped, missing, timer].map((cell) => outputs(cell).last());
    for (const theme of ["Light", "Dark"] as const) {
      if (theme === "Dark") await lab.theme("Dark");
      await picture(`errors-${theme.toLowerCase()}`);
      // 3:1 is what one red can have against both themes at once (of bold text WCAG asks no more).
      for (const one of failed) expect(await lowestContrast(one)).toBeGreaterThan(3);
    }
  });

  it("shows tables and figures on dark and on light", async () => {
    const table = await lab.run(`new ReflectionTable({
  id: new FlexInt(new Int32Array(5000)),
  "intensity.sum.value": new FlexDouble(Float64Array.from({ length: 5000 }, (_, i) => i)),
})`);
    await shows(
      table,
      /ReflectionTable[\s\S]*5.000 reflections[\s\S]*intensity\.sum\.value\s+double\s+counts/,
    );
    const frame = await lab.run("aq.table({ n: Array.from({ length: 1200 }, (_, i) => i) })");
    await shows(frame, /^n\s+0\s+1\s[\s\S]*1,200 rows × 1 column, the first 12 shown$/);
    expect(await lowestContrast(outputs(frame))).toBeGreaterThan(4.5);
    const figure = await lab.run(
      'histogram([1, 2, 2, 3, 3, 3, 4], { min: 0, max: 5, bins: 5, title: "Sizes", xTitle: "Pixels" })',
    );
    const plot = figure.locator(".ewald-view .js-plotly-plot");
    await plot.locator(".main-svg").first().waitFor({ timeout: 30_000 });
    const bars = () =>
      plot.evaluate((el) =>
        (el as unknown as { calcdata: { y?: number }[][] }).calcdata[0]!.map((point) => point.y),
      );
    await expect.poll(bars).toEqual([0, 0, 1, 2, 3, 1, 0]);
    const ink = () => plot.locator(".xtitle").evaluate((el) => getComputedStyle(el).fill);
    const onDark = await ink();
    await picture("figure-dark");
    await lab.theme("Light");
    await expect.poll(ink).not.toBe(onDark);
    await picture("figure-light");
  });

  it("prints 20,000 lines and stays quick", async () => {
    const printing = await lab.run("for (let i = 1; i <= 20_000; i++) console.log('line ' + i);");
    const began = Date.now();
    await shows(await lab.run("6 * 7"), "42");
    expect(Date.now() - began).toBeLessThan(5000);
    const text = await outputs(printing).allTextContents();
    const lines = text.join("").trimEnd().split("\n");
    expect(lines.length).toBe(20_000);
    expect(lines.every((line, i) => line === `line ${i + 1}`)).toBe(true);
    await picture("lines");
  });

  it("restarts with nothing left of the session before", async () => {
    await lab.run("setInterval(() => {}, 10);\nawait 0");
    await lab.press("notebook:restart-kernel");
    await page.locator(".jp-Dialog button", { hasText: "Restart" }).click();
    await page.locator(".jp-Dialog").waitFor({ state: "detached" });
    await lab.untilKernelIs("Idle");
    const gone = await lab.run("spots");
    await shows(gone, /^TypeScriptError: Cannot find name 'spots'/);
    await shows(await lab.run("const spots = 1;\nspots"), "1");
    await picture("restart");
  });

  it("throws no errors in the page", () => {
    expect(failures).toEqual([]);
  });
});
