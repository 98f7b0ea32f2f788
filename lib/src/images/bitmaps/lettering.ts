import type { Vec2 } from "../../array/vectors.js";
import type { Polyline } from "./strokes.js";

/**
 * Characters as strokes, enough for labels of numbers. In units of the size of the font; y down from the top of the figures to 0.72, x to
 * 0.5. As in SVG: M begins a line, L and C (a cubic Bézier curve) go on.
 */
const strokes: Readonly<Record<string, string>> = {
  "0": "M.25 0C.39 0 .46 .14 .46 .36C.46 .58 .39 .72 .25 .72C.11 .72 .04 .58 .04 .36C.04 .14 .11 0 .25 0",
  "1": "M.08 .12L.28 0L.28 .72M.09 .72L.46 .72",
  "2": "M.06 .16C.1 -.06 .45 -.05 .44 .19C.43 .38 .17 .52 .05 .72L.46 .72",
  "3": "M.06 .1C.15 -.05 .43 -.04 .43 .17C.43 .31 .31 .34 .19 .34C.31 .34 .46 .38 .46 .53C.46 .76 .13 .77 .04 .6",
  "4": "M.36 .72L.36 0L.03 .5L.48 .5",
  "5": "M.42 0L.11 0L.09 .31C.22 .22 .46 .26 .46 .48C.46 .75 .14 .77 .05 .62",
  "6": "M.42 .06C.2 -.08 .04 .12 .04 .42C.04 .64 .13 .72 .25 .72C.38 .72 .46 .63 .46 .49C.46 .35 .38 .27 .26 .27C.13 .27 .04 .36 .04 .48",
  "7": "M.04 0L.46 0L.19 .72",
  "8": "M.25 .33C.13 .33 .07 .26 .07 .17C.07 .06 .15 0 .25 0C.35 0 .43 .06 .43 .17C.43 .26 .37 .33 .25 .33C.11 .33 .04 .42 .04 .52C.04 .65 .13 .72 .25 .72C.37 .72 .46 .65 .46 .52C.46 .42 .39 .33 .25 .33",
  "9": "M.08 .66C.3 .8 .46 .6 .46 .3C.46 .08 .37 0 .25 0C.12 0 .04 .09 .04 .23C.04 .37 .12 .45 .24 .45C.37 .45 .46 .36 .46 .24",
  ".": "M.06 .7L.06 .7",
  Å: "M0 .72L.25 .08L.5 .72M.09 .5L.41 .5M.25 .04C.3 .04 .32 0 .32 -.03C.32 -.07 .29 -.1 .25 -.1C.21 -.1 .18 -.07 .18 -.03C.18 0 .2 .04 .25 .04",
  " ": "",
};
/** Height of figures, and how thick a stroke is, to the size of the font. */
const [height, weight] = [0.72, 0.085];
const space = 0.13;
const narrow: Readonly<Record<string, number>> = { ".": 0.12, " ": 0.16 };
const widthOf = (character: string) => narrow[character] ?? 0.5;

/** A text as strokes round a centre, [column, row]; characters it does not have are left out. `size`: of the font, px. */
export interface Lettering {
  readonly lines: readonly Polyline[];
  /** Width of a stroke, px. */
  readonly weight: number;
  /** Half the width and height of it all, px. */
  readonly half: Vec2;
}

export function lettering(text: string, [x, y]: Vec2, size: number): Lettering {
  const characters = [...text].filter((character) => Object.hasOwn(strokes, character));
  const width = characters.reduce((sum, character) => sum + widthOf(character) + space, -space);
  let at = -width / 2;
  const lines = characters.flatMap((character) => {
    const left = at;
    at += widthOf(character) + space;
    const place = ([px, py]: Vec2): Vec2 => [x + size * (left + px), y + size * (py - height / 2)];
    return polylines(strokes[character]!).map((line) => line.map(place));
  });
  return { lines, weight: size * weight, half: [(size * width) / 2, (size * height) / 2] };
}

/** Steps of a curve. */
const steps = 10;

function polylines(path: string): Vec2[][] {
  const lines: Vec2[][] = [];
  for (const [, command, given] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const numbers = given!.trim().split(/\s+/).map(Number);
    const points = Array.from(
      { length: numbers.length / 2 },
      (_, i): Vec2 => [numbers[2 * i]!, numbers[2 * i + 1]!],
    );
    if (command === "M") lines.push([points[0]!]);
    else if (command === "L") lines.at(-1)!.push(points[0]!);
    else lines.at(-1)!.push(...bezier(lines.at(-1)!.at(-1)!, points as [Vec2, Vec2, Vec2]));
  }
  return lines;
}

function bezier(a: Vec2, [b, c, d]: readonly [Vec2, Vec2, Vec2]): Vec2[] {
  return Array.from({ length: steps }, (_, i): Vec2 => {
    const t = (i + 1) / steps;
    const s = 1 - t;
    const at = (k: 0 | 1) => s ** 3 * a[k] + 3 * s * s * t * b[k] + 3 * s * t * t * c[k] + t ** 3 * d[k];
    return [at(0), at(1)];
  });
}
