import { EwaldError } from "../error.js";
import { gunzip } from "./gzip.js";
import { sniff } from "./sniff.js";

type Unpack = (bytes: Uint8Array, name: string) => Uint8Array;

let bunzip2: Unpack = (_bytes, name) => {
  throw new EwaldError(
    "unsupported",
    `${name} is packed with bzip2, which is not read here; unpack it first.`,
  );
};

/** Gives the reader of bzip2 files; `node/` does. */
export function installBunzip2(unpack: Unpack): void {
  bunzip2 = unpack;
}

/** The bytes, unpacked if they are gzip or bzip2 (told by content). What is packed twice is an error. */
export function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  const container = sniff(bytes.subarray(0, 64));
  if (container !== "gzip" && container !== "bzip2") return bytes;
  const inner = (container === "gzip" ? gunzip : bunzip2)(bytes, name);
  const again = sniff(inner.subarray(0, 64));
  if (again === "gzip" || again === "bzip2")
    throw new EwaldError("bad-format", `${name} is packed twice; unpack it once.`);
  return inner;
}
