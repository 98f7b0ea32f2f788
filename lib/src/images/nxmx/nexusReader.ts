import { EwaldError } from "../../error.js";
import type { Hdf5File } from "../../hdf5/hdf5File.js";
import { type Dimension, unitFactor } from "./units.js";

/** Values of NeXus fields and attributes, in mm, degrees, s and Å. Paths are those within the file. */
export class NexusReader {
  readonly file: Hdf5File;

  constructor(file: Hdf5File) {
    this.file = file;
  }

  /** Paths of the groups of one class in a group, in the file's order. */
  groups(parent: string, nxClass: string): string[] {
    return this.file
      .names(parent)
      .map((name) => join(parent, name))
      .filter((path) => this.file.kind(path) === "group" && this.attributeText(path, "NX_class") === nxClass);
  }

  /** The first of them. Throws EwaldError `"bad-format"` when there is none. */
  group(parent: string, nxClass: string): string {
    const [first] = this.groups(parent, nxClass);
    if (first !== undefined) return first;
    throw this.file.bad(parent, `holds no group of class ${nxClass}, which an NXmx file must have`);
  }

  text(path: string): string | undefined {
    const value = this.file.value(path);
    return Array.isArray(value) ? value[0] : undefined;
  }

  numbers(path: string): Float64Array | undefined {
    const value = this.file.value(path);
    return value && !Array.isArray(value) ? Float64Array.from(value) : undefined;
  }

  /** The number at a path; undefined when there is none, or more than one. */
  number(path: string): number | undefined {
    const values = this.numbers(path);
    return values?.length === 1 ? values[0] : undefined;
  }

  attributeText(path: string, name: string): string | undefined {
    const value = this.file.attribute(path, name);
    return Array.isArray(value) ? value[0] : undefined;
  }

  attributeNumbers(path: string, name: string): Float64Array | undefined {
    const value = this.file.attribute(path, name);
    return value && !Array.isArray(value) ? Float64Array.from(value) : undefined;
  }

  /** Numbers of a field, by its `units`; `otherwise` is the unit of one that names none. */
  quantities(path: string, dimension: Dimension, otherwise?: string): Float64Array | undefined {
    const values = this.numbers(path);
    if (!values?.some((value) => value !== 0)) return values;
    const factor = this.factor(path, "units", dimension, otherwise);
    return factor === 1 ? values : values.map((value) => value * factor);
  }

  /** The first number of a field. */
  quantity(path: string, dimension: Dimension, otherwise?: string): number | undefined {
    return this.quantities(path, dimension, otherwise)?.[0];
  }

  /** What a unit named by an attribute is in mm, degrees, s or Å. Throws EwaldError `"bad-format"` when it is none. */
  factor(path: string, attribute: string, dimension: Dimension, otherwise?: string): number {
    const unit = this.attributeText(path, attribute) ?? otherwise;
    const factor = unit === undefined ? undefined : unitFactor(unit, dimension);
    if (factor !== undefined) return factor;
    const what =
      unit === undefined
        ? `has no attribute "${attribute}"`
        : `has the unit ${JSON.stringify(unit)}, which is none of a ${dimension}`;
    throw this.file.bad(path, what);
  }

  /** Throws EwaldError `"bad-format"` unless the value is there. */
  required<T>(value: T | undefined, path: string, what: string): T {
    if (value !== undefined) return value;
    throw new EwaldError("bad-format", `${this.file.name}: ${path}, ${what}, is missing or of no use.`);
  }
}

/** A path as seen from a group: absolute, or relative to it. */
export function join(group: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${group}/${path}`).split("/"))
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  return `/${parts.join("/")}`;
}

export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
