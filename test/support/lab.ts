// A person at a notebook in JupyterLab: types into its last cell, runs it, looks at what stands below.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { JupyterServer } from "./jupyterServer.js";

const KERNEL = { name: "ewald", display_name: "TypeScript (Ewald)", language: "typescript" };

/** A new notebook of our kernel: one empty cell. */
const emptyNotebook = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: KERNEL },
  cells: [{ cell_type: "code", id: "first", execution_count: null, metadata: {}, outputs: [], source: "" }],
});

export class Lab {
  readonly page: Page;
  readonly #notebook: Locator;
  #last = 0;

  private constructor(page: Page) {
    this.page = page;
    this.#notebook = page.locator(".jp-NotebookPanel .jp-Notebook");
  }

  /** Opens a new notebook and waits until its kernel is there. */
  static async open(page: Page, server: JupyterServer, name: string): Promise<Lab> {
    await writeFile(join(server.folder, name), emptyNotebook);
    await page.goto(`${server.url}lab/tree/${name}?token=${server.token}&reset`);
    const lab = new Lab(page);
    await lab.#cell(0).waitFor({ timeout: 60_000 });
    await lab.untilKernelIs("Idle");
    return lab;
  }

  #cell(index: number): Locator {
    return this.#notebook.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  }

  /** Waits until the status bar says so of the kernel. */
  async untilKernelIs(state: "Idle" | "Busy"): Promise<void> {
    await this.page.getByText(`${KERNEL.display_name} | ${state}`).waitFor({ timeout: 8_000 });
  }

  /** Puts a text into the last cell in place of what it holds, the cursor at its end. */
  async write(text: string): Promise<Locator> {
    const cell = this.#cell(this.#last);
    await cell.locator(".cm-content").click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
    return cell;
  }

  /** Writes a cell and starts it; a new last cell is below it then. */
  async start(text: string): Promise<Locator> {
    const cell = await this.write(text);
    await this.page.keyboard.press("Shift+Enter");
    await this.#cell(++this.#last).waitFor();
    return cell;
  }

  /** Writes a cell, runs it and waits until it has ended. */
  async run(text: string): Promise<Locator> {
    const cell = await this.start(text);
    await ended(cell);
    return cell;
  }

  /** A command of the notebook's tool bar. */
  async press(
    command: "notebook:interrupt-kernel" | "notebook:restart-kernel" | "docmanager:save",
  ): Promise<void> {
    await this.page.locator(`.jp-NotebookPanel-toolbar [data-command="${command}"]`).click();
  }

  /** Chooses the page's colours. */
  async theme(name: "Light" | "Dark"): Promise<void> {
    await this.page.locator(".lm-MenuBar-item", { hasText: "Settings" }).click();
    await this.page.locator(".lm-Menu-item", { hasText: "Theme" }).first().hover();
    await this.page.getByText(`JupyterLab ${name}`, { exact: true }).click();
    await this.page.locator(`body[data-jp-theme-name="JupyterLab ${name}"]`).waitFor({ state: "attached" });
    await this.page.locator("#jupyterlab-splash").waitFor({ state: "detached" });
  }
}

/** Waits until a started cell has its number, which it gets when it has ended. */
export const ended = (cell: Locator): Promise<void> =>
  cell.locator(".jp-InputPrompt", { hasText: /^\[\d+\]:/ }).waitFor({ timeout: 8_000 });

/** What is shown below a cell: its outputs, in order. */
export const outputs = (cell: Locator): Locator => cell.locator(".jp-OutputArea-output");

/**
 * The smallest contrast (WCAG 2: 1 to 21) of any text inside against what lies behind it. Backgrounds half seen through
 * are laid over what is below them.
 */
export const lowestContrast = (shown: Locator): Promise<number> =>
  shown.evaluate((root) => {
    const channels = (color: string) => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha] as const;
    };
    const over = (above: readonly number[], below: readonly number[]) =>
      [0, 1, 2].map((i) => above[i]! * above[3]! + below[i]! * (1 - above[3]!));
    const behind = (element: Element | null): readonly number[] =>
      element === null
        ? [255, 255, 255]
        : over(channels(getComputedStyle(element).backgroundColor), behind(element.parentElement));
    const luminance = (color: readonly number[]) => {
      const [red = 0, green = 0, blue = 0] = color.map((value) =>
        value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    let lowest = 21;
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement;
      if (!element || text.textContent?.trim() === "") continue;
      const back = behind(element);
      const front = luminance(over(channels(getComputedStyle(element).color), back));
      const [dark, light] = [front, luminance(back)].sort((a, b) => a - b) as [number, number];
      lowest = Math.min(lowest, (light + 0.05) / (dark + 0.05));
    }
    return lowest;
  });
