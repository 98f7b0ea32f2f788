import { type ByteSource, peek } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import type { EmscriptenFs, FsNode, FsStream } from "./module.js";

/** Where a new file's bytes go; each piece has its place, and places may be written again. */
export interface ByteSink {
  /** Puts bytes at an offset; the sink may not keep them. */
  write(offset: number, bytes: Uint8Array): void;
  /** Bytes written before, to be read back. */
  read(offset: number, length: number): Uint8Array;
}

/** Folders above the master file within its mount, so that links such as "../raw/x.h5" stay in it. */
const depth = 8;
const above = Array.from({ length: depth }, (_, i) => `d${i}`);
const rootPath = "/ewald";
const directoryMode = 0o040555;
const fileMode = 0o100666;
const errno = { ENOENT: 44, EIO: 29, EINVAL: 28, EROFS: 69, EPERM: 63 } as const;
/** Reads in one call of the library beyond which its file leads in circles. */
const mostReads = 2_000_000;

interface Entry {
  /** Path from the master's folder, as its opener takes it; absolute where it starts with "/". */
  readonly path: string;
  readonly mount: Mount;
  readonly source?: ByteSource;
  sink?: ByteSink;
  size: number;
  /** A stretch of the file kept for the many small reads of headers. */
  page?: { readonly start: number; readonly bytes: Uint8Array };
}

/** One master file and what it refers to. */
interface Mount {
  readonly open: ((path: string) => ByteSource) | undefined;
  readonly opened: ByteSource[];
  readonly nodes: FsNode[];
}

const pageSize = 1 << 16;
const smallRead = 1 << 12;

/**
 * Shows byte sources to HDF5 as files of Emscripten's file system, read by the piece; each master file has a mount of its
 * own, in which files it refers to are opened on demand.
 */
export class SourceFs {
  readonly #fs: EmscriptenFs;
  readonly #entries = new WeakMap<FsNode, Entry>();
  readonly #nodeOps: object;
  readonly #streamOps: object;
  readonly #root: FsNode;
  #mounts = 0;
  #current: Mount | undefined;
  #reads = 0;
  /** What the running call looked for in vain: paths as files refer to them. */
  readonly missing: string[] = [];
  /** What a source itself complained of during the running call. */
  failure: unknown;
  /** While set, it is shown every larger piece read; true stops the call, whose read then fails. */
  watch: ((bytes: Uint8Array) => boolean) | undefined;

  constructor(fs: EmscriptenFs) {
    this.#fs = fs;
    this.#nodeOps = {
      getattr: (node: FsNode) => this.#attributes(node),
      setattr: (node: FsNode, change: { size?: number }) => {
        const entry = this.#entries.get(node);
        if (entry?.sink && change.size !== undefined) entry.size = change.size;
      },
      lookup: (parent: FsNode, name: string) => this.#lookup(parent, name),
      readdir: () => [".", ".."],
    };
    this.#streamOps = {
      read: (stream: FsStream, heap: Int8Array, at: number, length: number, position: number) =>
        this.#read(stream, heap, at, length, position),
      write: (stream: FsStream, heap: Int8Array, at: number, length: number, position: number) =>
        this.#write(stream, heap, at, length, position),
      llseek: (stream: FsStream, offset: number, whence: number) => {
        const size = this.#entries.get(stream.node)?.size ?? 0;
        const position = offset + (whence === 1 ? stream.position : whence === 2 ? size : 0);
        if (position < 0) throw new fs.ErrnoError(errno.EINVAL);
        return position;
      },
    };
    fs.mkdirTree(rootPath);
    const none: Mount = { open: undefined, opened: [], nodes: [] };
    this.#root = fs.mount(
      { mount: () => this.#node(null, "/", directoryMode, this.#folder(none, 0)) },
      {},
      rootPath,
    );
  }

  /** Begins a call of the library on a file. */
  begin(path: string): void {
    this.#current = this.#mountOf.get(path);
    this.#reads = 0;
    this.missing.length = 0;
    this.failure = undefined;
  }

  readonly #mountOf = new Map<string, Mount>();

  /** Shows a file; gives the path by which HDF5 opens it. */
  mount(source: ByteSource | undefined, open?: (path: string) => ByteSource, sink?: ByteSink): string {
    const mount: Mount = { open, opened: [], nodes: [] };
    const folders = [`${++this.#mounts}`, ...above];
    let folder = this.#root;
    folders.forEach((name, i) => {
      folder = this.#node(folder, name, directoryMode, this.#folder(mount, depth - i));
    });
    const name = "master.h5";
    const size = source?.size ?? 0;
    const entry: Entry = {
      path: name,
      mount,
      size,
      ...(source ? { source } : {}),
      ...(sink ? { sink } : {}),
    };
    this.#node(folder, name, fileMode, entry);
    const path = `${rootPath}/${folders.join("/")}/${name}`;
    this.#mountOf.set(path, mount);
    return path;
  }

  /** Takes a file away, with all it opened; the master's own source stays open. */
  unmount(path: string): void {
    const mount = this.#mountOf.get(path);
    if (!mount) return;
    this.#mountOf.delete(path);
    for (const source of mount.opened) source.close?.();
    for (const node of mount.nodes.reverse()) this.#fs.destroyNode(node);
  }

  /** Files under a path that the plugin search reads as a folder, in this order. */
  mountFiles(point: string, files: readonly { name: string; open: () => ByteSource }[]): void {
    this.#fs.mkdirTree(point);
    const mount: Mount = { open: undefined, opened: [], nodes: [] };
    const names = [".", "..", ...files.map(({ name }) => name)];
    const ops = {
      ...this.#nodeOps,
      readdir: () => names,
      lookup: (parent: FsNode, name: string) => {
        const file = files.find((each) => each.name === name);
        if (!file) throw new this.#fs.ErrnoError(errno.ENOENT);
        const source = file.open();
        return this.#node(parent, name, fileMode, { path: name, mount, source, size: source.size });
      },
    };
    const type = {
      mount: () => {
        const root = this.#node(null, "/", directoryMode, this.#folder(mount, 0));
        root.node_ops = ops;
        return root;
      },
    };
    this.#fs.mount(type, {}, point);
  }

  /** Lets absolute paths that HDF5 asks for reach the opener of the master file at work. */
  catchAbsolutePaths(): void {
    const root = this.#fs.root;
    const own = root.node_ops as { lookup(parent: FsNode, name: string): FsNode };
    const lookup = (parent: FsNode, name: string) => {
      const mount = this.#current;
      if (!mount?.open) return own.lookup(parent, name);
      return this.#found(parent, name, `/${name}`, mount, true);
    };
    root.node_ops = { ...own, lookup };
  }

  #folder(mount: Mount, up: number): Entry {
    return { path: up === 0 ? "" : Array.from({ length: up }, () => "..").join("/"), mount, size: 0 };
  }

  #node(parent: FsNode | null, name: string, mode: number, entry: Entry): FsNode {
    const node = this.#fs.createNode(parent, name, mode, 0);
    node.node_ops = this.#nodeOps;
    node.stream_ops = this.#streamOps;
    this.#entries.set(node, entry);
    entry.mount.nodes.push(node);
    return node;
  }

  #attributes(node: FsNode) {
    const size = this.#entries.get(node)?.size ?? 0;
    const time = new Date(0);
    const common = { dev: 1, nlink: 1, uid: 0, gid: 0, rdev: 0, blksize: 4096 };
    const times = { atime: time, mtime: time, ctime: time };
    return { ...common, ...times, ino: node.id, mode: node.mode, size, blocks: Math.ceil(size / 512) };
  }

  #lookup(parent: FsNode, name: string): FsNode {
    const entry = this.#entries.get(parent)!;
    const path = entry.path === "" ? name : `${entry.path}/${name}`;
    return this.#found(parent, name, path, entry.mount, path.startsWith("/"));
  }

  /** A node for what the opener gives for a path; a folder for what may be one. */
  #found(parent: FsNode, name: string, path: string, mount: Mount, absolute: boolean): FsNode {
    let source: ByteSource | undefined;
    try {
      source = mount.open?.(path);
    } catch (error) {
      // A path that is there but no file is a folder, and so may be a name without a dot.
      const folder = error instanceof EwaldError && error.code === "file-unreadable";
      if (folder || (absolute && !name.includes(".")))
        return this.#node(parent, name, directoryMode, { path, mount, size: 0 });
    }
    if (!source) {
      if (!name.includes(".") && mount.open)
        return this.#node(parent, name, directoryMode, { path, mount, size: 0 });
      this.missing.push(path);
      throw new this.#fs.ErrnoError(errno.ENOENT);
    }
    mount.opened.push(source);
    return this.#node(parent, name, fileMode, { path, mount, source, size: source.size });
  }

  #read(stream: FsStream, heap: Int8Array, at: number, length: number, position: number): number {
    const entry = this.#entries.get(stream.node);
    const count = Math.min(length, (entry?.size ?? 0) - position);
    if (!entry || count <= 0) return 0;
    if (++this.#reads > mostReads) {
      this.failure ??= new EwaldError("bad-format", `${entry.source?.name} leads in circles; it is damaged.`);
      throw new this.#fs.ErrnoError(errno.EIO);
    }
    try {
      const bytes = entry.sink ? entry.sink.read(position, count) : this.#bytes(entry, position, count);
      if (this.watch && count >= 12 && this.watch(bytes)) throw new this.#fs.ErrnoError(errno.EIO);
      heap.set(bytes, at);
      return count;
    } catch (error) {
      if (error instanceof this.#fs.ErrnoError) throw error;
      this.failure ??= error;
      throw new this.#fs.ErrnoError(errno.EIO);
    }
  }

  #bytes(entry: Entry, position: number, count: number): Uint8Array {
    const source = entry.source!;
    if (count > smallRead) return peek(source, position, count);
    const { page } = entry;
    if (!page || position < page.start || position + count > page.start + page.bytes.length) {
      const start = position - (position % 4096);
      const bytes = source.read(start, Math.min(pageSize, source.size - start));
      entry.page = { start, bytes };
    }
    const { start, bytes } = entry.page!;
    return bytes.subarray(position - start, position - start + count);
  }

  #write(stream: FsStream, heap: Int8Array, at: number, length: number, position: number): number {
    const entry = this.#entries.get(stream.node);
    if (!entry?.sink) throw new this.#fs.ErrnoError(errno.EROFS);
    try {
      entry.sink.write(position, new Uint8Array(heap.buffer, heap.byteOffset + at, length));
    } catch (error) {
      this.failure ??= error;
      throw new this.#fs.ErrnoError(errno.EIO);
    }
    entry.size = Math.max(entry.size, position + length);
    return length;
  }
}
