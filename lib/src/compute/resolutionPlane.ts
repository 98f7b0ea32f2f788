import { resolutionPlaneWasm } from "./generated/resolutionPlane.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

interface ResolutionPlaneExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly tableSize: WasmNumber;
  readonly row: WasmNumber;
  readonly table: WasmNumber;
  flat(...numbers: readonly number[]): void;
  curved(...numbers: readonly number[]): void;
}

/** [for each pixel along a row, for each mm from row to row, at the foot of the perpendicular], mm. */
export type Linear = readonly [fast: number, slow: number, foot: number];

/**
 * A plane of pixels seen from the sample. Pixel (i, j) is at x = i + firstX px and y = firstY + j·height mm from the foot of the
 * perpendicular; its point has the components u, v across and w along the beam: s·(slow·y + fast·x) + foot, s = 1 or, with a
 * table, what that gives at r² = (x·width)² + y² + distance², mm². Rows run at right angles to v: its `fast` is 0.
 */
export interface ResolutionPlane {
  readonly size: readonly [fast: number, slow: number];
  readonly firstX: number;
  readonly firstY: number;
  readonly width: number;
  readonly height: number;
  readonly distance: number;
  readonly u: Linear;
  readonly v: readonly [fast: 0, slow: number, foot: number];
  readonly w: Linear;
  readonly wavelength: number;
  readonly table: PolynomialTable | undefined;
}

/**
 * Polynomials of degree 5 on equal steps: in step i, with t from −½ to ½, c₀ + t(c₁ + t(c₂ + …)), c = coefficients[6i …]. One
 * pixel must be less than a step.
 */
export interface PolynomialTable {
  readonly coefficients: Float64Array;
  /** Where step 0 begins, a little below the smallest argument. */
  readonly start: number;
  /** Steps to a unit. */
  readonly perStep: number;
}

/** d = λ·√(r(r + w)/(2(u² + v²))), Å, of each pixel, row by row. */
export type FillResolution = (plane: ResolutionPlane) => Float64Array;

/** What a row needs: u, v, w at pixel 0 (without table: foot and all), and the table's argument there, in steps. */
function rowStart(plane: ResolutionPlane, j: number) {
  const { firstX, firstY, width, height, distance, u, v, w, table } = plane;
  const y = firstY + j * height;
  const at = ([fast, slow, foot]: Linear) => slow * y + fast * firstX + (table ? 0 : foot);
  if (!table) return { u0: at(u), v0: at(v), w0: at(w), x0: 0, xStep: 0, rest: 0 };
  const { start, perStep } = table;
  const xStep = width * Math.sqrt(perStep);
  const rest = (y * y + distance * distance - start) * perStep;
  return { u0: at(u), v0: at(v), w0: at(w), x0: firstX * xStep, xStep, rest };
}

/** The reference: one pixel after another. */
export const fillResolutionPlain: FillResolution = (plane) => {
  const { size, u: us, v: vs, w: ws, wavelength, table } = plane;
  const [nx, ny] = size;
  const data = new Float64Array(nx * ny);
  const c = table?.coefficients;
  const scale = wavelength * Math.SQRT1_2;
  const feet = table ? [us[2], vs[2], ws[2]] : [0, 0, 0];
  for (let j = 0, k = 0; j < ny; j++) {
    const { u0, v0, w0, x0, xStep, rest } = rowStart(plane, j);
    let cell = 0;
    for (let i = 0; i < nx; i++, k++) {
      let shrink = 1;
      if (c) {
        const x = x0 + xStep * i;
        const t = x * x + rest;
        // As the kernel, which does two pixels at once in the step of the first.
        if ((i & 1) === 0) cell = Math.floor(t);
        const at = t - (cell + 0.5);
        const p = 6 * cell;
        const at2 = at * at;
        const upper = c[p + 2]! + at * c[p + 3]! + at2 * (c[p + 4]! + at * c[p + 5]!);
        shrink = c[p]! + at * c[p + 1]! + at2 * upper;
      }
      const u = shrink * (u0 + us[0] * i) + feet[0]!;
      const v = shrink * v0 + feet[1]!;
      const w = shrink * (w0 + ws[0] * i) + feet[2]!;
      const u2 = u * u + v * v;
      const r = Math.sqrt(u2 + w * w);
      data[k] = scale * Math.sqrt((r * (r + w)) / u2);
    }
  }
  return data;
};

/** The same in WebAssembly, two pixels at once; undefined where there is no SIMD, or for a plane too big for its buffers. */
export const fillResolutionSimd = once(
  (): ((plane: ResolutionPlane) => Float64Array | undefined) | undefined => {
    const wasm = instantiate<ResolutionPlaneExports>(resolutionPlaneWasm);
    if (!wasm) return undefined;
    const row = new Float64Array(wasm.memory.buffer, wasm.row.value, wasm.capacity.value);
    const coefficients = new Float64Array(wasm.memory.buffer, wasm.table.value, wasm.tableSize.value);
    return (plane) => {
      const { size, u, v, w, wavelength, table } = plane;
      const [nx, ny] = size;
      if (nx > row.length || (table?.coefficients.length ?? 0) > coefficients.length) return undefined;
      if (table) coefficients.set(table.coefficients);
      const data = new Float64Array(nx * ny);
      const filled = row.subarray(0, nx);
      const scale = wavelength * Math.SQRT1_2;
      for (let j = 0; j < ny; j++) {
        const { u0, v0, w0, x0, xStep, rest } = rowStart(plane, j);
        if (table) wasm.curved(nx, scale, u0, u[0], u[2], v0, v[2], w0, w[0], w[2], x0, xStep, rest);
        else wasm.flat(nx, scale, u0, u[0], v0, w0, w[0]);
        data.set(filled, j * nx);
      }
      return data;
    };
  },
);

/** {@link fillResolutionSimd} where it can run, else {@link fillResolutionPlain}. */
export const fillResolution: FillResolution = (plane) =>
  fillResolutionSimd()?.(plane) ?? fillResolutionPlain(plane);
