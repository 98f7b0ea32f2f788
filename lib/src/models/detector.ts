import { EwaldError } from "../error.js";
import { isObject, type JsonObject, type JsonValue } from "./json.js";
import { Panel, type PanelData, type PanelFrameData, panelKeys } from "./panel.js";
import { checkSchema, type Schema } from "./schema.js";

/** A group of panels, or of groups; a leaf is `{ panel: number }`. */
export interface PanelGroupData extends PanelFrameData {
  children?: (PanelGroupData | { panel: number })[];
}

/** A detector as an `.expt` file holds it. */
export interface DetectorData extends JsonObject {
  panels: PanelData[];
  hierarchy?: PanelGroupData;
}

/** Groups nested deeper than this can only be damage. */
const deepest = 64;
const group: Schema = { name: "detector hierarchy", required: [], keys: panelKeys };

/** The panels, and how they are grouped. Panels are reached as `detector[0]`, by iteration, or as `panels`. */
export class Detector {
  readonly [index: number]: Panel;
  /** The record itself: of the old form, a bare list of panels, or of the new. */
  readonly data: DetectorData | PanelData[];
  readonly panels: readonly Panel[];

  constructor(data: DetectorData | PanelData[]) {
    this.data = data;
    const panels: JsonValue | undefined = Array.isArray(data) ? data : data.panels;
    if (!Array.isArray(panels) || !panels.every(isObject))
      throw new EwaldError("bad-format", 'The detector has no list "panels" of objects.');
    this.panels = panels.map((panel) => new Panel(panel as PanelData));
    this.panels.forEach((panel, i) => {
      Object.defineProperty(this, i, { value: panel, enumerable: false });
    });
    if (this.hierarchy !== undefined) this.#checkHierarchy(this.hierarchy);
  }

  /** Number of panels. */
  get length(): number {
    return this.panels.length;
  }

  /** The group of all panels, when there is one: then axes and origins of panels are local to their groups. */
  get hierarchy(): PanelGroupData | undefined {
    return Array.isArray(this.data) ? undefined : (this.data.hierarchy ?? undefined);
  }

  [Symbol.iterator](): IterableIterator<Panel> {
    return this.panels[Symbol.iterator]();
  }

  /** Each panel must be in the tree once. */
  #checkHierarchy(root: PanelGroupData): void {
    const seen = new Uint8Array(this.length);
    const walk = (node: JsonValue | undefined, depth: number): void => {
      if (!isObject(node))
        throw new EwaldError("bad-format", "A node of the detector hierarchy is no object.");
      if (depth > deepest)
        throw new EwaldError("bad-format", `The detector hierarchy is more than ${deepest} groups deep.`);
      const panel = node.panel;
      if (panel !== undefined) {
        if (typeof panel !== "number" || seen[panel] !== 0)
          throw new EwaldError(
            "bad-format",
            `The detector hierarchy names panel ${String(panel)}, which is not one of ${this.length} or is named twice.`,
          );
        seen[panel] = 1;
        return;
      }
      checkSchema(group, node);
      const children = node.children ?? [];
      if (!Array.isArray(children))
        throw new EwaldError("bad-format", "The children of a detector group are not a list.");
      for (const child of children) walk(child, depth + 1);
    };
    walk(root, 0);
    const missing = seen.indexOf(0);
    if (missing >= 0)
      throw new EwaldError("bad-format", `Panel ${missing} is in no group of the detector hierarchy.`);
  }
}
