import { EwaldError } from "../error.js";
import { callHdf5, type Hdf5Instance, hdf5Apart, hdf5Error } from "./library.js";
import { access, type Hdf5Module, type Hdf5WriteMetadata, typeClass } from "./module.js";
import type { ByteSink } from "./sourceFs.js";

/** Types of numbers that are written. */
export type NumberType = "uint8" | "int16" | "uint16" | "int32" | "uint32" | "float32" | "float64";

const types: Readonly<
  Record<NumberType, { readonly type: number; readonly size: number; readonly signed: boolean }>
> = {
  uint8: { type: typeClass.integer, size: 1, signed: false },
  int16: { type: typeClass.integer, size: 2, signed: true },
  uint16: { type: typeClass.integer, size: 2, signed: false },
  int32: { type: typeClass.integer, size: 4, signed: true },
  uint32: { type: typeClass.integer, size: 4, signed: false },
  float32: { type: typeClass.float, size: 4, signed: true },
  float64: { type: typeClass.float, size: 8, signed: true },
};

/** A text, a number (float64 unless it is given with its type) or a list of numbers. */
export type WrittenValue =
  | string
  | number
  | readonly number[]
  | { readonly numbers: ArrayLike<number>; readonly type: NumberType };

/** How chunks are packed: bitshuffle with LZ4 as DECTRIS does, other filters of theirs, gzip (which every HDF5 has), or not. */
export type ChunkPacking = "bitshuffle-lz4" | "bitshuffle-zstd" | "lz4" | "zstd" | "blosc" | "gzip" | "none";

const filters: Readonly<Record<ChunkPacking, { compression?: number; compression_opts?: number[] }>> = {
  "bitshuffle-lz4": { compression: 32008, compression_opts: [0, 2] },
  "bitshuffle-zstd": { compression: 32008, compression_opts: [0, 3, 3] },
  lz4: { compression: 32004, compression_opts: [0] },
  zstd: { compression: 32015, compression_opts: [3] },
  blosc: { compression: 32001, compression_opts: [2, 2, 4, 0, 5, 1, 1] },
  gzip: { compression: 1, compression_opts: [4] },
  none: {},
};

const unlimited = 0xffffffffffffffffn;

/** A new HDF5 file, written to a sink piece by piece. */
export class Hdf5Writer {
  readonly #instance: Hdf5Instance;
  readonly #name: string;
  readonly #path: string;
  #file: bigint;

  /** `name` is for error messages. */
  constructor(sink: ByteSink, name: string) {
    this.#instance = hdf5Apart();
    this.#name = name;
    this.#path = this.#instance.fs.mount(undefined, undefined, sink);
    this.#file = 0n;
    this.#file = this.#call("the file", (module) => module.open(this.#path, access.truncate, false, -1, -1));
    if (this.#file <= 0n) throw this.#failed("the file");
  }

  /** A group, with attributes. */
  group(path: string, attributes: Readonly<Record<string, WrittenValue>> = {}): void {
    this.#check(path, (module) => module.create_group(this.#file, path, false));
    this.attributes(path, attributes);
  }

  /** A dataset: a text or number alone, or a list of numbers. */
  dataset(path: string, value: WrittenValue, attributes: Readonly<Record<string, WrittenValue>> = {}): void {
    const { bytes, metadata } = encoded(value);
    this.#withBytes(path, bytes, (module, pointer) =>
      module.create_dataset(this.#file, path, pointer, metadata),
    );
    this.attributes(path, attributes);
  }

  /** A dataset of numbers of any shape, in one chunk. */
  array(
    path: string,
    shape: readonly number[],
    values: ArrayBufferView,
    type: NumberType,
    packing: ChunkPacking,
  ): void {
    const dimensions = shape.map(BigInt);
    const metadata = {
      ...types[type],
      vlen: false,
      shape: dimensions,
      maxshape: null,
      chunks: dimensions,
      ...filters[packing],
    };
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#withBytes(path, bytes, (module, pointer) =>
      module.create_dataset(this.#file, path, pointer, metadata),
    );
  }

  attributes(path: string, attributes: Readonly<Record<string, WrittenValue>>): void {
    for (const [name, value] of Object.entries(attributes)) {
      const { bytes, metadata } = encoded(value);
      this.#withBytes(path, bytes, (module, pointer) =>
        module.create_attribute(this.#file, path, name, pointer, metadata),
      );
    }
  }

  softLink(path: string, target: string): void {
    this.#check(path, (module) => module.create_soft_link(this.#file, target, path));
  }

  /** A dataset of frames, one chunk each, to be written one by one: of `length` frames, or as many as come. */
  frames(
    path: string,
    frameShape: readonly number[],
    type: NumberType,
    packing: ChunkPacking,
    length?: number,
  ): void {
    const shape = frameShape.map(BigInt);
    const metadata = {
      ...types[type],
      vlen: false,
      shape: [0n, ...shape],
      maxshape: [length === undefined ? unlimited : BigInt(length), ...shape],
      chunks: [1n, ...shape],
      ...filters[packing],
    };
    this.#withBytes(path, new Uint8Array(8), (module, pointer) =>
      module.create_dataset(this.#file, path, pointer, metadata),
    );
    if (length) this.resize(path, [length, ...frameShape]);
  }

  resize(path: string, shape: readonly number[]): void {
    this.#check(path, (module) => module.resize_dataset(this.#file, path, shape.map(BigInt)));
  }

  /** Writes a frame; `bytes` are its numbers, little-endian. */
  frame(path: string, index: number, frameShape: readonly number[], bytes: Uint8Array): void {
    const count = [1n, ...frameShape.map(BigInt)];
    const offset = [BigInt(index), ...frameShape.map(() => 0n)];
    const ones = count.map(() => 1n);
    this.#withBytes(path, bytes, (module, pointer) =>
      module.set_dataset_data(this.#file, path, count, offset, ones, pointer),
    );
  }

  /** Ends the file; its bytes are all in the sink then. */
  close(): void {
    if (this.#file <= 0n) return;
    const file = this.#file;
    this.#file = 0n;
    this.#check("the end of the file", (module) => module.close_file(file));
    this.#instance.fs.unmount(this.#path);
  }

  #withBytes(path: string, bytes: Uint8Array, write: (module: Hdf5Module, pointer: bigint) => number): void {
    this.#check(path, (module) => {
      const pointer = module._malloc(Math.max(8, bytes.length));
      if (pointer === 0) return -1;
      try {
        module.HEAPU8.set(bytes, pointer);
        return write(module, BigInt(pointer));
      } finally {
        module._free(pointer);
      }
    });
  }

  #check(what: string, run: (module: Hdf5Module) => number): void {
    if (this.#call(what, run) < 0) throw this.#failed(what);
  }

  #call<T>(what: string, run: (module: Hdf5Module) => T): T {
    return callHdf5(this.#path, this.#name, what, run, this.#instance);
  }

  #failed(what: string): EwaldError {
    const cause = hdf5Error(this.#name, what, this.#instance);
    return new EwaldError("file-unreadable", `${this.#name}: ${what} cannot be written.`, { cause });
  }
}

function encoded(value: WrittenValue): { bytes: Uint8Array; metadata: Hdf5WriteMetadata } {
  const plain = { vlen: false, maxshape: null, chunks: null };
  if (typeof value === "string") {
    // One byte more than the text: the NUL that ends it.
    const bytes = new TextEncoder().encode(`${value}\0`);
    const text = { type: typeClass.string, size: bytes.length, signed: false, cset: 0 };
    return { bytes, metadata: { ...plain, ...text, shape: [] } };
  }
  if (typeof value === "number") {
    const bytes = new Uint8Array(Float64Array.of(value).buffer);
    return { bytes, metadata: { ...plain, ...types.float64, shape: [] } };
  }
  const { numbers, type } = "numbers" in value ? value : { numbers: value, type: "float64" as const };
  const { size } = types[type];
  const arrays = {
    uint8: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
  };
  const made =
    type === "float64"
      ? Float64Array.from(numbers)
      : type === "float32"
        ? Float32Array.from(numbers)
        : arrays[type].from(numbers);
  const scalar = "numbers" in value && numbers.length === 1 && size <= 4;
  const shape = scalar ? [] : [BigInt(numbers.length)];
  return { bytes: new Uint8Array(made.buffer), metadata: { ...plain, ...types[type], shape } };
}
