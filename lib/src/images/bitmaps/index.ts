/** Pictures of diffraction images: counts as colours, panels side by side, rings of resolution. */
export { type Bitmap, bitmapOf } from "./bitmap.js";
export { type ColourScheme, colourSchemes, colourTable, nothing, type Rgb } from "./colours.js";
export { drawRings, type RingSet, type ToPicture } from "./drawRings.js";
export { type Levels, levelsOf } from "./levels.js";
export { inMosaic, mosaic, type Placement, placements } from "./mosaic.js";
export { encodePng } from "./png.js";
export { evenRings, type Ring, ringOf } from "./rings.js";
