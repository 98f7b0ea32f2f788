import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { ReflectionTable } from "./reflectionTable.js";

const table = (rows: readonly Vec3[], key = "xyzobs.px.value") =>
  new ReflectionTable({ [key]: FlexVec3Double.from(rows) });

const answer = (...[a, b, options]: [Vec3[], Vec3[], Parameters<ReflectionTable["match"]>[1]?]) =>
  table(a)
    .match(table(b), options)
    .map((column) => [...column.data]);

/** Every pair looked at; the first of equally near rows. */
function naive(a: readonly Vec3[], b: readonly Vec3[], most: number): number[][] {
  const found: number[][] = [[], [], []];
  a.forEach((p, i) => {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    b.forEach((q, j) => {
      const square = (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2;
      if (square < least) [best, least] = [j, square];
    });
    if (best < 0 || Math.sqrt(least) > most) return;
    [i, best, Math.sqrt(least)].forEach((value, k) => void found[k]!.push(value));
  });
  return found;
}

describe("match", () => {
  // Recorded from DIALS 3.12.1: reflection_table.match with the same arguments.
  it("pairs as DIALS does", () => {
    expect(answer([[0, 0, 0]], [[2, 0, 0]])).toEqual([[0], [0], [2]]);
    expect(answer([[0, 0, 0]], [[2.0000001, 0, 0]])).toEqual([[], [], []]);
    expect(
      answer(
        [
          [1, 1, 1],
          [1.5, 1, 1],
        ],
        [[1, 1, 1]],
      ),
    ).toEqual([
      [0, 1],
      [0, 0],
      [0, 0.5],
    ]);
    expect(
      answer(
        [
          [Number.NaN, 0, 0],
          [1, 1, 1],
        ],
        [
          [1, 1, 1],
          [5, 5, 5],
        ],
      ),
    ).toEqual([[1], [0], [0]]);
    expect(
      answer(
        [[1, 1, 1]],
        [
          [1, 1, 9],
          [2, 1, 1],
        ],
        { scale: [3, 1, 0.1] },
      ),
    ).toEqual([[0], [0], [0.8]]);
    expect(answer([], [[0, 0, 0]])).toEqual([[], [], []]);
  });

  it("where DIALS fails or crashes: nothing to match, and NaN among the others", () => {
    expect(answer([[0, 0, 0]], [])).toEqual([[], [], []]);
    expect(
      answer(
        [[1, 1, 1]],
        [
          [Number.NaN, 1, 1],
          [2, 1, 1],
        ],
      ),
    ).toEqual([[0], [1], [1]]);
  });

  it("of equally near rows takes the first", () => {
    expect(
      answer(
        [[1, 1, 1]],
        Array.from({ length: 40 }, (): Vec3 => [1, 1, 1]),
      )[1],
    ).toEqual([0]);
    expect(
      answer(
        [[0, 0, 0]],
        [
          [1, 0, 0],
          [-1, 0, 0],
        ],
      )[1],
    ).toEqual([0]);
  });

  it("by another column", () => {
    const a = table([[1, 2, 3]], "xyzcal.px");
    expect([...a.match(a, { key: "xyzcal.px" })[2].data]).toEqual([0]);
    expect(() => a.match(a)).toThrow(/no column "xyzobs.px.value"/);
    const wrong = new ReflectionTable({ "xyzcal.px": a.column("xyzcal.px").x });
    expect(() => a.match(wrong, { key: "xyzcal.px" })).toThrow(/is of type double/);
    expect(() => a.match(a, { key: "xyzcal.px", maxSeparation: Number.NaN })).toThrow(/maxSeparation/);
    expect(() => a.match(a, { key: "xyzcal.px", scale: [1, Number.NaN, 1] })).toThrow(/scale/);
  });

  it("finds what looking at every pair finds, ties and clusters included", () => {
    const coordinate = fc.oneof(
      fc.integer({ min: 0, max: 8 }).map((n) => n / 2),
      fc.double({ min: -4, max: 9, noNaN: true }),
    );
    const points = fc.array(fc.tuple(coordinate, coordinate, coordinate), { maxLength: 120 });
    fc.assert(
      fc.property(points, points, fc.constantFrom(0, 0.5, 1, 2, 1e9), (a, b, maxSeparation) => {
        expect(answer(a, b, { maxSeparation })).toEqual(naive(a, b, maxSeparation));
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
