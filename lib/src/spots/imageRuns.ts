import { grown } from "./pixelChains.js";

/** Strong pixels of one image as runs along x, ascending: places [start, end), and the slot of the spot each is of. */
export class ImageRuns {
  count = 0;
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  slots = new Int32Array(0);

  add(start: number, end: number, slot: number): void {
    const i = this.count++;
    if (i === this.starts.length) {
      const length = Math.max(2 * i, 1024);
      this.starts = grown(this.starts, length);
      this.ends = grown(this.ends, length);
      this.slots = grown(this.slots, length);
    }
    this.starts[i] = start;
    this.ends[i] = end;
    this.slots[i] = slot;
  }
}
