import type { Vec2, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { type ModelDisplay, modelDisplay } from "./display/bundle.js";
import { detectorRows } from "./display/rows.js";
import { geometrySketch } from "./display/sketch.js";
import { isObject, type JsonObject, type JsonValue } from "./json.js";
import { Panel, type PanelData, type PanelFrameData } from "./panel.js";
import { panelKeys } from "./panelRecord.js";
import { inscribedResolution } from "./panelResolution.js";
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
    const groups = this.hierarchy === undefined ? [] : this.#checkHierarchy(this.hierarchy, panels.length);
    this.panels = panels.map((panel, i) => new Panel(panel as PanelData, groups[i]));
    this.panels.forEach((panel, i) => {
      Object.defineProperty(this, i, { value: panel, enumerable: false });
    });
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

  /** The panel of this number. Throws EwaldError `"out-of-range"`. */
  panel(index: number): Panel {
    const panel = this.panels[index];
    if (panel) return panel;
    throw new EwaldError(
      "out-of-range",
      `There is no panel ${index} in a detector of ${this.length} panels.`,
    );
  }

  getNames(): string[] {
    return this.panels.map((panel) => panel.getName());
  }

  /** The first panel that the ray along s1 (any length) hits; undefined if none. */
  getPanelIntersection(s1: Vec3): number | undefined {
    const hit = this.panels.findIndex((panel) => {
      const at = panel.getRayIntersection(s1);
      return at !== undefined && panel.isCoordValidMm(at);
    });
    return hit < 0 ? undefined : hit;
  }

  /** The panel that the ray along s1 (any length) hits first on its way, and where, mm; undefined if none. */
  getRayIntersection(s1: Vec3): [panel: number, mm: Vec2] | undefined {
    let nearest = Number.POSITIVE_INFINITY;
    let hit: [number, Vec2] | undefined;
    this.panels.forEach((panel, i) => {
      const at = panel.getRayIntersection(s1);
      if (!at || !panel.isCoordValidMm(at)) return;
      const distance = Math.hypot(...panel.getLabCoord(at));
      if (distance >= nearest) return;
      nearest = distance;
      hit = [i, at];
    });
    return hit;
  }

  /** The smallest d, Å, of the corners of all panels. s0 in Å⁻¹, without 2π. Throws `"bad-argument"` without panels. */
  getMaxResolution(s0: Vec3): number {
    if (this.length === 0)
      throw new EwaldError("bad-argument", "A detector without panels has no resolution.");
    return Math.min(...this.panels.map((panel) => panel.getMaxResolutionAtCorners(s0)));
  }

  /**
   * d, Å, up to which whole rings are on the detector: of one panel its getMaxResolutionEllipse, of several the widest cone
   * within the convex hull of their corners, gaps not counted. Undefined if the beam passes outside.
   */
  getMaxInscribedResolution(s0: Vec3): number | undefined {
    if (this.length === 1) return this.panels[0]!.getMaxResolutionEllipse(s0);
    const corners = this.panels.flatMap((panel) => {
      const [nx, ny] = panel.getImageSize();
      const pixels: Vec2[] = [
        [0, 0],
        [nx, 0],
        [0, ny],
        [nx, ny],
      ];
      return pixels.map((px) => panel.getPixelLabCoord(px));
    });
    return inscribedResolution(s0, corners);
  }

  /** For each panel the groups it is in, outermost first. Each panel must be in the tree once. */
  #checkHierarchy(root: PanelGroupData, count: number): PanelGroupData[][] {
    const groups = new Array<PanelGroupData[] | undefined>(count).fill(undefined);
    const walk = (node: JsonValue | undefined, above: PanelGroupData[]): void => {
      if (!isObject(node))
        throw new EwaldError("bad-format", "A node of the detector hierarchy is no object.");
      if (above.length > deepest)
        throw new EwaldError("bad-format", `The detector hierarchy is more than ${deepest} groups deep.`);
      const panel = node.panel;
      if (panel !== undefined) {
        if (typeof panel !== "number" || !(panel in groups) || groups[panel])
          throw new EwaldError(
            "bad-format",
            `The detector hierarchy names panel ${String(panel)}, which is not one of ${count} or is named twice.`,
          );
        groups[panel] = above;
        return;
      }
      checkSchema(group, node);
      const children = node.children ?? [];
      if (!Array.isArray(children))
        throw new EwaldError("bad-format", "The children of a detector group are not a list.");
      for (const child of children) walk(child, [...above, node as PanelGroupData]);
    };
    walk(root, []);
    return groups.map((above, i) => {
      if (above) return above;
      throw new EwaldError("bad-format", `Panel ${i} is in no group of the detector hierarchy.`);
    });
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): ModelDisplay {
    return modelDisplay("Detector", detectorRows(this), () => geometrySketch(this));
  }
}
