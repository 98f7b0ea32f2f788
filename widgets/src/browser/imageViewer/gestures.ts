import type { Pair } from "../../shared/imageViewer.js";
import type { Stage } from "./stage.js";
import type { PointerAt, ToolInHand } from "./tools/index.js";

interface Handlers {
  /** The tool in hand; undefined for the hand, which moves the view. */
  readonly tool: () => ToolInHand | undefined;
  /** The pointer is there, or has left. */
  readonly over: (screen: Pair | undefined) => void;
  /** A click that was no drag, with no tool in hand. */
  readonly click: (screen: Pair, event: PointerEvent) => void;
}

/** Screen pixels a pointer may move in a click. */
const still = 4;

/** The pointer on the stage: drag moves, wheel zooms where the pointer is, a double click zooms in; with a tool in hand, its gestures. */
export function onPointer(stage: Stage, { tool, over, click }: Handlers, signal: AbortSignal): void {
  const { el } = stage;
  let held:
    | { readonly id: number; readonly start: Pair; last: Pair; moving: boolean; dragged: boolean }
    | undefined;
  // A page that is scrolled brings the stage below the pointer: the wheel goes on scrolling until the pointer moves.
  let entered = false;

  const screenOf = (event: MouseEvent): Pair => {
    const box = el.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const pointer = (event: PointerEvent | MouseEvent): PointerAt => {
    const screen = screenOf(event);
    const { shiftKey, altKey, ctrlKey } = event;
    return { screen, at: stage.viewport?.panelAt(screen), shiftKey, altKey, ctrlKey };
  };

  el.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button > 1) return;
      el.focus({ preventScroll: true });
      entered = true;
      const at = screenOf(event);
      const inHand = tool();
      held = {
        id: event.pointerId,
        start: at,
        last: at,
        moving: event.button === 1 || !inHand,
        dragged: false,
      };
      el.setPointerCapture(event.pointerId);
      if (!held.moving) inHand?.down?.(pointer(event));
      event.preventDefault();
    },
    { signal },
  );
  el.addEventListener(
    "pointermove",
    (event) => {
      if (event.movementX !== 0 || event.movementY !== 0) entered = true;
      const at = screenOf(event);
      over(at);
      if (held?.moving) {
        if (!held.dragged && Math.hypot(at[0] - held.start[0], at[1] - held.start[1]) < still) return;
        held.dragged = true;
        el.classList.add("ewald-iv-moving");
        stage.move(at[0] - held.last[0], at[1] - held.last[1]);
        held.last = at;
      } else tool()?.move?.(pointer(event), held !== undefined);
    },
    { signal },
  );
  const release = (event: PointerEvent) => {
    if (held?.id !== event.pointerId) return;
    const was = held;
    held = undefined;
    el.classList.remove("ewald-iv-moving");
    if (!was.moving) tool()?.up?.(pointer(event));
    else if (!was.dragged && event.type === "pointerup" && event.button === 0) click(screenOf(event), event);
  };
  el.addEventListener("pointerup", release, { signal });
  el.addEventListener("pointercancel", release, { signal });
  el.addEventListener(
    "pointerleave",
    () => {
      entered = false;
      over(undefined);
    },
    { signal },
  );
  el.addEventListener(
    "dblclick",
    (event) => {
      const inHand = tool();
      if (inHand?.doubleClick) inHand.doubleClick(pointer(event));
      else if (!inHand) stage.zoom(event.shiftKey ? 1 / 2 : 2, screenOf(event));
    },
    { signal },
  );
  el.addEventListener(
    "wheel",
    (event) => {
      if (!entered && !event.ctrlKey) return;
      event.preventDefault();
      // Lines and pages in pixels.
      const pixels = event.deltaY * ([1, 16, 400][event.deltaMode] ?? 1);
      stage.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) / 400), screenOf(event));
    },
    { signal, passive: false },
  );
}
