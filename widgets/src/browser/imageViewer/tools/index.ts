import type { Pair } from "../../../shared/imageViewer.js";
import type { ViewerHost } from "../host.js";
import type { PanelPoint, Viewport } from "../viewport.js";
import { profile } from "./profile.js";
import { region } from "./region.js";
import { selectBox } from "./selectBox.js";

/** Where a pointer is. */
export interface PointerAt {
  /** CSS pixels from the canvas' upper left corner. */
  readonly screen: Pair;
  /** The panel there; undefined beside all panels. */
  readonly at: PanelPoint | undefined;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
}

/** A tool in hand: takes the pointer's gestures. Dragging with the middle button and the wheel go on moving the view. */
export interface ToolInHand {
  down?(pointer: PointerAt): void;
  /** With the button held or not. */
  move?(pointer: PointerAt, held: boolean): void;
  up?(pointer: PointerAt): void;
  doubleClick?(pointer: PointerAt): void;
  /** A key while the image has the focus; true when it was for the tool. Escape puts the tool away unless it takes it. */
  key?(event: KeyboardEvent): boolean;
  /** Draws over all layers; the context's unit is the CSS pixel. */
  draw?(context: CanvasRenderingContext2D, viewport: Viewport): void;
  /** Another image is shown. */
  frame?(): void;
  /** Put away. */
  close?(): void;
}

/** What one does with the pointer: measure, draw a mask. */
export interface Tool {
  readonly name: string;
  /** On its button. */
  readonly label: string;
  /** What it does, in a sentence. */
  readonly title: string;
  /** Of the CSS property. */
  readonly cursor: string;
  /** Shortcut: a single letter. */
  readonly key?: string;
  /** Takes it in hand. `panel`: a place beside the image that is the tool's as long as it is in hand, for results and controls. */
  start(host: ViewerHost, panel: HTMLElement): ToolInHand;
}

/** All tools besides the hand, which moves the view. */
export const tools: readonly Tool[] = [profile, region, selectBox];
