import type { FlexSizeT } from "../array/scalars.js";
import type { FlexVec2Double, FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { Panel } from "../models/panel.js";
import { PanelRays } from "./panelRays.js";

/** Pixel coordinates [fast, slow], or such with z, as `xyzobs.px.value` has them. */
export type PixelColumn = FlexVec2Double | FlexVec3Double;

/** Which row of a column belongs to which panel: a column, one number for all rows, or nothing of a single panel. */
export type PanelNumbers = FlexSizeT | number | undefined;

/** What computes rows of panels: the panels' rays, and the number of each row's panel. */
export interface RowsOnPanels {
  readonly rays: readonly PanelRays[];
  /** The panel of row i is `numbers[i * step]`, checked to be there. */
  readonly numbers: ArrayLike<number>;
  readonly step: 0 | 1;
}

/**
 * Throws EwaldError: `"wrong-length"` unless there is a panel number for each row, `"out-of-range"` for a panel the
 * detector does not have, `"bad-argument"` when it has several and no numbers are given.
 */
export function rowsOnPanels(where: Detector | Panel, panel: PanelNumbers, rows: number): RowsOnPanels {
  const panels = "panels" in where ? where.panels : [where];
  const rays = panels.map((one) => new PanelRays(one));
  if (panel === undefined || typeof panel === "number") {
    if (panel === undefined && panels.length !== 1)
      throw new EwaldError("bad-argument", `Which of the ${panels.length} panels must be said.`);
    checkPanel(panel ?? 0, 0, panels.length);
    return { rays, numbers: [panel ?? 0], step: 0 };
  }
  if (panel.length !== rows)
    throw new EwaldError("wrong-length", `${panel.length} panel numbers were given for ${rows} rows.`);
  const numbers = panel.data;
  for (let i = 0; i < rows; i++)
    if (!(numbers[i]! < panels.length)) checkPanel(numbers[i]!, i, panels.length);
  return { rays, numbers, step: 1 };
}

function checkPanel(panel: number, row: number, panels: number): void {
  if (Number.isInteger(panel) && panel >= 0 && panel < panels) return;
  throw new EwaldError("out-of-range", `Row ${row} is on panel ${panel}, but there are ${panels} panels.`);
}
