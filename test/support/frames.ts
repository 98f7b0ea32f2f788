// Small MarCCD/Rayonix and Bruker images whose every pixel is known.

/** A MarCCD or Rayonix TIFF; `ints` sets whole numbers of the header by their place in bytes. */
export function rayonixImage(
  side: number,
  pixel: (fast: number, slow: number) => number,
  {
    littleEndian = true,
    ints = {},
  }: { littleEndian?: boolean; ints?: Readonly<Record<number, number>> } = {},
): Uint8Array {
  const bytes = new Uint8Array(4096 + 2 * side * side);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(littleEndian ? "II" : "MM"));
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  const tags: [tag: number, type: number, value: number][] = [
    [256, 4, side],
    [257, 4, side],
    [258, 3, 16],
    [259, 3, 1],
    [273, 4, 4096],
  ];
  view.setUint16(8, tags.length, littleEndian);
  tags.forEach(([tag, type, value], i) => {
    const at = 10 + 12 * i;
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, 1, littleEndian);
    if (type === 3) view.setUint16(at + 8, value, littleEndian);
    else view.setUint32(at + 8, value, littleEndian);
  });
  const header: Record<number, number> = {
    1104: side,
    1108: side,
    1112: 2,
    1128: 64000,
    1136: 1,
    1664: 150_000,
    1668: 4100,
    1672: 3900,
    1676: 900,
    1680: 1000,
    1708: 30_000,
    1740: 30_500,
    1756: 4,
    1760: 500,
    1796: 79_346,
    1800: 79_346,
    1804: 10_000,
    1932: 97_949,
    ...ints,
  };
  for (const [at, value] of Object.entries(header)) view.setInt32(Number(at), value, littleEndian);
  bytes.set(new TextEncoder().encode("041621332005.17"), 2368);
  for (let s = 0; s < side; s++)
    for (let f = 0; f < side; f++) view.setUint16(4096 + 2 * (s * side + f), pixel(f, s), littleEndian);
  return bytes;
}

/** A Bruker frame: a header of these entries, then these bytes. */
export function brukerImage(
  entries: Readonly<Record<string, string | number>>,
  data: Uint8Array,
): Uint8Array {
  const all: Record<string, string | number> = {
    FORMAT: 100,
    VERSION: 18,
    HDRBLKS: 15,
    NROWS: "4 1",
    NCOLS: "6 1",
    NPIXELB: "1 1",
    NOVERFL: "-1 0 0",
    NEXP: "1 0 32 0 1",
    ANGLES: "12.5 200 30 54.7",
    START: 12.5,
    INCREME: 0.5,
    AXIS: 2,
    CENTER: "2.5 1.5 2.5 1.5",
    DISTANC: "5 5.5",
    WAVELEN: "0.7107 0.7",
    DETTYPE: "CCD-LDI-APEX2 83.333 0 0",
    CCDPARM: "14 11.3 170 0 480000",
    LINEAR: "1 0",
    MODEL: "D85",
    ...entries,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key.padEnd(7)}:${String(value).padEnd(72)}`);
  const bytes = new Uint8Array(15 * 512 + data.length).fill(0x20, 0, 15 * 512);
  bytes.set(new TextEncoder().encode(lines.join("")));
  bytes.set(data, 15 * 512);
  return bytes;
}
