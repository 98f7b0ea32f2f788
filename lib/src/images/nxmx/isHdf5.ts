const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether a file begins as HDF5 does, perhaps after a user's block of 512 bytes, or twice, four times … so many. */
export function isHdf5(head: Uint8Array): boolean {
  return [0, 512, 1024, 2048].some((at) => signature.every((byte, i) => head[at + i] === byte));
}
