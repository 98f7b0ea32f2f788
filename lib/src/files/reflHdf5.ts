import { type AnyColumn, concatColumns } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import { FlexShoebox } from "../array/flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { boxSize } from "../array/shoebox.js";
import { FlexStdString } from "../array/strings.js";
import { FlexMat3Double, FlexVec2Double, FlexVec3Double } from "../array/vectors.js";
import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { Hdf5File } from "../hdf5/hdf5File.js";
import type { Hdf5Metadata } from "../hdf5/module.js";
import { numberClass } from "../hdf5/values.js";
import type { StoredColumn, StoredTable } from "./refl.js";

const root = "/dials";

/**
 * Reads the HDF5 reflection table that DIALS writes when DIALS_USE_H5 is set (from 3.23 on; formats.md §1.4):
 * /dials/<process>/group_<n>/<column>, of several processes the last. Several groups are one table, one after the other.
 */
export function readHdf5Table(source: ByteSource): StoredTable {
  const file = new Hdf5File(source);
  if (file.kind(root) !== "group")
    throw new EwaldError(
      "bad-format",
      `${file.name} is an HDF5 file without a group ${root}: no reflection table that DIALS wrote.`,
    );
  const process = file
    .names(root)
    .filter((name) => file.kind(`${root}/${name}`) === "group")
    .at(-1);
  const folder = `${root}/${process}`;
  const groups = (process === undefined ? [] : file.names(folder))
    .filter((name) => name.startsWith("group_"))
    .sort((a, b) => Number(a.slice(6)) - Number(b.slice(6)))
    .map((name) => `${folder}/${name}`);
  if (groups.length === 0) throw file.bad(root, "holds no group_<n> with the columns of a reflection table");
  const identifiers = new Map<number, string>();
  const parts = groups.map((group) => {
    readIdentifiers(file, group, identifiers);
    return new Map(file.names(group).map((name) => [name, columnAt(file, `${group}/${name}`)]));
  });
  const [first] = parts as [Map<string, StoredColumn>];
  const rowsOf = (part: Map<string, StoredColumn>, group: string) => {
    const lengths = new Set([...part.values()].map(({ length }) => length));
    if (lengths.size > 1) throw file.bad(group, `has columns of ${[...lengths].join(" and ")} rows`);
    return [...lengths][0] ?? 0;
  };
  const rows = parts.reduce((sum, part, i) => sum + rowsOf(part, groups[i]!), 0);
  const columns = new Map<string, StoredColumn>();
  for (const [name, { type }] of first) {
    const pieces = parts.map((part, i) => {
      const piece = part.get(name);
      if (piece?.type === type) return piece;
      throw file.bad(groups[i]!, `has no column ${JSON.stringify(name)} of the type that ${groups[0]} has`);
    });
    const load = () => concatColumns(pieces.map((piece) => piece.load()));
    columns.set(name, { type, length: rows, load });
  }
  return { rows, identifiers, columns };
}

function readIdentifiers(file: Hdf5File, group: string, identifiers: Map<number, string>): void {
  // h5py writes an empty list as one of numbers.
  const texts = file.attribute(group, "identifiers") ?? [];
  const ids = file.attribute(group, "experiment_ids") ?? [];
  if (texts.length !== ids.length || (texts.length > 0 && !(Array.isArray(texts) && !Array.isArray(ids))))
    throw file.bad(group, "has identifiers and experiment_ids that do not go together");
  for (const [i, text] of texts.entries()) identifiers.set(Number(ids[i]), String(text));
}

function columnAt(file: Hdf5File, path: string): StoredColumn {
  if (file.kind(path) === "group") return shoeboxesAt(file, path);
  const metadata = file.dataset(path);
  const [length, ...rest] = metadata.shape ?? [];
  const type = columnType(metadata, rest);
  if (length === undefined || type === undefined)
    throw new EwaldError(
      "unsupported",
      `${file.name}: ${path} is of shape ${(metadata.shape ?? []).join("×")} and a type that no column has.`,
    );
  return { type, length, load: () => column(file, path, type) };
}

/** The type of a column by its numbers and the shape of a row: whole numbers by threes are Miller indices, by sixes boxes. */
function columnType(metadata: Hdf5Metadata, row: readonly number[]): ColumnType | undefined {
  const shape = row.join("×");
  const kind = numberClass(metadata);
  if (metadata.type === 3) return shape === "" ? "std::string" : undefined;
  if (kind === "float")
    return (
      {
        "": "double",
        "2": "vec2<double>",
        "3": "vec3<double>",
        "3×3": "mat3<double>",
        "9": "mat3<double>",
      } as const
    )[shape];
  if (kind !== "integer") return undefined;
  if (shape === "3") return "cctbx::miller::index<>";
  if (shape === "6") return "int6";
  if (shape !== "") return undefined;
  if (metadata.size === 1) return "bool";
  return metadata.signed ? "int" : "std::size_t";
}

function column(file: Hdf5File, path: string, type: ColumnType): AnyColumn {
  if (type === "std::string") return FlexStdString.from(file.value(path) as string[]);
  const numbers = file.numbers(path);
  const whole = (low: number, high: number): ArrayLike<number> => {
    const at = numbers.findIndex((value) => !(value >= low && value <= high));
    if (at < 0) return numbers;
    throw file.bad(path, `holds ${numbers[at]} in row ${at}, where columns go from ${low} to ${high}`);
  };
  const ints = () => Int32Array.from(whole(-(2 ** 31), 2 ** 31 - 1));
  switch (type) {
    case "bool":
      return new FlexBool(Uint8Array.from(whole(0, 1)));
    case "int":
      return new FlexInt(ints());
    case "std::size_t":
      return new FlexSizeT(Uint32Array.from(whole(0, 2 ** 32 - 1)));
    case "cctbx::miller::index<>":
      return new FlexMillerIndex(ints());
    case "int6":
      return new FlexInt6(ints());
    case "vec2<double>":
      return new FlexVec2Double(Float64Array.from(numbers));
    case "vec3<double>":
      return new FlexVec3Double(Float64Array.from(numbers));
    case "mat3<double>":
      return new FlexMat3Double(Float64Array.from(numbers));
    default:
      return new FlexDouble(Float64Array.from(numbers));
  }
}

/** Shoeboxes: panel, bbox and, one after the other, the pixels of all of them. */
function shoeboxesAt(file: Hdf5File, path: string): StoredColumn {
  const [length] = file.dataset(`${path}/panel`).shape ?? [];
  if (length === undefined) throw file.bad(path, "holds no panels of shoeboxes");
  const pixels = file.dataset(`${path}/shoebox_data`).total_size;
  const load = () => {
    const panel = Uint32Array.from(file.numbers(`${path}/panel`));
    const bbox = Int32Array.from(file.numbers(`${path}/bbox`));
    if (bbox.length !== 6 * length)
      throw file.bad(path, `has ${bbox.length / 6} boxes for ${length} shoeboxes`);
    const start = new Float64Array(length);
    let at = 0;
    for (let row = 0; row < length; row++) {
      start[row] = at;
      at += boxSize(bbox, 6 * row);
    }
    if (at !== pixels) throw file.bad(path, `has ${pixels} pixels, its boxes ${at}`);
    const counts = (name: string) => {
      const values = file.numbers(`${path}/${name}`);
      if (values.length !== pixels)
        throw file.bad(`${path}/${name}`, `has ${values.length} pixels, not ${pixels}`);
      return values;
    };
    return new FlexShoebox({
      panel,
      bbox,
      start,
      pools: {
        pixels,
        data: () => Float32Array.from(counts("shoebox_data")),
        mask: () => Uint8Array.from(counts("shoebox_mask")),
        background: () => Float32Array.from(counts("shoebox_background")),
      },
    });
  };
  return { type: "Shoebox<>", length, load };
}
