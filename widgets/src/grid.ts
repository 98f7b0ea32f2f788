/** A map reduced to cells. */
export interface ReducedGrid {
  readonly nx: number;
  readonly ny: number;
  /** Row by row; NaN where a cell has no value. */
  readonly values: Float32Array;
  /** Pixels that count in no cell. */
  readonly left: { masked: number; notNumbers: number; negative: number };
}

export interface ReduceOptions {
  readonly rows: number;
  readonly columns: number;
  /** Pixels along each side of a cell; the last cells may hold fewer. */
  readonly step: number;
  /** 0 where a pixel does not count. */
  readonly mask?: ArrayLike<number> | undefined;
  /** Whether negative values do not count. */
  readonly notNegative: boolean;
  /** The largest value of a cell instead of the mean. */
  readonly largest: boolean;
}

/** Means, or largest values, of cells of step × step pixels. */
export function reduceGrid(
  values: ArrayLike<number>,
  { rows, columns, step, mask, notNegative, largest }: ReduceOptions,
): ReducedGrid {
  const nx = Math.ceil(columns / step);
  const ny = Math.ceil(rows / step);
  const out = new Float64Array(nx * ny).fill(largest ? Number.NEGATIVE_INFINITY : 0);
  const counts = new Uint32Array(nx * ny);
  const left = { masked: 0, notNumbers: 0, negative: 0 };
  for (let row = 0, k = 0; row < rows; row++) {
    const first = Math.floor(row / step) * nx;
    for (let column = 0; column < columns; column++, k++) {
      const v = values[k]!;
      if (mask && !mask[k]) left.masked++;
      else if (!Number.isFinite(v)) left.notNumbers++;
      else if (notNegative && v < 0) left.negative++;
      else {
        const cell = first + Math.floor(column / step);
        counts[cell]!++;
        if (!largest) out[cell]! += v;
        else if (v > out[cell]!) out[cell] = v;
      }
    }
  }
  const reduced = Float32Array.from(out, (sum, i) =>
    counts[i] === 0 ? Number.NaN : largest ? sum : sum / counts[i]!,
  );
  return { nx, ny, values: reduced, left };
}
