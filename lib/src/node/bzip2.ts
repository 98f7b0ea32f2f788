import bzip2 from "seek-bzip";
import { EwaldError } from "../error.js";

/** What is accepted beyond a multiple of the compressed size: maps of one value pack 5000 times and more. */
const least = 2 ** 26;
const mostPerByte = 6000;

/** Decompresses a bzip2 file of one stream, its checksums verified. `name` is for error messages. */
export function bunzip2(bytes: Uint8Array, name: string): Uint8Array {
  const most = least + mostPerByte * bytes.length;
  let out = new Uint8Array(Math.min(most, 8 * bytes.length + 1024));
  let length = 0;
  let at = 0;
  const readByte = () => {
    if (at >= bytes.length) throw new Error("ends too early");
    return bytes[at++]!;
  };
  const read = (buffer: Uint8Array, from: number, count: number) => {
    for (let i = 0; i < count; i++) buffer[from + i] = readByte();
    return count;
  };
  const writeByte = (byte: number) => {
    if (length === out.length) {
      if (length >= most) throw new Error("too long");
      const larger = new Uint8Array(Math.min(most, 2 * length));
      larger.set(out);
      out = larger;
    }
    out[length++] = byte;
  };
  try {
    bzip2.decode({ readByte, read }, { writeByte });
  } catch (error) {
    const what =
      length >= most
        ? `hold more than ${most} bytes, too much for ${bytes.length}`
        : "are damaged or cut short";
    throw new EwaldError("bad-format", `${name}: the bzip2 data ${what}.`, { cause: error });
  }
  return out.subarray(0, length);
}
