/** The containers a table, mask or model list may come in, told by their first bytes: extensions lie. */
export type Container = "messagepack" | "pickle" | "gzip" | "bzip2" | "hdf5" | "json" | "unknown";

const starts = (bytes: Uint8Array, ...magic: number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);

/** What the file that starts with these bytes (8 are enough) is. */
export function sniff(bytes: Uint8Array): Container {
  const first = bytes[0] ?? 0;
  if (starts(bytes, 0x1f, 0x8b)) return "gzip";
  if (starts(bytes, 0x42, 0x5a, 0x68)) return "bzip2";
  if (starts(bytes, 0x89, 0x48, 0x44, 0x46)) return "hdf5";
  if (first === 0x93) return "messagepack";
  // Protocols 2 to 5 begin with PROTO; 0 and 1 with the GLOBAL or the MARK of what they hold.
  if (first === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5) return "pickle";
  if (first === 0x63 || first === 0x28) return "pickle";
  for (const byte of bytes) {
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) continue;
    return byte === 0x7b || byte === 0x5b ? "json" : "unknown";
  }
  return "unknown";
}

/** The same container, in words for an error message. */
export const containerName: Record<Container, string> = {
  messagepack: "a MessagePack file",
  pickle: "a Python pickle",
  gzip: "a gzip file",
  bzip2: "a bzip2 file",
  hdf5: "an HDF5 file",
  json: "a JSON file",
  unknown: "of no known kind",
};
