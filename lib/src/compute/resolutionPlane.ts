import { resolutionPlaneWasm } from "./generated/resolutionPlane.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

interface ResolutionPlaneExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly tableSize: WasmNumber;
  readonly row: WasmNumber;
  readonly table: WasmNumber;
  run(...numbers: readonly number[]): void;
}

/** [for each pixel along a row, for each mm from row to row, at the foot of the perpendicular], mm. */
export type Linear = readonly [fast: number, slow: number, foot: number];

/**
 * A plane of pixels seen from the sample. Pixel (i, j) is at x = i + firstX px and y = firstY + j·height mm from the foot of the
 * perpendicular; its point has the components u, v across and w along the beam: s·(slow·y + fast·x) + foot, s = 1 or, with a
 * table, what that gives at r² = (x·width)² + y² + distance², mm².
 */
export interface ResolutionPlane {
  readonly size: readonly [fast: number, slow: number];
  readonly firstX: number;
  readonly firstY: number;
  readonly width: number;
  readonly height: number;
  readonly distance: number;
  readonly u: Linear;
  readonly v: Linear;
  readonly w: Linear;
  readonly wavelength: number;
  readonly table: CubicTable | undefined;
}

/** Cubics on equal steps: in step i, with t from 0 to 1, c₀ + t(c₁ + t(c₂ + t·c₃)), c = coefficients[4i …]. */
export interface CubicTable {
  readonly coefficients: Float64Array;
  /** Where step 0 begins, a little below the smallest argument. */
  readonly start: number;
  /** Steps to a unit. */
  readonly perStep: number;
}

/** Added and taken away again it leaves a whole number: between 2⁵² and 2⁵³ doubles have no fractions. */
const rounder = 1.5 * 2 ** 52;

/** d = λ·√(r(r + w)/(2(u² + v²))), Å, of each pixel, row by row. */
export type FillResolution = (plane: ResolutionPlane) => Float64Array;

/** The reference: one pixel after another. */
export const fillResolutionPlain: FillResolution = (plane) => {
  const { size, firstX, firstY, width, height, distance, u: us, v: vs, w: ws, wavelength, table } = plane;
  const [nx, ny] = size;
  const data = new Float64Array(nx * ny);
  const coefficients = table?.coefficients ?? new Float64Array(0);
  const { start, perStep } = table ?? { start: 0, perStep: 0 };
  for (let j = 0, k = 0; j < ny; j++) {
    const y = firstY + j * height;
    const r2 = y * y + distance * distance;
    const u0 = us[1] * y;
    const v0 = vs[1] * y;
    const w0 = ws[1] * y;
    let cell = 0;
    for (let i = 0; i < nx; i++, k++) {
      const x = i + firstX;
      let shrink = 1;
      if (perStep !== 0) {
        const mm = x * width;
        const t = (mm * mm + r2 - start) * perStep;
        // As the kernel, which does two pixels at once in the step of the first: cubics are good a little beyond their step.
        if ((i & 1) === 0) cell = t - 0.5 + rounder - rounder;
        const at = t - cell;
        const c = 4 * cell;
        shrink =
          coefficients[c]! +
          at * (coefficients[c + 1]! + at * (coefficients[c + 2]! + at * coefficients[c + 3]!));
      }
      const u = shrink * (u0 + us[0] * x) + us[2];
      const v = shrink * (v0 + vs[0] * x) + vs[2];
      const w = shrink * (w0 + ws[0] * x) + ws[2];
      const u2 = u * u + v * v;
      const r = Math.sqrt(u2 + w * w);
      data[k] = wavelength * Math.sqrt((r * (r + w)) / (2 * u2));
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
      const { size, firstX, firstY, width, height, distance, u, v, w, wavelength, table } = plane;
      const [nx, ny] = size;
      if (nx > row.length || (table?.coefficients.length ?? 0) > coefficients.length) return undefined;
      if (table) coefficients.set(table.coefficients);
      const { start, perStep } = table ?? { start: 0, perStep: 0 };
      const data = new Float64Array(nx * ny);
      const filled = row.subarray(0, nx);
      for (let j = 0; j < ny; j++) {
        const y = firstY + j * height;
        const r2 = y * y + distance * distance;
        const across = [u[1] * y, u[0], u[2], v[1] * y, v[0], v[2]];
        wasm.run(nx, wavelength, firstX, width, ...across, w[1] * y, w[0], w[2], r2, start, perStep);
        data.set(filled, j * nx);
      }
      return data;
    };
  },
);

/** {@link fillResolutionSimd} where it can run, else {@link fillResolutionPlain}. */
export const fillResolution: FillResolution = (plane) =>
  fillResolutionSimd()?.(plane) ?? fillResolutionPlain(plane);
