import type {
  CountsHistogram,
  FrameAnswer,
  FrameInfo,
  Geometry,
  Pair,
  Triple,
} from "../../shared/imageViewer.js";
import { dOf, labOf, qOf } from "./optics.js";
import { type PanelPixels, panelsOf } from "./pixels.js";
import type { ShownFrame } from "./shown.js";

/** An image in the browser: its pixels or an overview of them, and what is known of it. */
export class Image implements ShownFrame {
  constructor(
    readonly info: FrameInfo,
    readonly geometry: Geometry,
    readonly histogram: CountsHistogram,
    readonly panels: readonly PanelPixels[],
  ) {}

  /** Whether values are stored in two bytes. */
  get twoBytes(): boolean {
    return this.panels[0]?.base.values instanceof Uint16Array;
  }

  /** value = stored + offset. */
  get offset(): number {
    return this.panels[0]?.offset ?? 0;
  }

  get isOverview(): boolean {
    return this.panels.some(({ base }) => base.size > 1);
  }

  /** Of pixels and what was made of them. */
  get bytes(): number {
    return this.panels.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Counts that are trusted, of all panels; of a sum as many times as much. */
  get trusted(): Pair {
    const ranges = this.geometry.panels.map(({ trusted }) => trusted);
    const low = Math.min(...ranges.map(([low]) => low));
    // A range that begins at −1 is that of older readers, who did not trust −1 itself.
    return [low === -1 ? 0 : low, Math.max(...ranges.map(([, high]) => high)) * this.info.stacked];
  }

  value(panel: number, fast: number, slow: number): number | undefined {
    return this.panels[panel]?.value(fast, slow);
  }

  values(panel: number): Float64Array | undefined {
    return this.panels[panel]?.all();
  }

  resolution(panel: number, px: Pair): number {
    return this.geometry.panels[panel]!.offsets ? Number.NaN : dOf(this.q(panel, px));
  }

  q(panel: number, px: Pair): Triple {
    return qOf(this.geometry.s0, labOf(this.geometry.panels[panel]!, px));
  }
}

/** The image of an answer. Throws Error where pixels and description do not fit. */
export function imageOf(
  { info, pixels, histogram }: FrameAnswer,
  geometry: Geometry,
  buffers: readonly ArrayBuffer[],
): Image {
  if (pixels.shapes.length !== geometry.panels.length)
    throw new Error(
      `The image has ${pixels.shapes.length} panels, but its detector has ${geometry.panels.length}.`,
    );
  const lows = geometry.panels.map(({ trusted: [low] }) => (low === -1 ? 0 : low));
  return new Image(info, geometry, histogram, panelsOf(buffers, pixels, lows));
}
