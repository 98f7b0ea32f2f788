import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexStdString } from "../array/strings.js";
import { FlexMat3Double, FlexVec2Double, FlexVec3Double } from "../array/vectors.js";
import { badFile, quoted } from "../bytes/badFile.js";
import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { readShoeboxes } from "./blobShoeboxes.js";

/** Where one column's bytes lie. */
export interface Blob {
  readonly source: ByteSource;
  readonly column: string;
  readonly offset: number;
  readonly length: number;
  readonly rows: number;
}

interface BlobType {
  /** Bytes to a row; undefined for rows of varying size. */
  readonly stride: number | undefined;
  read(blob: Blob): AnyColumn;
}

/** Bytes decoded at a time where a column is not laid over the file's bytes as they are. */
const window = 1 << 20;

/** The bytes of the blob, in an aligned buffer of their own. */
const buffer = ({ source, offset, length }: Blob): ArrayBuffer => source.read(offset, length).buffer;

/**
 * How each column type lies in a `.refl` blob (formats.md §1.2): C++ memory, little-endian, as the typed arrays of
 * every machine Ewald runs on.
 */
export const blobTypes: Readonly<Record<ColumnType, BlobType>> = {
  bool: { stride: 1, read: readBool },
  int: { stride: 4, read: (blob) => new FlexInt(new Int32Array(buffer(blob))) },
  "std::size_t": { stride: 8, read: readSizeT },
  double: { stride: 8, read: (blob) => new FlexDouble(new Float64Array(buffer(blob))) },
  "vec2<double>": { stride: 16, read: (blob) => new FlexVec2Double(new Float64Array(buffer(blob))) },
  "vec3<double>": { stride: 24, read: (blob) => new FlexVec3Double(new Float64Array(buffer(blob))) },
  "mat3<double>": { stride: 72, read: (blob) => new FlexMat3Double(new Float64Array(buffer(blob))) },
  int6: { stride: 24, read: (blob) => new FlexInt6(new Int32Array(buffer(blob))) },
  "cctbx::miller::index<>": { stride: 12, read: (blob) => new FlexMillerIndex(new Int32Array(buffer(blob))) },
  "Shoebox<>": { stride: undefined, read: readShoeboxes },
  "std::string": { stride: 32, read: readString },
};

/** Calls `use` with consecutive pieces of whole rows. */
function eachWindow(
  blob: Blob,
  stride: number,
  use: (bytes: Uint8Array<ArrayBuffer>, row: number) => void,
): void {
  const rows = Math.floor(window / stride);
  for (let row = 0; row < blob.rows; row += rows) {
    const count = Math.min(rows, blob.rows - row);
    use(blob.source.read(blob.offset + row * stride, count * stride), row);
  }
}

function readBool(blob: Blob): FlexBool {
  const data = blob.source.read(blob.offset, blob.length);
  for (let i = 0; i < data.length; i++)
    if (data[i]! > 1)
      throw badFile(
        blob.source.name,
        blob.offset + i,
        `row ${i} of column ${quoted(blob.column)} is ${data[i]}, but a bool is 0 or 1`,
      );
  return new FlexBool(data);
}

function readSizeT(blob: Blob): FlexSizeT {
  const data = new Uint32Array(blob.rows);
  eachWindow(blob, 8, (bytes, first) => {
    const words = new Uint32Array(bytes.buffer);
    for (let k = 0, row = first; k < words.length; k += 2, row++) {
      data[row] = words[k]!;
      if (words[k + 1] !== 0) {
        const value = (BigInt(words[k + 1]!) << 32n) | BigInt(words[k]!);
        throw new EwaldError(
          "unsupported",
          `${blob.source.name}: row ${row} of column ${quoted(blob.column)} (std::size_t) is ${value}, ` +
            "but the largest that can be held is 2^32-1 = 4294967295.",
        );
      }
    }
  });
  return new FlexSizeT(data);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * DIALS writes the C++ string objects themselves: pointer, length and a 16-byte buffer that holds text of up to 15
 * bytes. Longer text stayed in the memory of the program that wrote the file.
 */
function readString(blob: Blob): FlexStdString {
  const data: string[] = [];
  eachWindow(blob, 32, (bytes, first) => {
    const view = new DataView(bytes.buffer);
    for (let at = 0, row = first; at < bytes.length; at += 32, row++) {
      const length = view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 2 ** 32;
      if (length > 15)
        throw new EwaldError(
          "unsupported",
          `${blob.source.name}: row ${row} of column ${quoted(blob.column)} is a text of ${length} bytes, and DIALS ` +
            "stores no more than 15 of them in a .refl file: the text is lost; use the other columns.",
        );
      try {
        data.push(utf8.decode(bytes.subarray(at + 16, at + 16 + length)));
      } catch {
        throw badFile(
          blob.source.name,
          blob.offset + row * 32,
          `row ${row} of column ${quoted(blob.column)} is not UTF-8 text`,
        );
      }
    }
  });
  return new FlexStdString(data);
}
