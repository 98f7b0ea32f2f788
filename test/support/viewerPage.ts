// A person at an image viewer: points, presses keys, reads what stands beside the image.
import type { Locator, Page } from "playwright-core";

export class ViewerPage {
  readonly stage: Locator;

  constructor(
    readonly page: Page,
    readonly view: Locator,
  ) {
    this.stage = view.locator(".ewald-iv-stage");
  }

  /** Waits until an image, not its overview, is there. */
  async shows(frame: number): Promise<void> {
    await this.view.locator(`.ewald-iv[data-frame="${frame}"][data-overview="false"]`).waitFor();
  }

  /** Points at a part of the stage, 0 … 1 from the upper left corner. */
  async pointAt(x: number, y: number): Promise<void> {
    const box = (await this.stage.boundingBox())!;
    await this.page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  }

  /** What is told of the pointer's place. */
  async told(name: string): Promise<string> {
    return (await this.view.locator(`.ewald-iv-readout [data-name="${name}"]`).textContent()) ?? "";
  }

  /** Pixel coordinates, value and resolution (Å) told of a part of the stage, when it is told of. */
  async readAt(
    x: number,
    y: number,
  ): Promise<{ panel: number; fast: number; slow: number; value: string; d: number }> {
    await this.pointAt(x, y);
    const place = await this.told("fast, slow");
    const [fast = Number.NaN, slow = Number.NaN] = place.split(",").map(Number);
    return {
      panel: Number.parseInt(await this.told("Panel"), 10),
      fast,
      slow,
      value: await this.told("I"),
      d: Number.parseFloat(await this.told("d")),
    };
  }

  async press(...keys: string[]): Promise<void> {
    await this.stage.focus();
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
