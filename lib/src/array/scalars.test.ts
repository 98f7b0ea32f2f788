import { describe, expect, it } from "vitest";
import { EwaldError } from "../error.js";
import { flex } from "./flex.js";
import type { FlexDouble, FlexInt } from "./scalars.js";

describe("arithmetic", () => {
  // Expected values of whole numbers: /usr/bin/python3 with DIALS 3.12:
  //   a = flex.int([7, -7, 5]); b = flex.int([2, 2, -2]); list(a / b), list(a / 2), list(a * b), list(-a)
  const a = flex.int([7, -7, 5]);
  const b = flex.int([2, 2, -2]);

  it("of whole numbers stays whole, quotients cut towards zero", () => {
    const quotient: FlexInt = a.div(b);
    expect([...quotient]).toEqual([3, -3, -2]);
    expect([...a.div(2)]).toEqual([3, -3, 2]);
    expect([...a.mul(b)]).toEqual([14, -14, -10]);
    expect([...a.neg()]).toEqual([-7, 7, -5]);
    expect(a.div(b).type).toBe("int");
  });

  it("with doubles gives doubles", () => {
    const sum: FlexDouble = a.add(flex.double([0.5, 0.5, 0.5]));
    expect([...sum]).toEqual([7.5, -6.5, 5.5]);
    expect([...flex.double([1, 2, 3]).sub(a)]).toEqual([-6, 9, -2]);
    expect([...flex.double([1, 0]).div(0)]).toEqual([Number.POSITIVE_INFINITY, Number.NaN]);
    expect([...a.pow(2)]).toEqual([49, 49, 25]);
  });

  it("refuses what has no whole-number answer, saying the row", () => {
    expect(() => a.add(1.5)).toThrow(/asDouble\(\)/);
    expect(() => a.div(flex.int([1, 0, 1]))).toThrow(/-7 and 0 in row 1/);
    expect(() => flex.int([2 ** 31 - 1]).add(1)).toThrow(EwaldError);
    expect(() => flex.sizeT([1]).sub(2)).toThrow(/std::size_t/);
    expect(() => flex.double([1, 2]).add(flex.double([1]))).toThrow(/2 and 1 rows/);
    // @ts-expect-error: DIALS has no sum of int and size_t columns either
    expect(() => a.add(flex.sizeT([1, 2, 3]))).toThrow(EwaldError);
  });

  it("keeps arrays given to it, and takes no value that does not fit", () => {
    const data = new Float64Array(3);
    expect(flex.double(data).data).toBe(data);
    expect(flex.double(data).asNumpy()).toBe(data);
    expect(() => flex.int([1.5])).toThrow(/1.5/);
    expect(() => flex.int([Number.NaN])).toThrow(EwaldError);
    expect(() => flex.sizeT([-1])).toThrow(/-1/);
    expect(() => flex.sizeT([2 ** 32])).toThrow(/4294967296/);
    expect(() => flex.bool([2])).toThrow(EwaldError);
    expect(() =>
      flex
        .double([1])
        .asInt()
        .set(0, 2 ** 31),
    ).toThrow(EwaldError);
    expect([...flex.double([1.7, -1.7]).asInt()]).toEqual([1, -1]);
    expect([...flex.double([0.5, 1.5, -0.5, -1.5, 2.5]).iround()]).toEqual([1, 2, -1, -2, 3]);
  });
});

describe("truth", () => {
  const p = flex.bool([true, true, false, false]);
  const q = flex.bool([true, false, true, false]);
  const truths = (column: { data: Uint8Array }) => [...column.data];

  it("compares", () => {
    const x = flex.double([1, 2, Number.NaN]);
    expect(truths(x.gt(1))).toEqual([0, 1, 0]);
    expect(truths(x.ge(1))).toEqual([1, 1, 0]);
    expect(truths(x.lt(flex.int([2, 2, 2])))).toEqual([1, 0, 0]);
    expect(truths(x.le(2))).toEqual([1, 1, 0]);
    expect(truths(x.eq(x))).toEqual([1, 1, 0]);
    expect(truths(x.ne(x))).toEqual([0, 0, 1]);
    expect(
      truths(
        flex
          .millerIndex([
            [1, 2, 3],
            [4, 5, 6],
          ])
          .eq([1, 2, 3]),
      ),
    ).toEqual([1, 0]);
    expect(
      truths(
        flex
          .millerIndex([
            [1, 2, 3],
            [4, 5, 6],
          ])
          .ne(
            flex.millerIndex([
              [1, 2, 3],
              [4, 5, 7],
            ]),
          ),
      ),
    ).toEqual([0, 1]);
    expect(truths(flex.stdString(["a", "b"]).eq("a"))).toEqual([1, 0]);
  });

  it("combines, counts and selects", () => {
    expect(truths(p.and(q))).toEqual([1, 0, 0, 0]);
    expect(truths(p.or(q))).toEqual([1, 1, 1, 0]);
    expect(truths(p.xor(q))).toEqual([0, 1, 1, 0]);
    expect(truths(p.not())).toEqual([0, 0, 1, 1]);
    expect([p.count(), p.count(false), p.and(q).count()]).toEqual([2, 2, 1]);
    expect([...p.iselection(), ...p.iselection(false)]).toEqual([0, 1, 2, 3]);
    expect([p.anyTrue(), p.allTrue(), flex.bool([]).allTrue(), flex.bool(2, true).allTrue()]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe("vectors", () => {
  const u = flex.vec3Double([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it("come apart and together again", () => {
    expect([...u.y]).toEqual([2, 5]);
    expect([...flex.vec3Double(...u.parts()).data]).toEqual([...u.data]);
    expect(
      flex
        .int6([[1, 2, 3, 4, 5, 6]])
        .parts()
        .map((part) => part.at(0)),
    ).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...flex.millerIndex([[1, -2, 3]]).k]).toEqual([-2]);
    expect([...flex.vec2Double([[1, 2]]).x]).toEqual([1]);
    expect(() => flex.vec3Double(new Float64Array(4))).toThrow(/rows of 3/);
    // @ts-expect-error: a row is three numbers
    expect(() => flex.vec3Double([[1, 2]])).toThrow(EwaldError);
  });

  it("obey the rules of vector algebra", () => {
    const v = flex.vec3Double([
      [2, -1, 0.5],
      [0, 3, 1],
    ]);
    const cross = u.cross(v);
    expect([...cross.dot(u)]).toEqual([0, 0]);
    expect([...cross.dot(v)]).toEqual([0, 0]);
    expect([...u.add(v).sub(v).data]).toEqual([...u.data]);
    expect([...u.sub([1, 2, 3]).at(0)]).toEqual([0, 0, 0]);
    for (const norm of u.eachNormalize().norms()) expect(norm).toBeCloseTo(1, 15);
    // Lagrange: |u × v|² + (u·v)² = |u|²|v|²
    const left = cross.dot(cross).add(u.dot(v).pow(2));
    expect([...left]).toEqual([...u.dot(u).mul(v.dot(v))]);
    expect([...u.mul(flex.double([2, 0])).data]).toEqual([2, 4, 6, 0, 0, 0]);
  });
});
