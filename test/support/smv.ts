// Small SMV images whose every pixel is known.

export interface SmvOptions {
  /** [fast, slow], px. */
  readonly size?: readonly [fast: number, slow: number];
  readonly bigEndian?: boolean;
  /** Further keys of the header, or other values. */
  readonly header?: Readonly<Record<string, string | number>>;
  /** Keys left out. */
  readonly without?: readonly string[];
  readonly bytesPerPixel?: 2 | 4;
}

/** An image as ADSC writes it; `pixel` gives the counts at a place. */
export function smvImage(
  pixel: (fast: number, slow: number) => number,
  {
    size: [fast, slow] = [8, 6],
    bigEndian = false,
    header = {},
    without = [],
    bytesPerPixel = 2,
  }: SmvOptions = {},
): Uint8Array {
  const keys: Record<string, string | number> = {
    DIM: 2,
    BYTE_ORDER: bigEndian ? "big_endian" : "little_endian",
    TYPE: "unsigned_short",
    SIZE1: fast,
    SIZE2: slow,
    PIXEL_SIZE: 0.1,
    TIME: 0.5,
    DATE: "Sat Dec 14 10:17:53 2002",
    DISTANCE: 100,
    OSC_START: 10,
    OSC_RANGE: 0.5,
    WAVELENGTH: 0.98,
    BEAM_CENTER_X: 0.3,
    BEAM_CENTER_Y: 0.4,
    DETECTOR_SN: 400,
    ...header,
  };
  for (const key of without) delete keys[key];
  const lines = Object.entries(keys).map(([key, value]) => `${key}=${value};\n`);
  const length = 512 * Math.ceil((64 + lines.join("").length) / 512);
  const text = `{\nHEADER_BYTES=${String(length).padStart(5)};\n${lines.join("")}}\n`;
  const bytes = new Uint8Array(length + fast * slow * bytesPerPixel).fill(0x20, 0, length);
  bytes.set(new TextEncoder().encode(text));
  const view = new DataView(bytes.buffer, length);
  for (let s = 0; s < slow; s++)
    for (let f = 0; f < fast; f++) {
      const at = (s * fast + f) * bytesPerPixel;
      if (bytesPerPixel === 2) view.setUint16(at, pixel(f, s), !bigEndian);
      else view.setInt32(at, pixel(f, s), !bigEndian);
    }
  return bytes;
}
