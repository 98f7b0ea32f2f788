import { once } from "../compute/wasm.js";

/** A symmetry operator x′ = Rx + t: R row-major, t in twelfths of the cell edges, 0 … 11. */
export interface Operator {
  readonly rotation: readonly number[];
  readonly translation: readonly [number, number, number];
}

export type Index = readonly [number, number, number];

/** International Tables A, No. 199: generators (2), (3), (5) of I2₁3 and the body centring. */
const generators: readonly Operator[] = [
  { rotation: [-1, 0, 0, 0, -1, 0, 0, 0, 1], translation: [6, 0, 6] },
  { rotation: [-1, 0, 0, 0, 1, 0, 0, 0, -1], translation: [0, 6, 6] },
  { rotation: [0, 0, 1, 1, 0, 0, 0, 1, 0], translation: [0, 0, 0] },
  { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [6, 6, 6] },
];

/** first, then second. */
function compose(second: Operator, first: Operator): Operator {
  const rotation = Array.from({ length: 9 }, (_, at) => {
    const row = 3 * Math.floor(at / 3);
    const column = at % 3;
    return [0, 1, 2].reduce((sum, k) => sum + second.rotation[row + k]! * first.rotation[3 * k + column]!, 0);
  });
  const shift = (row: number) => {
    const moved = [0, 1, 2].reduce(
      (sum, k) => sum + second.rotation[3 * row + k]! * first.translation[k]!,
      0,
    );
    return (((moved + second.translation[row]!) % 12) + 12) % 12;
  };
  return { rotation, translation: [shift(0), shift(1), shift(2)] };
}

function closure(of: readonly Operator[]): readonly Operator[] {
  const identity: Operator = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };
  const found = new Map([[JSON.stringify(identity), identity]]);
  for (const operator of found.values()) {
    for (const generator of of) {
      const next = compose(generator, operator);
      const name = JSON.stringify(next);
      if (!found.has(name)) found.set(name, next);
    }
  }
  return [...found.values()];
}

/** Space group I2₁3 of cubic insulin (No. 199), Laue class m-3: its 24 operators and what they do to reflections. */
export const operators = once((): readonly Operator[] => closure(generators));

/** As cctbx writes it. */
export const hallSymbol = " I 2b 2c 3";

/** hR: the index with which reflection h is equivalent by this operator. */
function image([h, k, l]: Index, { rotation: r }: Operator): Index {
  return [
    h * r[0]! + k * r[3]! + l * r[6]!,
    h * r[1]! + k * r[4]! + l * r[7]!,
    h * r[2]! + k * r[5]! + l * r[8]!,
  ];
}

const same = (a: Index, b: Index) => a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
const opposite = (a: Index, b: Index) => a[0] === -b[0] && a[1] === -b[1] && a[2] === -b[2];

/** Forbidden: an operator leaves h where it is but shifts its phase. */
export function isAbsent(h: Index): boolean {
  return operators().some((operator) => {
    const [t, u, v] = operator.translation;
    return same(image(h, operator), h) && (h[0] * t + h[1] * u + h[2] * v) % 12 !== 0;
  });
}

/** Phase restricted to two values: an operator turns h into −h. */
export function isCentric(h: Index): boolean {
  return operators().some((operator) => opposite(image(h, operator), h));
}

/** ε: how many point-group operators leave h where it is; <I> is ε times as great. */
export function epsilon(h: Index): number {
  return operators().filter((operator) => same(image(h, operator), h)).length / 2;
}

/** One index for all equivalents of h, Friedel mates included: the greatest in the order l, k, h. */
export function representative(h: Index): Index {
  let best: Index = h;
  for (const operator of operators()) {
    const [a, b, c] = image(h, operator);
    for (const sign of [1, -1]) {
      const other: Index = [sign * a + 0, sign * b + 0, sign * c + 0];
      const order = other[2] - best[2] || other[1] - best[1] || other[0] - best[0];
      if (order > 0) best = other;
    }
  }
  return best;
}
