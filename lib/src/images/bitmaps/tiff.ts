import type { Bitmap } from "./bitmap.js";

const [short, long] = [3, 4];

/** TIFF file (revision 6.0, baseline RGB): little-endian, one strip, not packed, as DIALS' are. */
export function encodeTiff({ width, height, rgb }: Bitmap): Uint8Array {
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 3, 0], // bits of each channel: they follow the directory
    [259, short, 1, 1], // not packed
    [262, short, 1, 2], // RGB
    [273, long, 1, 0], // where the strip begins
    [277, short, 1, 3],
    [278, long, 1, height],
    [279, long, 1, rgb.length],
    [284, short, 1, 1], // channels side by side
  ];
  const bits = 8 + 2 + 12 * entries.length + 4;
  const strip = bits + 6;
  entries[2]![3] = bits;
  entries[5]![3] = strip;
  const file = new Uint8Array(strip + rgb.length);
  const view = new DataView(file.buffer);
  file.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  view.setUint16(8, entries.length, true);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 10 + 12 * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  });
  for (let i = 0; i < 3; i++) view.setUint16(bits + 2 * i, 8, true);
  file.set(rgb, strip);
  return file;
}
