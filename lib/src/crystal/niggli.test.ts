// A hundred thousand cells reduced beside cctbx: of no symmetry, of some, near to some, and very skew ones.
import { beforeAll, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { Pcg32 } from "../array/random.js";
import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { UnitCell } from "./unitCell.js";

const { next } = new Pcg32(2026);
const between = (low: number, high: number) => low + (high - low) * next();
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;

/** A cell of those the maker makes that exists. */
function existing(make: () => ArrayLike<number>): UnitCell {
  for (;;)
    try {
      return new UnitCell(make());
    } catch {
      // The angles did not close: another.
    }
}
const anyEdges = () => [between(3, 100), between(3, 100), between(3, 100)];
const anyCell = () => existing(() => [...anyEdges(), between(40, 140), between(40, 140), between(40, 140)]);

const symmetric: readonly (() => number[])[] = [
  () => Array<number>(3).fill(between(4, 90)).concat(90, 90, 90),
  () => [...Array<number>(2).fill(between(4, 90)), between(4, 90), 90, 90, 90],
  () => [...Array<number>(2).fill(between(4, 90)), between(4, 90), 90, 90, 120],
  () => [...Array<number>(3).fill(between(4, 90)), ...Array<number>(3).fill(between(20, 115))],
  () => [...anyEdges(), 90, 90, 90],
  () => [...anyEdges(), 90, between(91, 130), 90],
];
const centrings = ["a,b,c", "b+c,a+c,a+b", "-a+b+c,a-b+c,a+b-c", "a+b,a-b,-c", "a+c,-a+b+c,-b+c"].map(
  (text) => ChangeOfBasis.parse(text === "a,b,c" ? text : halved(text)),
);

/** The primitive cell of a centred one: sums of edges, halved. */
function halved(text: string): string {
  return text
    .split(",")
    .map((part) => part.replace(/[+-]?[abc]/g, (edge) => `${edge[0] === "-" ? "-" : "+"}1/2*${edge.at(-1)}`))
    .join(",");
}

/** Whole matrices of determinant 1: shears one after the other, as many and as large as wanted. */
function shears(count: number, most: number): ChangeOfBasis {
  let op = AffineOp.identity;
  for (let n = 0; n < count; n++) {
    const [i, j] = pick([
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 2],
      [2, 0],
      [2, 1],
    ] as const);
    const r = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    r[3 * i + j] = Math.round(between(-most, most));
    op = op.multiply(new AffineOp(r));
  }
  return new ChangeOfBasis(op);
}

const kinds: readonly [string, number, () => UnitCell][] = [
  ["without symmetry", 40_000, anyCell],
  [
    "exactly symmetric, in skew bases",
    20_000,
    () => existing(pick(symmetric)).changeBasis(pick(centrings)).changeBasis(shears(3, 2)),
  ],
  [
    "nearly symmetric, in skew bases",
    20_000,
    () => {
      const spread = pick([1e-8, 1e-6, 1e-4, 1e-2]);
      const [a, b, c, ...angles] = existing(pick(symmetric)).parameters;
      const cell = existing(() => [
        ...[a, b, c].map((n) => n * (1 + between(-spread, spread))),
        ...angles.map((n) => n + 60 * between(-spread, spread)),
      ]);
      return cell.changeBasis(pick(centrings)).changeBasis(shears(3, 2));
    },
  ],
  ["very skew", 20_000, skewed],
];

/** Edges of some hundred to some thousand Å, angles down to a few hundredths of a degree; beyond, nothing but rounding is left. */
function skewed(): UnitCell {
  for (;;) {
    const plain = next() < 0.5 ? anyCell() : existing(pick(symmetric));
    const cell = existing(() => plain.changeBasis(shears(6, 4)).parameters);
    if (Math.max(...cell.parameters.slice(0, 3)) < 3000) return cell;
  }
}

needs.dials().describe("a hundred thousand cells beside cctbx", () => {
  const cells: { kind: string; cell: UnitCell }[] = [];
  let theirs: { niggli: number[][]; ops: string[]; minimum: number[][] };
  beforeAll(async () => {
    for (const [kind, count, make] of kinds)
      for (let i = 0; i < count; i++) cells.push({ kind, cell: make() });
    theirs = await runDials(
      `
from cctbx import uctbx
niggli, ops, minimum = [], [], []
for parameters in input:
    u = uctbx.unit_cell(parameters)
    # The cell by the operator: what as_unit_cell() gives has products below epsilon made negative.
    op = u.niggli_reduction().change_of_basis_op()
    niggli.append(u.change_basis(op).parameters())
    ops.append(op.as_xyz())
    minimum.append(u.minimum_cell().parameters())
output(dict(niggli=niggli, ops=ops, minimum=minimum))
`,
      cells.map(({ cell }) => cell.parameters),
    );
  }, 300_000);

  /** How far two reduced cells may be apart by rounding: of the squares of long edges short ones keep only the last digits. */
  const tolerance = (cell: UnitCell, reduced: readonly number[]) =>
    1e-9 + 1e-11 * (Math.max(...cell.parameters.slice(0, 3)) / reduced[0]!) ** 2;
  const apart = (mine: readonly number[], them: readonly number[]) =>
    Math.max(...mine.map((n, k) => Math.abs(n - them[k]!) / them[k]!));

  it("Niggli cells and the operators that lead there", () => {
    const different: string[] = [];
    let numbers = 0;
    cells.forEach(({ kind, cell }, i) => {
      const them = theirs.niggli[i]!;
      const { change } = cell.niggliReduction();
      if (`${change}` !== theirs.ops[i]) {
        different.push(kind);
        return;
      }
      if (!(apart(cell.changeBasis(change).parameters, them) < tolerance(cell, them))) numbers++;
    });
    expect(numbers).toBe(0);
    expect(different).toEqual([]);
  });

  it("minimum cells: the same, or of lattices with several Buerger cells another of them", () => {
    const others: Record<string, number> = {};
    cells.forEach(({ kind, cell }, i) => {
      const mine = cell.minimumCell();
      const them = theirs.minimum[i]!;
      const most = tolerance(cell, them);
      const where = `${cell.parameters}`;
      if (apart(mine.parameters, them) < most) return;
      others[kind] = (others[kind] ?? 0) + 1;
      expect(apart(mine.parameters.slice(0, 3), them.slice(0, 3)), where).toBeLessThan(most);
      expect(apart([mine.volume], [new UnitCell(them).volume]), where).toBeLessThan(100 * most);
      const angles = mine.parameters.slice(3);
      const acute = angles.every((angle) => angle < 90 + 1e-3);
      expect(acute || angles.every((angle) => angle > 90 - 1e-3), where).toBe(true);
    });
    expect(others["without symmetry"]).toBeUndefined();
    expect(others["very skew"]).toBeLessThan(3000); // half of them are symmetric lattices
  });
});
