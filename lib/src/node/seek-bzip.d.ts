declare module "seek-bzip" {
  const bzip2: {
    /** Decompresses; either stream may be any object with these methods. */
    decode(
      input: { readByte(): number; read(buffer: Uint8Array, from: number, count: number): number },
      output: { writeByte(byte: number): void },
      multistream?: boolean,
    ): void;
  };
  export default bzip2;
}
