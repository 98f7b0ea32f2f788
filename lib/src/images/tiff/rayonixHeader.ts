import type { ByteSource } from "../../bytes/byteSource.js";
import { tiffDirectory } from "./tiffDirectory.js";

/** The TIFF tags and the detector's own header take so much; the pixels follow. */
export const rayonixHeaderLength = 4096;
const widthTag = 256;
const heightTag = 257;
const depthTag = 258;
const dataTag = 273;

/** Places of the whole numbers of the header (MarCCD's frame_header, from byte 1024), bytes. */
const places = {
  width: 1104,
  height: 1108,
  bytesPerPixel: 1112,
  saturation: 1128,
  numImages: 1136,
  origin: 1140,
  orientation: 1144,
  view: 1148,
  /** µm; either. */
  distance: 1664,
  startDistance: 1720,
  /** px / 1000. */
  beamX: 1668,
  beamY: 1672,
  /** ms. */
  exposure: 1680,
  /** Which of the angles turns. */
  scanAxis: 1756,
  /** Degrees / 1000. */
  oscillation: 1760,
  /** nm. */
  pixelX: 1796,
  pixelY: 1800,
  /** Counts / 1000. */
  bias: 1804,
  /** Å / 100000. */
  wavelength: 1932,
} as const;
/** 2θ, ω, χ, κ, φ, δ, γ at the start and at the end, and the detector's turns about x, y, z; degrees / 1000. */
const lists = { starts: [1692, 7], ends: [1724, 7], detectorTurns: [1764, 3] } as const;

/** The header of a MarCCD or Rayonix image (formats.md §5.5), its numbers as they stand. */
export interface RayonixHeader {
  readonly file: string;
  readonly littleEndian: boolean;
  get(name: keyof typeof places): number;
  list(name: keyof typeof lists): number[];
  /** `MMDDhhmmYYYY.ss` */
  readonly timestamp: string;
}

/** Reads it; undefined for other TIFF files: its sizes must be those of the tags, and the image a square. */
export function rayonixHeader(source: ByteSource): RayonixHeader | undefined {
  const directory = tiffDirectory(source);
  if (!directory || source.size < rayonixHeaderLength) return undefined;
  const { littleEndian, tags } = directory;
  const bytes = source.read(0, rayonixHeaderLength);
  const view = new DataView(bytes.buffer);
  const int = (offset: number) => view.getInt32(offset, littleEndian);
  const get = (name: keyof typeof places) => int(places[name]);
  const width = get("width");
  if (
    tags.get(dataTag) !== rayonixHeaderLength ||
    width <= 0 ||
    tags.get(widthTag) !== width ||
    tags.get(heightTag) !== get("height") ||
    width !== get("height") ||
    tags.get(depthTag) !== 16 ||
    get("bytesPerPixel") !== 2 ||
    get("numImages") !== 1 ||
    get("origin") !== 0 ||
    get("orientation") !== 0 ||
    get("view") !== 0
  )
    return undefined;
  return {
    file: source.name,
    littleEndian,
    get,
    list: (name) => Array.from({ length: lists[name][1] }, (_, i) => int(lists[name][0] + 4 * i)),
    timestamp: new TextDecoder("latin1").decode(bytes.subarray(2368, 2400)).replace(/\0.*$/s, ""),
  };
}
