import type { Layer } from "./index.js";
import { drawRings, leastD, type Rings, ringLines } from "./rings.js";

/** Å: the cell of hexagonal ice, P 63/m m c, that the library's masks of ice rings have. */
const [a, c] = [4.498, 7.338];

/** d of the powder rings of hexagonal ice down to `least`, Å, falling; systematically absent ones (0 0 l, h h l with l odd) left out. */
export function iceSpacings(least: number): number[] {
  const all = new Set<number>();
  const most = [Math.ceil((2 * a) / least), Math.ceil(c / least)] as const;
  for (let h = 0; h <= most[0]; h++)
    for (let k = 0; k <= h; k++)
      for (let l = 0; l <= most[1]; l++) {
        if (h + l === 0 || (h === k && l % 2 === 1)) continue;
        const d = 1 / Math.sqrt(((4 / 3) * (h * h + h * k + k * k)) / (a * a) + (l * l) / (c * c));
        if (d >= least) all.add(Number(d.toFixed(4)));
      }
  return [...all].sort((x, y) => y - x);
}

/** Below this, Å, the rings of ice lie so close that they would cover the image. */
const closest = 1.45;

/** Rings of hexagonal ice. */
export const iceRings: Layer<Rings> = {
  name: "iceRings",
  label: "Ice rings",
  title: "Where hexagonal ice scatters, down to 1.45 Å",
  group: "Geometry",
  on: false,
  kernel: false,
  key: "i",
  decode(_, shown) {
    return ringLines(shown, iceSpacings(Math.max(leastD(shown) ?? closest, closest)));
  },
  draw: (context, viewport, rings) => drawRings(context, viewport, rings, "#19b5a5", false),
};
