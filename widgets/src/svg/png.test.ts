import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodePng } from "./png.js";
import { drawPoints } from "./raster.js";

/** Reads the chunks of a PNG file and checks each one's CRC against zlib's own (the tail of a gzip member). */
function chunks(file: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(file);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  const found = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    found.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return found;
}

describe("encodePng", () => {
  it("holds the pixels and the palette given", () => {
    const file = encodePng({
      width: 3,
      height: 2,
      pixels: Uint8Array.of(0, 1, 1, 1, 0, 1),
      palette: Uint8Array.of(0, 0, 0, 0, 10, 20, 30, 255),
    });
    const found = chunks(file);
    expect([...found.keys()]).toEqual(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
    expect(Array.from(inflateSync(found.get("IDAT")!))).toEqual([0, 0, 1, 1, 0, 1, 0, 1]);
    expect(Array.from(found.get("PLTE")!)).toEqual([0, 0, 0, 10, 20, 30]);
    expect(Array.from(found.get("tRNS")!)).toEqual([0, 255]);
    // CRC-32 of "IEND", a constant of the format.
    expect(Buffer.from(file.slice(-4)).toString("hex")).toBe("ae426082");
  });
});

describe("drawPoints", () => {
  const linear = (low: number, high: number) =>
    ({ title: "", scale: "linear", range: [low, high] as const }) as const;

  it("covers as much as the disc's area, at the place its coordinates say", () => {
    const point = {
      mark: "points",
      name: "",
      color: "#0072B2",
      x: Float64Array.of(3),
      y: Float64Array.of(8),
      mode: "points",
      size: 6,
      opacity: 1,
    } as const;
    const image = drawPoints(point, linear(0, 10), linear(0, 10), 40, 40, 1);
    let area = 0;
    let cx = 0;
    let cy = 0;
    image.pixels.forEach((pixel, i) => {
      const alpha = image.palette[4 * pixel + 3]! / 255;
      area += alpha;
      cx += alpha * ((i % 40) + 0.5);
      cy += alpha * (Math.floor(i / 40) + 0.5);
    });
    expect(area).toBeGreaterThan(Math.PI * 9 * 0.95);
    expect(area).toBeLessThan(Math.PI * 9 * 1.05);
    expect(cx / area).toBeCloseTo(12, 1);
    expect(cy / area).toBeCloseTo(8, 1);
  });
});
