import { transform } from "../../array/mat3.js";
import { add, scale, unit } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Detector, type PanelGroupData } from "../../models/detector.js";
import type { PanelData } from "../../models/panel.js";
import { flatDetector, type PanelDescription, panelData, panelGroup } from "../simpleModels.js";
import type { Axes, Axis } from "./axes.js";
import type { BinarySection } from "./binarySections.js";
import type { Cif } from "./cif.js";

/** Part of an array that is one panel: half-open ranges of each index, [fast, slow, third], counted from 0. */
export interface ArrayPart {
  /** Name of the panel: of the array's section, or of the array. */
  readonly name: string;
  readonly arrayId: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** A panel's surface: the axes along which its indices count, and the pixels on them. */
interface Surface {
  readonly part: ArrayPart;
  readonly fast: Axis;
  readonly slow: Axis;
  /** mm. */
  readonly pixelSize: Vec2;
  /** Of the first pixel along both axes, mm. */
  readonly start: Vec2;
}

/** The arrays of a file by name. */
export type ArraySections = ReadonlyMap<string, BinarySection>;

/** Each array and the place of its data: category ARRAY_DATA. */
export function arraySections(file: string, cif: Cif, sections: readonly BinarySection[]): ArraySections {
  const data = cif.category("_array_data");
  const found = new Map<string, BinarySection>();
  const only = cif.category("_array_structure_list").text(0, "array_id") ?? "image";
  for (let row = 0; row < data.length; row++) {
    const number = data.section(row, "data");
    const section = number === undefined ? undefined : sections[number];
    if (section) found.set(data.text(row, "array_id") ?? only, section);
  }
  if (found.size > 0) return found;
  throw new EwaldError("bad-format", `${file} has no image in its _array_data.data.`);
}

/** Panels of a file: array sections in the order of ARRAY_STRUCTURE_LIST, or whole arrays when it has none. */
export function arrayParts(file: string, cif: Cif, arrays: ArraySections): ArrayPart[] {
  const list = cif.category("_array_structure_list");
  const sections = cif.category("_array_structure_list_section");
  const item = list.has("array_section_id") ? "array_section_id" : "array_id";
  const names = new Set<string>();
  for (let row = 0; row < list.length; row++) {
    const name = list.text(row, item);
    if (name !== undefined) names.add(name);
  }
  return Array.from(names, (name): ArrayPart => {
    const rows = sections.rows("id", name);
    const arrayId = rows.length > 0 ? sections.required(rows[0]!, "array_id") : name;
    const array = arrays.get(arrayId);
    if (!array)
      throw new EwaldError("bad-format", `${file} has no data of the array ${JSON.stringify(arrayId)}.`);
    const ranges = array.dimensions.map((length): [number, number] => [0, length]);
    for (const row of rows) {
      const index = sections.requiredNumber(row, "index");
      const from = (sections.number(row, "start") ?? 1) - 1;
      const to = sections.number(row, "end") ?? array.dimensions[index - 1]!;
      if (![1, 2, 3].includes(index) || !(from >= 0 && to > from && to <= array.dimensions[index - 1]!))
        throw new EwaldError(
          "bad-format",
          `${file} has the section ${name} from ${from + 1} to ${to} of index ${index}; the array has ${array.dimensions.join(" × ")} pixels.`,
        );
      ranges[index - 1] = [from, to];
    }
    return { name, arrayId, ranges };
  });
}

const lengthOf = ([from, to]: readonly [number, number]) => to - from;

/** [fast, slow], px. Throws EwaldError `"unsupported"` for a part of three dimensions. */
export function partSize(file: string, { name, ranges }: ArrayPart): Vec2 {
  const [fast, slow, third] = ranges.map(lengthOf);
  if (third === 1) return [fast!, slow!];
  throw new EwaldError(
    "unsupported",
    `${file} has the array ${name} of ${ranges.map(lengthOf).join(" × ")} pixels; panels of two dimensions are read.`,
  );
}

function surfaceOf(file: string, cif: Cif, axes: Axes, part: ArrayPart): Surface {
  const list = cif.category("_array_structure_list");
  const sets = cif.category("_array_structure_list_axis");
  const item = list.has("array_section_id") ? "array_section_id" : "array_id";
  const along = (precedence: 1 | 2) => {
    const row = list
      .rows(item, part.name)
      .find((each) => Number(list.text(each, "precedence") ?? list.text(each, "index")) === precedence);
    if (row === undefined)
      throw new EwaldError(
        "bad-format",
        `${file} does not say along which axis index ${precedence} of ${part.name} counts.`,
      );
    if (/^decreasing/i.test(list.text(row, "direction") ?? ""))
      throw new EwaldError(
        "unsupported",
        `${file} counts index ${precedence} of ${part.name} downwards; increasing ones are read.`,
      );
    const set = list.required(row, "axis_set_id");
    const at = sets.rows("axis_set_id", set);
    if (at.length > 1)
      throw new EwaldError(
        "unsupported",
        `${file} moves ${at.length} axes along index ${precedence} of ${part.name}; one is read.`,
      );
    const axis = axes.get(sets.text(at[0], "axis_id") ?? set);
    const step = sets.number(at[0], "displacement_increment");
    if (axis.type !== "translation" || step === undefined || !(step > 0))
      throw new EwaldError(
        "unsupported",
        `${file} has no positive _array_structure_list_axis.displacement_increment along the translation ${axis.id}, which is the pixel size.`,
      );
    return { axis, step, start: sets.number(at[0], "displacement") ?? 0 };
  };
  const fast = along(1);
  const slow = along(2);
  return {
    part,
    fast: fast.axis,
    slow: slow.axis,
    pixelSize: [fast.step, slow.step],
    start: [fast.start, slow.start],
  };
}

/** The upper axis of the two: the one that depends on the other. */
function topOf(file: string, axes: Axes, { fast, slow, part }: Surface): Axis {
  if (axes.chain(fast.id).includes(slow)) return fast;
  if (axes.chain(slow.id).includes(fast)) return slow;
  throw new EwaldError(
    "bad-format",
    `${file} has a panel ${part.name} whose axes ${fast.id} and ${slow.id} do not depend on each other.`,
  );
}

/** What a panel trusts and counts per photon: category ARRAY_INTENSITIES. */
function intensities(cif: Cif, arrayId: string): Pick<PanelDescription, "trustedRange" | "gain"> {
  const category = cif.category("_array_intensities");
  const row = category.row("array_id", arrayId) ?? (category.length === 1 ? 0 : undefined);
  const undefinedValue = category.number(row, "undefined_value");
  const overload = category.number(row, "overload");
  return {
    // What is undefined, and what is overloaded, is not trusted: both ends are trusted here (as dxtbx since 3.12).
    trustedRange: [
      category.number(row, "underload") ?? (undefinedValue === undefined ? 0 : undefinedValue + 1),
      overload === undefined ? 1e6 : overload - 1,
    ],
    gain: category.number(row, "gain") ?? 1,
  };
}

/** Where pixel (0, 0) begins and the panel's axes, in the frame of what its chain ends on. */
function frameOf(
  file: string,
  axes: Axes,
  surface: Surface,
  chain: readonly Axis[],
): Record<"fast" | "slow" | "origin", Vec3> {
  const { fast, slow, start } = surface;
  const motion = axes.motion(chain);
  const below = (axis: Axis) => axes.motion(chain.slice(chain.indexOf(axis) + 1)).rotation;
  const along = (axis: Axis) => {
    if (!chain.includes(axis))
      throw new EwaldError("bad-format", `${file} parts the axes ${fast.id} and ${slow.id} of one panel.`);
    return transform(below(axis), unit(axis.vector));
  };
  const [f, s] = [along(fast), along(slow)];
  return { fast: f, slow: s, origin: add(motion.shift, add(scale(f, start[0]), scale(s, start[1]))) };
}

/** A detector of panels each with its place in the laboratory. */
export function imgCifPanels(
  file: string,
  cif: Cif,
  axes: Axes,
  parts: readonly ArrayPart[],
  change: (part: ArrayPart) => Partial<PanelDescription>,
): Detector {
  return flatDetector(
    parts.map((part) => {
      const surface = surfaceOf(file, cif, axes, part);
      const chain = axes.chain(topOf(file, axes, surface).id);
      return {
        ...frameOf(file, axes, surface, chain),
        ...intensities(cif, part.arrayId),
        pixelSize: surface.pixelSize,
        imageSize: partSize(file, part),
        ...change(part),
      };
    }),
  );
}

/** A detector in groups: axes of one equipment component are a group, placed in the group of the component they depend on. */
export function imgCifHierarchy(
  file: string,
  cif: Cif,
  axes: Axes,
  parts: readonly ArrayPart[],
  change: (part: ArrayPart) => Partial<PanelDescription>,
): Detector {
  const panels: PanelData[] = [];
  const groups = new Map<string, PanelGroupData>();
  let root: PanelGroupData | undefined;
  const groupOf = (chain: readonly Axis[]): PanelGroupData => {
    const name = chain[0]!.id;
    const known = groups.get(name);
    if (known) return known;
    const [own, others] = axes.splitByComponent(chain);
    const { rotation, shift } = axes.motion(own);
    const group = panelGroup([], {
      name,
      fast: [rotation[0], rotation[3], rotation[6]],
      slow: [rotation[1], rotation[4], rotation[7]],
      origin: shift,
    });
    groups.set(name, group);
    if (others.length > 0) groupOf(others).children!.push(group);
    else if (root)
      throw new EwaldError(
        "unsupported",
        `${file} has panels on two bases, ${root.name} and ${name}; one is read.`,
      );
    else root = group;
    return group;
  };
  for (const part of parts) {
    const surface = surfaceOf(file, cif, axes, part);
    const [own, others] = axes.splitByComponent(axes.chain(topOf(file, axes, surface).id));
    if (others.length === 0)
      throw new EwaldError(
        "bad-format",
        `${file} has the panel ${part.name} of the same equipment component as the base of its detector.`,
      );
    groupOf(others).children!.push({ panel: panels.length });
    panels.push(
      panelData({
        ...frameOf(file, axes, surface, own),
        ...intensities(cif, part.arrayId),
        name: part.name,
        type: "",
        pixelSize: surface.pixelSize,
        imageSize: partSize(file, part),
        ...change(part),
      }),
    );
  }
  return new Detector({ panels, ...(root ? { hierarchy: root } : {}) });
}
