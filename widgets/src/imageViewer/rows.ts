import type { ReflectionTable } from "ewald";
import type { Images } from "./images.js";
import type { GotoOptions } from "./imageViewer.js";

/** Where a row's reflection is: as observed, else as predicted. Undefined where it has no place on the viewer's images. */
export function placeOfRow(table: ReflectionTable, row: number, images: Images): GotoOptions | undefined {
  for (const name of ["xyzobs.px.value", "xyzcal.px"] as const) {
    if (!table.has(name)) continue;
    const { data } = table.column(name);
    const [x, y, z] = [data[3 * row]!, data[3 * row + 1]!, data[3 * row + 2]!];
    if (x === 0 && y === 0 && z === 0) continue;
    const panel = table.has("panel") ? table.column("panel").data[row]! : 0;
    const experiment = table.has("id") ? table.column("id").data[row]! : 0;
    const frame = images.frameOf(experiment, z);
    if (frame !== undefined && [x, y].every(Number.isFinite)) return { panel, x, y, frame };
  }
  return undefined;
}
