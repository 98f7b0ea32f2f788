import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { filterName, hdf5Filters } from "./filters.js";
import {
  callHdf5,
  filesBeside,
  type Hdf5Instance,
  hdf5,
  hdf5Error,
  isRunning,
  pluginsHere,
} from "./library.js";
import { access, type Hdf5Metadata, type Hdf5Module, objectType } from "./module.js";
import { type Hdf5Values, numberClass, numbersOf, textsOf, variableTextsOf } from "./values.js";

/** What stands at a path: a link that leads nowhere counts as "missing". */
export type Hdf5Kind = "group" | "dataset" | "missing";

/** Most bytes a value that is read whole may have. */
const mostBytes = 2 ** 28;
/** Most bytes of an array read whole, by how much its file may have packed it, and how much is read at a time. */
const mostWhole = 2 ** 32;
const mostPacked = 1100;
const slab = 2 ** 25;
const idle = new FinalizationRegistry<{ instance: Hdf5Instance; path: string; id: bigint }>(closeIn);

function closeIn({ instance, path, id }: { instance: Hdf5Instance; path: string; id: bigint }): void {
  if (!isRunning(instance)) return;
  try {
    instance.module.close_file(id);
    instance.fs.unmount(path);
  } catch {
    // An HDF5 that broke down has nothing left to close.
  }
}

/** An HDF5 file read by pieces, with those its links lead to. Paths are those within the file, from "/". */
export class Hdf5File {
  readonly source: ByteSource;
  readonly #open: ((path: string) => ByteSource) | undefined;
  #at: { instance: Hdf5Instance; path: string; id: bigint } | undefined;
  #closed = false;

  /**
   * `open` opens a file that this one refers to, by the path as it stands there. Throws EwaldError `"bad-format"` when it is no
   * HDF5 file, `"unsupported"` where HDF5 has not been loaded.
   */
  constructor(
    source: ByteSource,
    open: ((path: string) => ByteSource) | undefined = filesBeside(source.name),
  ) {
    this.source = source;
    this.#open = open;
    this.#opened();
  }

  get name(): string {
    return this.source.name;
  }

  /** What stands at a path, links followed. */
  kind(path: string): Hdf5Kind {
    const type = this.call(path, (module, file) => module.get_type(file, path));
    return type === objectType.group ? "group" : type === objectType.dataset ? "dataset" : "missing";
  }

  /** Names in a group, links of every kind among them; in order of name unless the file keeps another. */
  names(path: string): string[] {
    if (this.kind(path) !== "group") throw this.bad(path, "is no group");
    return this.call(path, (module, file) => module.get_names(file, path, false));
  }

  /** The file and path that an external link at this very path names; undefined for other things. */
  externalLink(path: string): { filename: string; path: string } | undefined {
    const { filename, obj_path } = this.call(path, (module, file) => module.get_external_link(file, path));
    return filename === undefined || obj_path === undefined ? undefined : { filename, path: obj_path };
  }

  attributeNames(path: string): string[] {
    return this.call(path, (module, file) => module.get_attribute_names(file, path));
  }

  /** Value of an attribute of what stands at the path; undefined when there is none, or it is of no type read here. */
  attribute(path: string, name: string): Hdf5Values | undefined {
    const names = this.#attributes.get(path) ?? this.attributeNames(path);
    this.#attributes.set(path, names);
    if (!names.includes(name)) return undefined;
    const what = `attribute ${name} of ${path}`;
    return this.call(what, (module, file) => {
      const metadata = module.get_attribute_metadata(file, path, name);
      return this.#value(module, metadata, what, (pointer) =>
        module.get_attribute_data(file, path, name, BigInt(pointer)),
      );
    });
  }

  readonly #attributes = new Map<string, string[]>();

  /** Shape, type and layout of a dataset. Throws EwaldError `"missing-column"` when there is none at the path. */
  dataset(path: string): Hdf5Metadata {
    if (this.kind(path) !== "dataset") throw this.missing(path);
    return this.call(path, (module, file) => module.get_dataset_metadata(file, path));
  }

  /** The whole of a small dataset; undefined when there is none, or it is of no type read here. */
  value(path: string): Hdf5Values | undefined {
    if (this.kind(path) !== "dataset") return undefined;
    const metadata = this.dataset(path);
    this.checkFilters(path);
    return this.call(path, (module, file) =>
      this.#value(module, metadata, path, (pointer) =>
        module.get_dataset_data(file, path, null, null, null, BigInt(pointer)),
      ),
    );
  }

  /**
   * The numbers of a dataset of any size, read in slabs. Throws EwaldError `"bad-format"` when it claims more than its file can
   * hold, or holds no numbers.
   */
  numbers(path: string): Exclude<Hdf5Values, string[]> {
    const metadata = this.dataset(path);
    this.checkFilters(path);
    const { shape, size, total_size: total } = metadata;
    const bytes = total * size;
    if (!shape || shape.length === 0 || !numberClass(metadata))
      throw this.bad(path, "is no array of numbers");
    // Nothing packs more than 1032 times (deflate); LZ4 255 times.
    if (bytes > Math.min(mostWhole, mostPacked * this.source.size))
      throw this.bad(path, `claims ${bytes} bytes, more than a file of ${this.source.size} bytes can hold`);
    const [rows, ...rest] = shape as [number, ...number[]];
    const rowBytes = rows === 0 ? 0 : bytes / rows;
    const step = Math.max(1, Math.floor(slab / Math.max(1, rowBytes)));
    const whole = new Uint8Array(bytes);
    for (let from = 0; from < rows && bytes > 0; from += step) {
      const count = Math.min(step, rows - from);
      const length = count * rowBytes;
      const pointer = this.call(path, (module) => module._malloc(length));
      if (pointer === 0) throw this.bad(path, `needs ${length} bytes, for which there is no memory`);
      try {
        this.readBox(path, [from, ...rest.map(() => 0)], [count, ...rest], pointer);
        this.call(path, (module) =>
          whole.set(module.HEAPU8.subarray(pointer, pointer + length), from * rowBytes),
        );
      } finally {
        this.call(path, (module) => module._free(pointer));
      }
    }
    return numbersOf(whole, metadata)!;
  }

  /** Throws EwaldError `"unsupported"` naming a filter that HDF5 cannot undo here. */
  checkFilters(path: string): void {
    for (const { id, name } of this.filters(path)) {
      const known = hdf5Filters[id];
      const packed = `${this.name}: ${path} is packed with ${filterName(id, name)}`;
      if (!known)
        throw new EwaldError(
          "unsupported",
          `${packed}, which is not read here; repack it with bitshuffle, LZ4, Zstandard, Blosc or gzip (h5repack -f).`,
        );
      if (known.plugin && !pluginsHere().includes(known.plugin))
        throw new EwaldError(
          "unsupported",
          `${packed}, whose plugin ${known.plugin} is not loaded; give loadHdf5 a pluginUrl, and name it in plugins.`,
        );
    }
  }

  filters(path: string): { id: number; name: string; cd_values: number[] }[] {
    return this.call(path, (module, file) => module.get_dataset_filters(file, path));
  }

  /**
   * Reads a box of a dataset into `pointer` of HDF5's memory, or as far as `watch` lets it (see SourceFs); whether all was
   * read. Throws when it fails for another reason.
   */
  readBox(
    path: string,
    offset: readonly number[],
    count: readonly number[],
    pointer: number,
    watch?: (bytes: Uint8Array) => boolean,
  ): boolean {
    return this.call(path, (module, file) => {
      const { fs } = hdf5();
      const big = (numbers: readonly number[]) => numbers.map(BigInt);
      let stopped = false;
      fs.watch = watch && ((bytes) => (stopped = watch(bytes)));
      try {
        const ones = offset.map(() => 1n);
        const status = module.get_dataset_data(file, path, big(count), big(offset), ones, BigInt(pointer));
        if (stopped) return false;
        // A source of a virtual dataset that is not there reads as blank, which no reader should take for counts.
        if (status < 0 || fs.missing.length > 0) throw hdf5Error(this.name, path, hdf5());
        return true;
      } finally {
        fs.watch = undefined;
      }
    });
  }

  /** Opens a file this one refers to, for as long as `use` runs. */
  withReferred<T>(path: string, use: (other: Hdf5File) => T): T {
    const open = this.#open;
    if (!open) throw this.bad(path, "cannot be opened: no way to open other files was given");
    const source = open(path);
    const other = new Hdf5File(source);
    try {
      return use(other);
    } finally {
      other.close();
      source.close?.();
    }
  }

  /** Runs a call of HDF5 on this file, `what` being what error messages say it was about. */
  call<T>(what: string, run: (module: Hdf5Module, file: bigint) => T): T {
    const { path, id } = this.#opened();
    return callHdf5(path, this.name, what, (module) => run(module, id));
  }

  bad(path: string, what: string): EwaldError {
    return new EwaldError("bad-format", `${this.name}: ${path} ${what}.`);
  }

  /** The error of a path at which nothing stands, naming the file that a broken link leads to. */
  missing(path: string): EwaldError {
    const parts = path.split("/").filter((part) => part !== "");
    for (let i = 1; i <= parts.length; i++) {
      const at = `/${parts.slice(0, i).join("/")}`;
      const link = this.externalLink(at);
      if (!link && this.kind(at) === "missing") break;
      if (!link || this.kind(at) !== "missing") continue;
      return new EwaldError(
        "file-not-found",
        `${this.name}: ${at} is a link to ${link.path} of the file ${link.filename}, which is not there or does not hold it; ` +
          "put the data file beside the master file.",
      );
    }
    return new EwaldError("missing-column", `${this.name} has no dataset ${path}.`);
  }

  close(): void {
    this.#closed = true;
    if (!this.#at) return;
    idle.unregister(this);
    closeIn(this.#at);
    this.#at = undefined;
  }

  /** Opens the file in the running HDF5 unless it is open there. */
  #opened(): { path: string; id: bigint } {
    if (this.#closed)
      throw new EwaldError("file-unreadable", `${this.name} has been closed; open it again to read on.`);
    const instance = hdf5();
    if (this.#at?.instance === instance) return this.#at;
    const path = instance.fs.mount(this.source, this.#open);
    try {
      const id = callHdf5(path, this.name, "the file", (module) => {
        let file = module.open(path, access.read, false, -1, -1);
        // A file that is still being written, or whose writer was killed, opens only as such; others would wait for its end.
        if (file <= 0n && instance.printed.some((line) => line.includes("open for write")))
          file = module.open(path, access.swmrRead, false, -1, -1);
        if (file <= 0n) throw hdf5Error(this.name, "the file", hdf5());
        return file;
      });
      this.#at = { instance, path, id };
      idle.register(this, this.#at, this);
      return this.#at;
    } catch (error) {
      instance.fs.unmount(path);
      throw error;
    }
  }

  #value(
    module: Hdf5Module,
    metadata: Hdf5Metadata,
    what: string,
    read: (pointer: number) => number,
  ): Hdf5Values | undefined {
    const { shape, size, total_size, vlen } = metadata;
    if (!shape) return undefined;
    const length = size * total_size;
    if (!(length <= mostBytes))
      throw this.bad(what, `claims ${length} bytes, more than the ${mostBytes} that are read at once`);
    const pointer = module._malloc(Math.max(1, length));
    if (pointer === 0) throw this.bad(what, `needs ${length} bytes, for which there is no memory`);
    try {
      module.HEAPU8.fill(0, pointer, pointer + length);
      if (read(pointer) < 0) throw hdf5Error(this.name, what, hdf5());
      const bytes = module.HEAPU8.slice(pointer, pointer + length);
      if (metadata.type !== 3) return numbersOf(bytes, metadata);
      return vlen ? variableTextsOf(bytes, module) : textsOf(bytes, size);
    } finally {
      module._free(pointer);
    }
  }
}
