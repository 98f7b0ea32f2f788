import type { Pair } from "../../shared/imageViewer.js";
import type { ShownFrame } from "./shown.js";
import type { Viewport } from "./viewport.js";

/** What layers and tools may ask of the viewer they are in. */
export interface ViewerHost {
  /** What is on the screen now; undefined before there is anything. */
  viewport(): Viewport | undefined;
  shown(): ShownFrame | undefined;
  /** Draws layers and tool anew, at the next animation frame. */
  redraw(): void;
  /** Looks at a point of a panel; `scale` (screen pixels per pixel) stays as it is when not given. */
  goto(panel: number, px: Pair, scale?: number): void;
  /** Asks the kernel (`imageViewer/requests`). Rejects with what it says went wrong, or when the kernel is gone. */
  ask(
    name: string,
    content: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<{
    readonly content: Readonly<Record<string, unknown>>;
    readonly buffers: readonly ArrayBuffer[];
  }>;
  /** Says something in the viewer's status line: plain text, until the next. */
  say(text: string, kind?: "note" | "error"): void;
  /** What a layer's controls are set to; setting draws it anew and, where it has a half in the kernel, asks for its data anew. */
  options(layer: string): Readonly<Record<string, unknown>>;
  setOptions(layer: string, options: Readonly<Record<string, unknown>>): void;
  isOn(layer: string): boolean;
  setOn(layer: string, on: boolean): void;
  /** Aborts when the view goes: let go of everything. */
  readonly signal: AbortSignal;
}
