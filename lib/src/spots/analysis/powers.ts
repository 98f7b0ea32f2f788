// Edges of resolution shells are compared with the very spots they were made of, so the last bit of a cube or cube root
// decides on which side a spot is. These are rounded as correctly as C's pow, which Math.pow need not be.

const split = 134217729; // 2²⁷ + 1

/** What x·y lost in rounding (Dekker 1971). */
function lost(x: number, y: number, product: number): number {
  const a = x * split;
  const b = y * split;
  const xh = a - (a - x);
  const yh = b - (b - y);
  const [xl, yl] = [x - xh, y - yh];
  return xl * yl - (product - xh * yh - xl * yh - xh * yl);
}

/** x³, rounded once. */
export function cube(x: number): number {
  const square = x * x;
  const rest = lost(x, x, square);
  const product = square * x;
  return product + (lost(square, x, product) + rest * x);
}

/** How much less than ⅓ the double 1/3 is. */
const third = 1 / 3;
const short = 1 / 54043195528445952;

/** x^(1/3) with the double nearest to ⅓ as exponent, as Python's `x ** (1 / 3)`, rounded once. x > 0. */
export function thirdPower(x: number): number {
  const root = Math.cbrt(x);
  const square = root * root;
  const product = square * root;
  const rest = lost(square, root, product) + lost(root, root, square) * root;
  // One step of Newton's rule from the rounded root; then the exponent that falls short of ⅓.
  return root + (((x - product - rest) * third) / square - root * short * Math.log(x));
}
