// Functions rounded correctly (as C's are, nearly always; Math's need not be). Whether the farthest spot is in the last shell of
// resolution depends on the last bit of edges that were made of the spot itself: so that the answer is DIALS', so must the bits be.

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

const pi2 = 1.5707963267341256; // 33 bits of π/2
const pi2Rest = 6.077100506506192e-11;

/** [cos x, sin x], each rounded once; |x| up to 10⁵. */
export function cosAndSin(x: number): [cosine: number, sine: number] {
  const quarters = Math.round(x / (Math.PI / 2));
  const most = x - quarters * pi2;
  const less = quarters * pi2Rest;
  const r = most - less;
  const rest = most - r - less;
  const z = r * r;
  const zRest = lost(r, r, z) + 2 * r * rest;
  const [cosine, sine] = [cosineNear(z, zRest), sineNear(r, rest, z, zRest)];
  const quarter = ((quarters % 4) + 4) % 4;
  if (quarter === 0) return [cosine, sine];
  if (quarter === 1) return [-sine, cosine];
  return quarter === 2 ? [-cosine, -sine] : [sine, -cosine];
}

/** Taylor's series; its first terms with what they lost in rounding. z + zRest: the square. */
function cosineNear(z: number, zRest: number): number {
  const whole = 1 - z / 2;
  const rest = 1 - whole - z / 2 - zRest / 2;
  const tail = (z * z * series(z, 4)) / 24;
  return whole + (rest + tail);
}

function sineNear(r: number, rest: number, z: number, zRest: number): number {
  const power = z * r;
  const powerRest = lost(z, r, power) + zRest * r + z * rest;
  const third = power / 6;
  const product = third * 6;
  const thirdRest = (power - product - lost(third, 6, product) + powerRest) / 6;
  const whole = r - third;
  const tail = (z * z * r * series(z, 5)) / 120;
  return whole + (r - whole - third + (rest - thirdRest) + tail);
}

/** 1 − z/((n+1)(n+2)) + z²/((n+1)…(n+4)) − … of |z| < 0.62. */
function series(z: number, n: number): number {
  let sum = 1;
  for (let k = n + 14; k > n; k -= 2) sum = 1 - (z * sum) / (k * (k - 1));
  return sum;
}
