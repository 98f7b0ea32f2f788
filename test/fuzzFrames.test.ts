// Images damaged in every way: each is read or refused by EwaldError, in time, without memory taken for sizes that are a lie.
import { expect, it } from "vitest";
import { BytesSource } from "../lib/src/bytes/byteSource.js";
import { EwaldError } from "../lib/src/error.js";
import { openImage } from "../lib/src/images/openImage.js";
import { brukerImage, rayonixImage } from "./support/frames.js";
import { smvImage } from "./support/smv.js";

const files = 10_000;
/** More than any true small image here needs, bytes; a claim of more must be refused. */
const most = 2 ** 20;

/** Whole numbers from 0 to n − 1 (mulberry32), the same each time. */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

const numbers = ["0", "-1", "99999999", "1e308", "NaN", "", "0x10", "4294967296", "-0.5"];

/** A damaged copy: bytes changed, numbers of a text header replaced, parts cut out, doubled or left off. */
function damaged(image: Uint8Array, next: (n: number) => number): Uint8Array {
  let bytes = image.slice();
  for (let i = 0; i <= next(4); i++) {
    const at = next(Math.min(bytes.length, next(4) === 0 ? bytes.length : 2400)) || 0;
    switch (next(6)) {
      case 0:
        bytes[at] = next(256);
        break;
      case 1:
        bytes[at]! ^= 1 << next(8);
        break;
      case 2: {
        const text = new TextEncoder().encode(numbers[next(numbers.length)]);
        if (at + text.length <= bytes.length) bytes.set(text, at);
        break;
      }
      case 3:
        if (at + 4 <= bytes.length)
          new DataView(bytes.buffer).setInt32(
            at,
            [-1, 0, 2 ** 31 - 1, -(2 ** 31), 65_536][next(5)]!,
            next(2) === 0,
          );
        break;
      case 4:
        bytes = bytes.slice(0, next(bytes.length + 1));
        break;
      default: {
        // A run of bytes moved elsewhere.
        const from = next(bytes.length + 1);
        bytes.set(bytes.slice(from, from + Math.min(200, bytes.length - at)), at);
      }
    }
    if (bytes.length === 0) break;
  }
  return bytes;
}

/** A source that refuses to give more than an image can need: no reader may ask. */
class BoundedSource extends BytesSource {
  override read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (length > most && length <= this.size) throw new Error(`asked for ${length} bytes`);
    return super.read(offset, length);
  }
}

const saturn = {
  DETECTOR_NUMBER: 1,
  DETECTOR_NAMES: "CCD_",
  Data_type: "unsigned short int",
  CCD_DETECTOR_DESCRIPTION: "Saturn 92",
  DTREK_DATE_TIME: "14-Mar-2008 10:11:12",
  CCD_DETECTOR_DIMENSIONS: "8 6",
  CCD_DETECTOR_VECTORS: "1 0 0 0 1 0",
  CCD_GONIO_UNITS: "deg mm",
  CCD_GONIO_VALUES: "-25.1 -60",
  CCD_GONIO_VECTORS: "1 0 0 0 0 1",
  CCD_SPATIAL_DISTORTION_INFO: "4.1 3.2 0.1 0.11",
  CCD_SPATIAL_DISTORTION_VECTORS: "0 -1 -1 0",
  CRYSTAL_GONIO_NAMES: "Omega",
  CRYSTAL_GONIO_UNITS: "deg",
  CRYSTAL_GONIO_VALUES: "30",
  CRYSTAL_GONIO_VECTORS: "1 0 0",
  ROTATION: "3.5 4 0.5 12 0 0 0 0 180 0",
  ROTATION_AXIS_NAME: "Omega",
  ROTATION_VECTOR: "1 0 0",
  SOURCE_VECTORS: "0 0 1 0 1 0",
  SCAN_WAVELENGTH: 1.5418,
  SOURCE_POLARZ: "0.5 1 0 0",
  SATURATED_VALUE: "60000.0",
};
const tables = new Uint8Array(24 + 48).fill(9, 0, 24);
tables[2] = tables[3] = 255;
tables[5] = 0;
new DataView(tables.buffer).setUint16(40, 65_535, true);

const originals: Record<string, Uint8Array> = {
  "SMV of ADSC": smvImage((f, s) => f * 100 + s),
  "SMV of a Saturn": smvImage((f, s) => f * 100 + s, { header: saturn, without: ["BEAM_CENTER_X"] }),
  Rayonix: rayonixImage(8, (f, s) => f * 100 + s),
  Bruker: brukerImage({ NOVERFL: "1 2 1" }, tables),
  "Bruker's format 86": brukerImage(
    { FORMAT: 86, NOVERFL: 1 },
    new Uint8Array([...new Uint8Array(24), ...new TextEncoder().encode("   100000      7")]),
  ),
};

for (const [name, original] of Object.entries(originals))
  it(`${files} damaged images, ${name}`, () => {
    const next = random(20_261_125);
    let read = 0;
    let refused = 0;
    const began = performance.now();
    for (let i = 0; i < files; i++) {
      const source = new BoundedSource(damaged(original, next), "f_0001.img");
      let good = true;
      const attempt = (run: () => unknown) => {
        try {
          run();
        } catch (error) {
          if (!(error instanceof EwaldError)) throw new Error(`file ${i}`, { cause: error });
          expect(error.message).not.toMatch(/undefined|NaN\b.*NaN|\[object/);
          good = false;
        }
      };
      attempt(() => {
        const file = openImage(source);
        attempt(() => file.getRawData());
        attempt(() => file.getDetector());
        attempt(() => file.getBeam());
        attempt(() => file.getGoniometer());
        attempt(() => file.getScan());
      });
      if (good) read++;
      else refused++;
    }
    // Both happen, or the damage is not what it should be.
    expect(read).toBeGreaterThan(files / 50);
    expect(refused).toBeGreaterThan(files / 50);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

it("a header that claims gigabytes is refused before they are taken", () => {
  const claims = [
    smvImage(() => 1, { size: [8, 6], header: { SIZE1: 65_536, SIZE2: 65_536 } }),
    rayonixImage(8, () => 1, { ints: { 1104: 40_000, 1108: 40_000 } }),
    brukerImage({ NROWS: 60_000, NCOLS: 60_000 }, new Uint8Array(24)),
  ];
  // The tags of the TIFF say the same as the detector's header.
  const rayonix = new DataView(claims[1]!.buffer);
  rayonix.setUint32(18, 40_000, true);
  rayonix.setUint32(30, 40_000, true);
  for (const claim of claims) {
    const before = process.memoryUsage().arrayBuffers;
    expect(() => openImage(new BytesSource(claim, "c_0001.img")).getRawData()).toThrow(/cut short/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(most);
  }
});
