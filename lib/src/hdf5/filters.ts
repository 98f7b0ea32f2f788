/** A filter of chunks: how it is called, and the plugin that brings it, when HDF5 itself does not. */
export interface Hdf5Filter {
  readonly name: string;
  readonly plugin?: string;
}

/** By the numbers registered with the HDF Group; what stands here can be read. */
export const hdf5Filters: Readonly<Record<number, Hdf5Filter>> = {
  1: { name: "gzip" },
  2: { name: "shuffle" },
  3: { name: "fletcher32" },
  5: { name: "nbit" },
  6: { name: "scaleoffset" },
  32008: { name: "bitshuffle", plugin: "bshuf" },
  32004: { name: "LZ4", plugin: "lz4" },
  32015: { name: "Zstandard", plugin: "zstd" },
  32001: { name: "Blosc", plugin: "blosc" },
  32026: { name: "Blosc2", plugin: "blosc2" },
  307: { name: "bzip2", plugin: "bz2" },
  32000: { name: "LZF", plugin: "lzf" },
};

/** Filters that are registered, but not read here. */
const others: Readonly<Record<number, string>> = {
  4: "SZIP",
  32013: "ZFP",
  32017: "SZ",
  32018: "FCIDECOMP",
  32019: "JPEG",
  32024: "SZ3",
};

/** Plugins in the order in which HDF5 tries them: what detectors write first. */
export const hdf5PluginNames: readonly string[] = Object.values(hdf5Filters).flatMap(({ plugin }) =>
  plugin ? [plugin] : [],
);

export const pluginFile = (plugin: string): string => `libH5Z${plugin}.so`;

/** "bitshuffle (32008)", for messages. */
export function filterName(id: number, given = ""): string {
  return `${hdf5Filters[id]?.name ?? others[id] ?? (given.split(";")[0] || "unknown")} (${id})`;
}
