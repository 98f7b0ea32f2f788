import type { Viewport } from "../viewport.js";
import type { LayerContent } from "./index.js";

/** Reflections on the image, as the kernel's half sends them (`imageViewer/marks`). */
export interface Marks {
  readonly rows: Uint32Array;
  readonly panels: Uint32Array;
  /** Per reflection x, y (px), or of boxes x0, x1, y0, y1. */
  readonly places: Float32Array;
  readonly states: Uint8Array;
  readonly misplaced: number;
  /** h, k, l of each; empty where the layer has none. */
  readonly hkl: Int32Array;
}

export const [indexed, selected] = [1, 4];

export const marksIn = ({ content, buffers }: LayerContent): Marks => {
  const at = (i: number) => buffers[i] ?? new ArrayBuffer(0);
  return {
    rows: new Uint32Array(at(0)),
    panels: new Uint32Array(at(1)),
    places: new Float32Array(at(2)),
    states: new Uint8Array(at(3)),
    hkl: new Int32Array(at(4)),
    misplaced: Number(content.misplaced ?? 0),
  };
};

/** Of reflections not indexed, indexed, and selected. */
const colours = ["#ff9f1c", "#3ddc84", "#ff3df2"] as const;
const groupOf = (state: number) => (state & selected ? 2 : state & indexed ? 1 : 0);

/** Long paths that cross themselves are slow to stroke. */
const shapesInPath = 32;

/** Strokes shapes of the reflections that are on the screen, colour by colour; selected ones last and thicker. */
export function strokeMarks(
  context: CanvasRenderingContext2D,
  viewport: Viewport,
  marks: Marks,
  shape: (i: number, matrix: ReturnType<Viewport["panelMatrix"]>) => void,
): void {
  const count = viewport.places.length;
  const matrices = Array.from({ length: count }, (_, panel) => viewport.panelMatrix(panel));
  const visible = Array.from({ length: count }, (_, panel) => viewport.isVisible(panel));
  colours.forEach((colour, group) => {
    context.strokeStyle = colour;
    context.lineWidth = group === 2 ? 2.5 : 1.25;
    let inPath = 0;
    context.beginPath();
    for (let i = 0; i < marks.rows.length; i++) {
      const panel = marks.panels[i]!;
      if (groupOf(marks.states[i]!) !== group || !visible[panel]) continue;
      shape(i, matrices[panel]!);
      if (++inPath % shapesInPath !== 0) continue;
      context.stroke();
      context.beginPath();
    }
    context.stroke();
  });
  if (marks.misplaced === 0) return;
  context.font = "12px sans-serif";
  context.lineWidth = 3;
  context.strokeStyle = "rgba(0, 0, 0, 0.75)";
  context.fillStyle = "#ffd166";
  const text = `Without a place on this detector (not a number, or no such panel): ${marks.misplaced} of the reflections`;
  context.strokeText(text, 10, viewport.height - 12);
  context.fillText(text, 10, viewport.height - 12);
}

/** The reflection at a point of the screen, within `reach` CSS pixels of its place; -1 for none. */
export function markAt(
  [x, y]: readonly [number, number],
  viewport: Viewport,
  { rows, panels, places }: Marks,
  boxes: boolean,
  reach = 8,
): number {
  let best = -1;
  let least = reach;
  for (let i = 0; i < rows.length; i++) {
    const px = boxes
      ? ([(places[4 * i]! + places[4 * i + 1]!) / 2, (places[4 * i + 2]! + places[4 * i + 3]!) / 2] as const)
      : ([places[2 * i]!, places[2 * i + 1]!] as const);
    const [sx, sy] = viewport.panelToScreen(panels[i]!, px);
    const distance = Math.hypot(sx - x, sy - y);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

/** Layers whose reflections are points, in the order in which a rectangle selects among them. */
export const markedLayers = ["centroids", "predictions"] as const;
export type MarkedLayer = (typeof markedLayers)[number];
