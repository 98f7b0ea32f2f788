import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolateTurbo,
  interpolateViridis,
} from "d3-scale-chromatic";

/** Colours of counts: red, green, blue in turn, 256 of them from few counts to many; and of pixels that show no counts. */
export interface Scheme {
  readonly name: string;
  readonly label: string;
  readonly table: Uint8Array;
  /** Above the trusted range. */
  readonly saturated: readonly [number, number, number];
}

/** DIALS' table of 258 levels (many counts first; then masked, saturated) as the kernel has it, the other way round. */
export function dialsScheme(name: string, levels: Uint8Array): Scheme {
  if (levels.length !== 3 * 258)
    throw new Error(`The colours ${name} came with ${levels.length} bytes, not 774.`);
  const table = new Uint8Array(3 * 256);
  for (let i = 0; i < 256; i++) table.set(levels.subarray(3 * (255 - i), 3 * (256 - i)), 3 * i);
  const saturated = [levels[3 * 257]!, levels[3 * 257 + 1]!, levels[3 * 257 + 2]!] as const;
  return { name, label: labelOf(name), table, saturated };
}

const labelOf = (name: string) =>
  (name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ")).replace("Inverse grey", "Inverse grey");

const red = [255, 60, 60] as const;
const sampled = (name: string, label: string, at: (t: number) => string): Scheme => {
  const table = new Uint8Array(3 * 256);
  for (let i = 0; i < 256; i++) table.set(rgbOf(at(i / 255)), 3 * i);
  return { name, label, table, saturated: red };
};

/** d3's colours are texts: rgb(1, 2, 3) or #010203. */
function rgbOf(text: string): [number, number, number] {
  if (text.startsWith("#")) {
    const value = Number.parseInt(text.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const [red = 0, green = 0, blue = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Schemes in which equal steps look equal, and which are as good without seeing some colours (turbo apart). */
export const perceptualSchemes: readonly Scheme[] = [
  sampled("viridis", "Viridis", interpolateViridis),
  sampled("inferno", "Inferno", interpolateInferno),
  sampled("magma", "Magma", interpolateMagma),
  sampled("cividis", "Cividis", interpolateCividis),
  sampled("turbo", "Turbo", interpolateTurbo),
];

/** Before the kernel's tables are there. */
export const plainGrey: Scheme = {
  name: "greyscale",
  label: "Greyscale",
  table: Uint8Array.from({ length: 3 * 256 }, (_, i) => 255 - Math.floor(i / 3)),
  saturated: [254, 254, 1],
};

/** How bright a colour looks, 0 … 255. */
export const brightness = (r: number, g: number, b: number): number => 0.3 * r + 0.59 * g + 0.11 * b;
