/** How counts become colours; DIALS' names. */
export const colourSchemes = ["greyscale", "rainbow", "heatmap", "inverse_greyscale"] as const;
export type ColourScheme = (typeof colourSchemes)[number];

/** Red, green, blue, 0 … 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Level of pixels that are masked, and of those above saturation; the levels of others are 0 (many counts) to 255 (none). */
export const maskedLevel = 256;
export const saturatedLevel = 257;

/** Where there is no pixel. */
export const nothing: Rgb = [255, 228, 228];

/**
 * Colours of the 258 levels, three bytes each, as DIALS' image viewer has them: few counts are white, blue (rainbow) or black (heatmap).
 */
export function colourTable(scheme: ColourScheme): Uint8Array {
  const table = new Uint8Array(3 * 258);
  for (let level = 0; level < 256; level++) table.set(schemes[scheme].colour(level), 3 * level);
  table.set(schemes[scheme].masked, 3 * maskedLevel);
  table.set(schemes[scheme].saturated, 3 * saturatedLevel);
  return table;
}

const red: Rgb = [254, 1, 1];
const yellow: Rgb = [254, 254, 1];
const black: Rgb = [0, 0, 0];

const schemes: Record<ColourScheme, { colour: (level: number) => Rgb; masked: Rgb; saturated: Rgb }> = {
  greyscale: { colour: (level) => [level, level, level], masked: red, saturated: yellow },
  inverse_greyscale: {
    colour: (level) => [255 - level, 255 - level, 255 - level],
    masked: red,
    saturated: yellow,
  },
  rainbow: {
    colour: (level) => ofHsv(255 * Math.sqrt(level / 255), 1, 1),
    masked: black,
    saturated: [255, 255, 255],
  },
  heatmap: { colour: (level) => heat(((255 - level) / 255) ** 2), masked: black, saturated: [0, 255, 0] },
};

/** Black to red, by way of its darkness; to yellow; to white. `part` is 0 … 1. */
function heat(part: number): Rgb {
  if (part < 0.35) {
    const through = part / 0.35;
    return ofHsv(0, through, 0.1 + (1 - 0.1) * (through * through));
  }
  if (part < 0.75) return ofHsv(60 - (60 * (0.75 - part)) / 0.4, 1, 1);
  return ofHsv(60, 1 - (part - 0.75) / 0.25, 1);
}

/** Hue (degrees, below 360), saturation and value to bytes, cut, as scitbx cuts them. */
function ofHsv(hue: number, saturation: number, value: number): Rgb {
  const byte = (x: number) => Math.trunc((x / 255) * 255);
  if (saturation === 0) return [Math.trunc(value * 255), Math.trunc(value * 255), Math.trunc(value * 255)];
  const sixth = hue / 60;
  const sector = Math.floor(sixth);
  const part = sixth - sector;
  const v = value * 255;
  const p = v * (1 - saturation);
  const q = v * (1 - saturation * part);
  const t = v * (1 - saturation * (1 - part));
  const mixed = [
    [v, t, p],
    [q, v, p],
    [p, v, t],
    [p, q, v],
    [t, p, v],
  ][sector] ?? [v, p, q];
  return mixed.map(byte) as unknown as Rgb;
}
