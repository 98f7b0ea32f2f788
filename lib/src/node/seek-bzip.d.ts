declare module "seek-bzip" {
  /** Decompresses; either stream may be any object with these methods. */
  export function decode(
    input: { readByte(): number; read(buffer: Uint8Array, from: number, count: number): number },
    output: { writeByte(byte: number): void },
    multistream?: boolean,
  ): void;
}
