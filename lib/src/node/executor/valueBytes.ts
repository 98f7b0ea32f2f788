import { DefaultDeserializer, DefaultSerializer } from "node:v8";

/** Arrays of so many bytes and more are worth a file of their own that many shards refer to. */
const largePart = 2 ** 16;

const views = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
] as const;
type ViewConstructor = new (buffer: ArrayBuffer) => ArrayBufferView;

/** Bytes a view covers; those of shared memory too. */
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Of a value that refers to parts: where they are kept, by number. */
export type KeepPart = (bytes: Uint8Array) => number;
export type PartOf = (part: number) => Uint8Array;

/**
 * The bytes of a value as node:v8 writes it: a structured clone. Large arrays go to `keep`, if it is given, and the value refers to
 * them by number. Throws where there is a function in it.
 */
export function valueBytes(value: unknown, keep?: KeepPart): Uint8Array {
  const serializer = new Serializer(keep);
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/** As `valueBytes` wrote it. Every typed array has a buffer of its own, as a structured clone has. */
export function bytesValue(bytes: Uint8Array, partOf?: PartOf): unknown {
  const deserializer = new Deserializer(bytes, partOf);
  deserializer.readHeader();
  return deserializer.readValue();
}

// Node's own gives back views of the whole file's bytes: kept alive by the smallest of them, and ill to be transferred. A view is
// its kind, then 0, its length and its bytes, or 1 and the number of its part.
class Serializer extends DefaultSerializer {
  readonly #keep: KeepPart | undefined;

  constructor(keep?: KeepPart) {
    super();
    this.#keep = keep;
  }

  _writeHostObject(view: ArrayBufferView): void {
    const name = Buffer.isBuffer(view) ? "Uint8Array" : Object.prototype.toString.call(view).slice(8, -1);
    this.writeUint32(views.indexOf(name as (typeof views)[number]));
    const bytes = bytesOf(view);
    if (this.#keep && bytes.length >= largePart) {
      this.writeUint32(1);
      this.writeUint32(this.#keep(bytes));
    } else {
      this.writeUint32(0);
      this.writeUint64(Math.floor(bytes.length / 2 ** 32), bytes.length % 2 ** 32);
      this.writeRawBytes(bytes);
    }
  }
}

class Deserializer extends DefaultDeserializer {
  readonly #partOf: PartOf | undefined;

  constructor(bytes: Uint8Array, partOf?: PartOf) {
    super(bytes);
    this.#partOf = partOf;
  }

  _readHostObject(): ArrayBufferView {
    const kind = views[this.readUint32()]!;
    const make = (globalThis as unknown as Record<string, ViewConstructor>)[kind]!;
    if (this.readUint32() === 1)
      return new make(this.#partOf!(this.readUint32()).slice().buffer as ArrayBuffer);
    const [high, low] = this.readUint64();
    return new make(new Uint8Array(this.readRawBytes(high * 2 ** 32 + low)).buffer);
  }
}

/** The version of V8's format that this Node writes; it reads this one and older ones. */
export const valueFormat: number = valueBytes(null)[1]!;
