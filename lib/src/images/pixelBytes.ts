/** Whether this machine keeps the least significant byte first, as typed arrays then do. */
export const littleEndianMachine = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns round the bytes of each number of a width, in place. */
export function swapBytes(bytes: Uint8Array, width: 2 | 4): void {
  if (width === 2)
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const first = bytes[i]!;
      bytes[i] = bytes[i + 1]!;
      bytes[i + 1] = first;
    }
  else for (let i = 0; i + 3 < bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
}
