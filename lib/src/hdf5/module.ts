/** What HDF5 says of a dataset or an attribute. */
export interface Hdf5Metadata {
  /** Class: 0 integer, 1 float, 3 string, 6 compound, 8 enum … (H5T_class_t). */
  readonly type: number;
  /** Bytes of one element. */
  readonly size: number;
  readonly signed: boolean;
  /** Text of variable length. */
  readonly vlen: boolean;
  readonly cset?: number;
  /** Null for an empty dataspace, [] for a scalar. */
  readonly shape: number[] | null;
  readonly total_size: number;
  readonly chunks: number[] | null;
  readonly enum_type?: { readonly type: number };
  readonly virtual_sources?: readonly { readonly file_name: string; readonly dset_name: string }[];
}

/** What creates a dataset or an attribute. */
export interface Hdf5WriteMetadata {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly vlen: boolean;
  readonly cset?: number;
  readonly shape: readonly bigint[];
  readonly maxshape: readonly bigint[] | null;
  readonly chunks: readonly bigint[] | null;
  readonly compression?: number;
  readonly compression_opts?: readonly number[];
}

/** A file, folder or open file of Emscripten's file system, as far as it is used here. */
export interface FsNode {
  readonly id: number;
  readonly name: string;
  readonly parent: FsNode;
  mode: number;
  node_ops: object;
  stream_ops: object;
}

export interface FsStream {
  readonly node: FsNode;
  position: number;
}

/** Emscripten's file system, as far as it is used here. */
export interface EmscriptenFs {
  readonly root: FsNode;
  readonly ErrnoError: new (errno: number) => Error;
  createNode(parent: FsNode | null, name: string, mode: number, dev?: number): FsNode;
  mount(type: object, options: object, mountpoint: string): FsNode;
  destroyNode(node: FsNode): void;
  mkdirTree(path: string): void;
}

/** The functions of h5wasm's C++ layer that are used here (h5wasm 0.10, `hdf5_util.cc`). */
export interface Hdf5Module {
  readonly FS: EmscriptenFs;
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  UTF8ToString(pointer: number): string;
  open(path: string, mode: number, trackOrder: boolean, low: number, high: number): bigint;
  close_file(file: bigint): number;
  flush(file: bigint): number;
  get_type(file: bigint, path: string): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_external_link(file: bigint, path: string): { filename?: string; obj_path?: string };
  get_symbolic_link(file: bigint, path: string): string | null;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): Hdf5Metadata;
  get_attribute_data(file: bigint, path: string, name: string, pointer: bigint): number;
  get_dataset_metadata(file: bigint, path: string): Hdf5Metadata;
  get_dataset_filters(file: bigint, path: string): { id: number; name: string; cd_values: number[] }[];
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    pointer: bigint,
  ): number;
  set_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    pointer: bigint,
  ): number;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, pointer: bigint): number;
  create_group(file: bigint, path: string, trackOrder: boolean): number;
  create_dataset(file: bigint, path: string, pointer: bigint, metadata: Hdf5WriteMetadata): number;
  resize_dataset(file: bigint, path: string, size: bigint[]): number;
  create_attribute(
    file: bigint,
    path: string,
    name: string,
    pointer: bigint,
    metadata: Hdf5WriteMetadata,
  ): number;
  create_soft_link(file: bigint, target: string, name: string): number;
  create_external_link(file: bigint, filename: string, target: string, name: string): number;
  get_plugin_search_paths(): string[];
  insert_plugin_search_path(path: string, index: number): number;
  remove_plugin_search_path(index: number): number;
}

/** Options of Emscripten's module factory that are used here. */
export interface Hdf5ModuleOptions {
  readonly noInitialRun: true;
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}

/** H5T_class_t. */
export const typeClass = { integer: 0, float: 1, string: 3, enum: 8 } as const;
/** H5Fopen's and H5Fcreate's flags. */
export const access = { read: 0, truncate: 2, swmrRead: 64 } as const;
/** H5G_obj_t, as get_type answers. */
export const objectType = { group: 0, dataset: 1, link: 3, externalLink: 4 } as const;
