import type { ViewerHost } from "../host.js";
import type { PanelPoint } from "../viewport.js";
import type { ToolInHand } from "./index.js";

/** Two points of one panel, which the pointer drags. */
export interface PanelDrag {
  /** Where it began and where it is or ended; undefined before the first. */
  ends(): readonly [from: PanelPoint, to: PanelPoint] | undefined;
  /** What a tool in hand passes on. */
  readonly gestures: Pick<ToolInHand, "down" | "move">;
}

/** Follows a drag as long as it stays on the panel it began on, and calls `changed` at each step. */
export function panelDrag(host: ViewerHost, changed: () => void): PanelDrag {
  let ends: readonly [PanelPoint, PanelPoint] | undefined;
  const take = (next: typeof ends) => {
    ends = next;
    changed();
    host.redraw();
  };
  return {
    ends: () => ends,
    gestures: {
      down: ({ at }) => take(at && [at, at]),
      move({ at }, held) {
        if (held && ends && at?.panel === ends[0].panel) take([ends[0], at]);
      },
    },
  };
}
