import { expect, it } from "vitest";
import { epsilon, type Index, isAbsent, isCentric, operators, representative } from "./spaceGroupI213.js";

const around: Index[] = [];
for (let h = -4; h <= 4; h++)
  for (let k = -4; k <= 4; k++) for (let l = -4; l <= 4; l++) around.push([h, k, l]);

it("has the 24 positions of International Tables No. 199", () => expect(operators()).toHaveLength(24));

it("forbids h + k + l odd and nothing else", () => {
  for (const h of around) expect(isAbsent(h)).toBe((h[0] + h[1] + h[2]) % 2 !== 0);
});

it("restricts the phases of reflections with a zero index, and of no others", () => {
  for (const h of around) expect(isCentric(h)).toBe(h.includes(0));
});

it("knows the axes: ε = 2 along edges, 3 along diagonals", () => {
  expect(epsilon([6, 0, 0])).toBe(2);
  expect(epsilon([0, 0, -4])).toBe(2);
  expect(epsilon([2, -2, 2])).toBe(3);
  expect(epsilon([1, 2, 3])).toBe(1);
});

it("calls the 24 equivalents of m-3 by one name, and leaves k, h, l (not of m-3) apart", () => {
  const names = new Map<string, number>();
  for (const h of around) names.set(representative(h).join(), (names.get(representative(h).join()) ?? 0) + 1);
  expect(names.get(representative([1, 2, 3]).join())).toBe(24);
  expect(representative([2, 1, 3])).not.toEqual(representative([1, 2, 3]));
  expect(names.get(representative([2, 0, 0]).join())).toBe(6);
});
