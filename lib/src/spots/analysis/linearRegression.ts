/** y = slope·x + intercept. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The line of least squares through points. Where x does not vary it is 0·x + 0, where y does not it is level, as
 * scitbx's linear_regression has it.
 */
export function linearRegression(x: readonly number[], y: readonly number[]): Line {
  const n = x.length;
  const nowhere = { slope: 0, intercept: 0 };
  if (n === 0 || x.every((one) => one === x[0])) return nowhere;
  if (y.every((one) => one === y[0])) return { slope: 0, intercept: y[0]! };
  let [sx, sxx, sy, sxy] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    sx += x[i]!;
    sxx += x[i]! * x[i]!;
    sy += y[i]!;
    sxy += x[i]! * y[i]!;
  }
  const determinant = n * sxx - sx * sx;
  if (determinant === 0) return nowhere;
  return { slope: (n * sxy - sx * sy) / determinant, intercept: (sxx * sy - sx * sxy) / determinant };
}
