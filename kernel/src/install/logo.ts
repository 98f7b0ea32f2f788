import { encodePng } from "./png.js";

/** A rounded square, a disc, a ring or a line with round ends; lengths in units of a 64 × 64 square, y down. */
type Shape =
  | { kind: "square"; corner: number; colour: string }
  | { kind: "disc"; x: number; y: number; r: number; colour: string }
  | { kind: "ring"; x: number; y: number; r: number; width: number; colour: string }
  | { kind: "line"; from: [number, number]; to: [number, number]; width: number; colour: string };

const lattice = [14, 23, 32, 41, 50];

/** The kernel's logo: Ewald's sphere through the origin of the reciprocal lattice. */
const SHAPES: readonly Shape[] = [
  { kind: "square", corner: 12, colour: "#1b2a41" },
  ...lattice.flatMap((x) => lattice.map((y): Shape => ({ kind: "disc", x, y, r: 1.6, colour: "#7fb2e5" }))),
  { kind: "ring", x: 26.5, y: 32, r: 14.5, width: 2.4, colour: "#f4a259" },
  { kind: "line", from: [12, 32], to: [26.5, 32], width: 2, colour: "#ffffff" },
  { kind: "line", from: [26.5, 32], to: [38.2, 23.4], width: 2, colour: "#ffffff" },
  { kind: "disc", x: 41, y: 32, r: 2.6, colour: "#f4a259" },
  { kind: "disc", x: 38.2, y: 23.4, r: 2.6, colour: "#ffffff" },
];

function element(shape: Shape): string {
  switch (shape.kind) {
    case "square":
      return `<rect width="64" height="64" rx="${shape.corner}" fill="${shape.colour}"/>`;
    case "disc":
      return `<circle cx="${shape.x}" cy="${shape.y}" r="${shape.r}" fill="${shape.colour}"/>`;
    case "ring":
      return `<circle cx="${shape.x}" cy="${shape.y}" r="${shape.r}" fill="none" stroke="${shape.colour}" stroke-width="${shape.width}"/>`;
    case "line":
      return `<path d="M${shape.from.join(" ")}L${shape.to.join(" ")}" stroke="${shape.colour}" stroke-width="${shape.width}" stroke-linecap="round"/>`;
  }
}

/** For front ends that draw SVG (JupyterLab). */
export const LOGO_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">\n${SHAPES.map(element).join("\n")}\n</svg>\n`;

/** Whether a shape covers a point. */
function covers(shape: Shape, x: number, y: number): boolean {
  switch (shape.kind) {
    case "square": {
      const [dx, dy] = [x, y].map((c) => Math.max(Math.abs(c - 32) - 32 + shape.corner, 0)) as [
        number,
        number,
      ];
      return Math.hypot(dx, dy) <= shape.corner;
    }
    case "disc":
      return Math.hypot(x - shape.x, y - shape.y) <= shape.r;
    case "ring":
      return Math.abs(Math.hypot(x - shape.x, y - shape.y) - shape.r) <= shape.width / 2;
    case "line": {
      const [ax, ay] = shape.from;
      const [ux, uy] = [shape.to[0] - ax, shape.to[1] - ay];
      const t = Math.min(1, Math.max(0, ((x - ax) * ux + (y - ay) * uy) / (ux * ux + uy * uy)));
      return Math.hypot(x - ax - t * ux, y - ay - t * uy) <= shape.width / 2;
    }
  }
}

const SAMPLES = 4;

/** For front ends that do not: a PNG of `size` × `size` pixels, each the mean of 16 points of the same shapes. */
export function logoPng(size: number): Buffer {
  const rgba = new Uint8Array(4 * size * size);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const sum: [number, number, number] = [0, 0, 0];
    let inside = 0;
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      const x = (64 * ((pixel % size) + ((sample % SAMPLES) + 0.5) / SAMPLES)) / size;
      const y = (64 * (Math.floor(pixel / size) + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES)) / size;
      const top = SHAPES.findLast((shape) => covers(shape, x, y));
      if (!top) continue;
      inside++;
      for (const i of [0, 1, 2] as const)
        sum[i] += Number.parseInt(top.colour.slice(1 + 2 * i, 3 + 2 * i), 16);
    }
    if (inside === 0) continue;
    rgba.set([...sum.map((each) => Math.round(each / inside)), (255 * inside) / SAMPLES ** 2], 4 * pixel);
  }
  return encodePng(rgba, size);
}
