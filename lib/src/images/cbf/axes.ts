import { identity, multiply, rotationAbout, transform } from "../../array/mat3.js";
import { add, scale, unit } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Cif, CifCategory } from "./cif.js";

/** One axis of imgCIF's AXIS category, with where it stands in the frame. */
export interface Axis {
  readonly id: string;
  readonly type: "rotation" | "translation" | "general";
  readonly equipment: string;
  /** Axes of one component move together. */
  readonly component: string | undefined;
  /** The axis this one is mounted on; undefined for the base. */
  readonly dependsOn: string | undefined;
  /** As the file has it; of any length. */
  readonly vector: Vec3;
  /** mm. */
  readonly offset: Vec3;
  /** Of a rotation: degrees; of a translation: mm. */
  readonly setting: number;
}

/** A motion: x ↦ rotation·x + shift. */
export interface Motion {
  readonly rotation: Mat3;
  /** mm. */
  readonly shift: Vec3;
}

const radians = Math.PI / 180;
const still: Motion = { rotation: identity, shift: [0, 0, 0] };
const compose = (outer: Motion, inner: Motion): Motion => ({
  rotation: multiply(outer.rotation, inner.rotation),
  shift: add(outer.shift, transform(outer.rotation, inner.shift)),
});

/**
 * The axes of an imgCIF file, from the categories AXIS, DIFFRN_SCAN_FRAME_AXIS and DIFFRN_SCAN_AXIS (imgCIF dictionary, International
 * Tables G, 4.6): what is mounted on an axis is moved by it, then by those it depends on. Laboratory frame as DIALS', mm.
 */
export class Axes implements Iterable<Axis> {
  readonly #file: string;
  readonly #axes = new Map<string, Axis>();

  /** Throws EwaldError `"bad-format"`. */
  constructor(file: string, cif: Cif) {
    this.#file = file;
    const category = cif.category("_axis");
    for (let row = 0; row < category.length; row++) {
      const axis = axisOf(file, cif, category, row);
      if (this.#axes.has(axis.id))
        throw new EwaldError("bad-format", `${file} has two axes of the name ${axis.id}.`);
      this.#axes.set(axis.id, axis);
    }
  }

  [Symbol.iterator](): IterableIterator<Axis> {
    return this.#axes.values();
  }

  /** Throws EwaldError `"bad-format"` when there is none of the name. */
  get(id: string): Axis {
    const axis = this.#axes.get(id);
    if (axis) return axis;
    throw new EwaldError(
      "bad-format",
      `${this.#file} has no axis ${JSON.stringify(id)} in its _axis category.`,
    );
  }

  /** The axis and those it depends on, from the top to the base. Throws `"bad-format"` when they depend on each other. */
  chain(id: string): Axis[] {
    const chain: Axis[] = [];
    for (let at: string | undefined = id; at !== undefined; at = chain.at(-1)!.dependsOn) {
      chain.push(this.get(at));
      if (chain.length > this.#axes.size)
        throw new EwaldError(
          "bad-format",
          `${this.#file} has axes that depend on each other: ${id} on itself.`,
        );
    }
    return chain;
  }

  /** What all axes of a chain do together. */
  motion(chain: readonly Axis[]): Motion {
    return chain.reduce((inner, axis) => compose(motionOf(axis), inner), still);
  }

  /** The part of a chain that is of the same component as its top, and what comes after it. */
  splitByComponent(chain: readonly Axis[]): [same: Axis[], others: Axis[]] {
    const end = chain.findIndex(({ component }) => component !== chain[0]!.component);
    return end < 0 ? [[...chain], []] : [chain.slice(0, end), chain.slice(end)];
  }

  /** Direction of a translation axis in the laboratory, unit length. */
  direction(id: string): Vec3 {
    const [axis, ...below] = this.chain(id);
    return transform(this.motion(below).rotation, unit(axis!.vector));
  }
}

function motionOf({ type, vector, offset, setting }: Axis): Motion {
  if (type === "rotation") return { rotation: rotationAbout(vector, setting * radians), shift: offset };
  return {
    rotation: identity,
    shift: type === "translation" ? add(offset, scale(unit(vector), setting)) : offset,
  };
}

function axisOf(file: string, cif: Cif, category: CifCategory, row: number): Axis {
  const id = category.required(row, "id");
  const type = (category.text(row, "type") ?? "general").toLowerCase();
  if (type !== "rotation" && type !== "translation" && type !== "general")
    throw new EwaldError(
      "bad-format",
      `${file} has the axis ${id} of type ${JSON.stringify(type)}; it must be rotation, translation or general.`,
    );
  const triple = (item: string): Vec3 => [
    category.number(row, `${item}[1]`) ?? 0,
    category.number(row, `${item}[2]`) ?? 0,
    category.number(row, `${item}[3]`) ?? 0,
  ];
  const vector = triple("vector");
  if (type !== "general" && Math.hypot(...vector) === 0)
    throw new EwaldError("bad-format", `${file} has the axis ${id} without a direction.`);
  return {
    id,
    type,
    equipment: (category.text(row, "equipment") ?? "general").toLowerCase(),
    component: category.text(row, "equipment_component"),
    dependsOn: category.text(row, "depends_on"),
    vector,
    offset: triple("offset"),
    setting: type === "general" ? 0 : settingOf(cif, id, type),
  };
}

/** In the frame; else at the start of the scan; else 0. */
function settingOf(cif: Cif, id: string, type: "rotation" | "translation"): number {
  const what = type === "rotation" ? "angle" : "displacement";
  const frame = cif.category("_diffrn_scan_frame_axis");
  const scan = cif.category("_diffrn_scan_axis");
  return (
    frame.number(frame.row("axis_id", id), what) ?? scan.number(scan.row("axis_id", id), `${what}_start`) ?? 0
  );
}
