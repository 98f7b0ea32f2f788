import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { type ByteSource, BytesSource } from "./byteSource.js";
import { unpackedSource } from "./unpackedSource.js";

/** A source that counts what is read of it. */
class Counting implements ByteSource {
  read = (offset: number, length: number) => {
    this.bytes += length;
    return this.inner.read(offset, length);
  };
  bytes = 0;
  readonly inner: BytesSource;
  constructor(bytes: Uint8Array) {
    this.inner = new BytesSource(bytes, "a.gz");
  }
  get name() {
    return this.inner.name;
  }
  get size() {
    return this.inner.size;
  }
}

// Bytes that do not pack well, after a header of text.
const plain = new Uint8Array(400_000);
plain.set(new TextEncoder().encode("# header\r\n".repeat(100)));
for (let i = 1000, s = 1; i < plain.length; i++) {
  s ^= s << 13;
  s ^= s >>> 17;
  plain[i] = s ^= s << 5;
}

it("reads the head of a gzip file without the rest, and the rest when asked for", () => {
  const source = new Counting(gzipSync(plain));
  const file = unpackedSource(source);
  expect(file.size).toBe(plain.length);
  expect(file.read(0, 4096)).toEqual(plain.slice(0, 4096));
  expect(source.bytes).toBeLessThan(70_000);
  expect(file.read(300_000, 100_000)).toEqual(plain.slice(300_000));
  expect(file.read(5, 10)).toEqual(plain.slice(5, 15));
  expect(() => file.read(399_999, 2)).toThrow("2 bytes are needed at byte 399999");
});

it("leaves other files as they are, and tells damage", () => {
  const bytes = new BytesSource(plain.slice(0, 100), "plain");
  expect(unpackedSource(bytes)).toBe(bytes);
  const damaged = gzipSync(plain);
  damaged[damaged.length - 10]! ^= 1;
  const file = unpackedSource(new BytesSource(damaged, "bad.gz"));
  expect(file.read(0, 10)).toEqual(plain.slice(0, 10));
  expect(() => file.read(390_000, 10)).toThrow("bad.gz: the gzip data are damaged or cut short");
});
