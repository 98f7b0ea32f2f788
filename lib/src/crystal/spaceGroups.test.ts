// All 530 settings beside cctbx's tables (made by fixtures/cctbx_tables/make.py with cctbx 2022.9), moyo and identities.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { groupOfHallSymbol } from "./hall.js";
import { settingSymbol, spaceGroupSettings } from "./settings.js";
import { SpaceGroup } from "./spaceGroup.js";
import { SymOp } from "./symOp.js";

interface Tabulated {
  number: number;
  hm: string;
  ext: string;
  hall: string;
  order_z: number;
  order_p: number;
  n_ltr: number;
  centric: boolean;
  chiral: boolean;
  ops: string[];
  patterson: string;
  laue: string;
  point_group: string;
  acentric: string;
  crystal_system: string;
  bravais: string;
  cb_to_ref: string;
  cb_to_prim: string;
  conv_centring: string;
  sys_absent: MillerIndex[];
  centric_refl: MillerIndex[];
  epsilon: [number, number, number, number][];
}

const table = ["fixtures", "cctbx_tables", "space_groups.json"];
needs.sharedData(...table).describe("the 530 settings as cctbx's tables have them", () => {
  let settings: Tabulated[] = [];
  beforeAll(() => {
    settings = JSON.parse(readFileSync(shared(...table), "utf8")) as Tabulated[];
  });

  it("same symbols, numbers and order", () => {
    expect(settings).toHaveLength(530);
    expect(spaceGroupSettings().map((s) => [s.number, settingSymbol(s), s.hall])).toEqual(
      settings.map((s) => [s.number, s.ext ? `${s.hm} :${s.ext}` : s.hm, s.hall]),
    );
  });

  it("same operators, orders and kinds", () => {
    for (const s of settings) {
      const group = SpaceGroup.fromHall(s.hall);
      const ours = group.allOps().map(String).sort();
      const theirs = s.ops.map((op) => `${SymOp.parse(op).modulo()}`).sort();
      expect(ours, s.hall).toEqual(theirs);
      expect(
        [group.orderZ, group.orderP, group.centring.length, group.isCentric(), group.isChiral()],
        s.hall,
      ).toEqual([s.order_z, s.order_p, s.n_ltr, s.centric, s.chiral]);
      expect([group.crystalSystem(), group.bravaisType(), group.centringSymbol()], s.hall).toEqual([
        s.crystal_system,
        s.bravais,
        s.conv_centring,
      ]);
    }
  });

  it("same derived groups, by symbol", () => {
    for (const s of settings) {
      const group = SpaceGroup.fromHall(s.hall);
      expect(
        [group.pattersonGroup().symbol(), group.laueGroup().symbol(), group.pointGroup().symbol()],
        s.hall,
      ).toEqual([s.patterson, s.laue, s.point_group]);
      expect(group.acentricSubgroup().equals(SpaceGroup.of(s.acentric)), `${s.hall}: ${s.acentric}`).toBe(
        true,
      );
    }
  });

  it("same ways to the reference and primitive cells, and they lead there", () => {
    for (const s of settings) {
      const group = SpaceGroup.fromHall(s.hall);
      expect(group.number).toBe(s.number);
      expect([`${group.changeOfBasisToReference()}`, `${group.changeOfBasisToPrimitive()}`], s.hall).toEqual([
        s.cb_to_ref,
        s.cb_to_prim,
      ]);
      expect(group.referenceSetting().equals(SpaceGroup.of(s.number)), s.hall).toBe(true);
      expect(group.primitiveSetting().centring).toHaveLength(1);
      expect(group.primitiveSetting().orderP).toBe(s.order_p);
    }
  });

  it("same absences, centric indices and epsilon", () => {
    const box: MillerIndex[] = [];
    for (let h = -2; h <= 2; h++)
      for (let k = -2; k <= 2; k++) for (let l = 0; l <= 3; l++) if (h || k || l) box.push([h, k, l]);
    const column = FlexMillerIndex.from(box);
    for (const s of settings) {
      const group = SpaceGroup.fromHall(s.hall);
      const where = (flags: Uint8Array) => box.filter((_, i) => flags[i]);
      expect(where(group.isSysAbsent(column).data), s.hall).toEqual(s.sys_absent);
      expect(where(group.isCentricReflection(column).data), s.hall).toEqual(s.centric_refl);
      const epsilon = group.epsilon(column);
      expect(
        box.flatMap((h, i) => (epsilon.data[i]! > 1 ? [[...h, epsilon.data[i]]] : [])),
        s.hall,
      ).toEqual(s.epsilon);
    }
  });

  it("found by operators alone in a basis that no table has", () => {
    // 1-2-3 skew basis with a shift of origin: nothing of the 530 settings but P 1 and P -1 is unchanged by it.
    const skew = ChangeOfBasis.parse("x+y+1/4,y-z,z+x+y+1/12");
    for (const s of settings) {
      const group = SpaceGroup.fromHall(s.hall).changeBasis(skew);
      expect(group.number, s.hall).toBe(s.number);
      expect(group.referenceSetting().equals(SpaceGroup.of(s.number)), s.hall).toBe(true);
      expect(SpaceGroup.of(group.symbol()).equals(group), group.symbol()).toBe(true);
      expect(SpaceGroup.fromHall(group.hallSymbol()).equals(group), group.hallSymbol()).toBe(true);
    }
  });
});

const unique = ["fixtures", "cctbx_tables", "unique_reflections.json"];
needs.sharedData(...unique).describe("asymmetric units as cctbx's", () => {
  interface Unique {
    symbol: string;
    anomalous: boolean;
    map_to_asu_d3?: [MillerIndex, MillerIndex][];
  }
  it("maps the same indices to the same", () => {
    const all = JSON.parse(readFileSync(shared(...unique), "utf8")) as Unique[];
    let count = 0;
    for (const { symbol, map_to_asu_d3: pairs } of all) {
      if (!pairs) continue;
      const group = SpaceGroup.of(symbol);
      const mapped = group.mapToAsu(FlexMillerIndex.from(pairs.map(([h]) => h))).indices;
      expect([...mapped], symbol).toEqual(pairs.map(([, h]) => h));
      count += pairs.length;
    }
    expect(count).toBeGreaterThan(2000);
  });
});

describe("moyo (@spglib/moyo-wasm), an independent implementation", () => {
  it("has the same 530 settings, operator by operator", async () => {
    const wasm = createRequire(import.meta.url).resolve("@spglib/moyo-wasm/moyo_wasm_bg.wasm");
    const { initSync, operations_from_number, hall_symbol_entry } = await import("@spglib/moyo-wasm");
    initSync({ module: readFileSync(wasm) });
    const theirs: string[] = [];
    for (let value = 1; value <= 530; value++) {
      const { number } = hall_symbol_entry(value);
      const operations = operations_from_number(number, { type: "HallNumber", value }, false);
      const group = SpaceGroup.fromOperators(
        // Its matrices come column by column.
        operations.map(
          ({ rotation: r, translation }) =>
            new SymOp(
              [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => r[i]!),
              translation.map((t) => Math.round(24 * t)),
            ),
        ),
      );
      expect(group.orderZ).toBe(operations.length);
      expect(group.number).toBe(number);
      theirs.push(`${number} ${group.key}`);
    }
    const ours = spaceGroupSettings().map((s) => `${s.number} ${SpaceGroup.fromHall(s.hall).key}`);
    expect(theirs.sort()).toEqual(ours.sort());
  });
});

describe("identities", () => {
  const anyGroup = fc.constantFrom(...spaceGroupSettings()).map((s) => SpaceGroup.fromHall(s.hall));
  const anyIndex = fc.tuple(
    fc.integer({ min: -30, max: 30 }),
    fc.integer({ min: -30, max: 30 }),
    fc.integer({ min: -30, max: 30 }),
  );

  it("products and inverses of operators stay in the group", () => {
    fc.assert(
      fc.property(anyGroup, fc.nat(), fc.nat(), (group, i, j) => {
        const ops = group.allOps();
        const known = new Set(ops.map(String));
        const [p, q] = [ops[i % ops.length]!, ops[j % ops.length]!];
        return known.has(`${p.multiply(q).modulo()}`) && known.has(`${p.inverse().modulo()}`);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("the asymmetric unit holds one of each set of equivalents, reached by the operator given", () => {
    fc.assert(
      fc.property(anyGroup, anyIndex, (group, index) => {
        const equivalents = group.equivalents(index);
        const inside = equivalents.filter((h) => group.isInsideAsu(h));
        expect(inside).toHaveLength(1);
        const column = FlexMillerIndex.from(equivalents);
        for (const anomalous of [false, true]) {
          const { indices, operator, friedel } = group.mapToAsu(column, { anomalous });
          equivalents.forEach((h, i) => {
            const turned = group.representatives[operator.data[i]!]!.applyToIndex(h);
            const sign = friedel.data[i] && !anomalous ? -1 : 1;
            expect(indices.at(i)).toEqual(turned.map((n) => sign * n + 0));
            expect(indices.at(i)).toEqual(inside[0]!.map((n) => (friedel.data[i] && anomalous ? -n : n) + 0));
          });
        }
        const again = group.mapToAsu(group.mapToAsu(column).indices);
        expect([...again.operator.data].every((n) => n === 0)).toBe(true);
        expect(group.multiplicity(index)).toBe(equivalents.length);
        expect(group.multiplicity(index, { anomalous: true })).toBe(
          group.equivalents(index, { anomalous: true }).length,
        );
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it("absences are the indices whose structure factor sums to nothing", () => {
    fc.assert(
      fc.property(anyGroup, anyIndex, (group, [h, k, l]) => {
        // F of one atom at a general place vanishes for every place when the index is absent, and for almost none otherwise.
        let [re, im] = [0, 0];
        for (const op of group.allOps()) {
          const [x, y, z] = op.apply([0.1234, 0.2717, 0.4142]);
          re += Math.cos(2 * Math.PI * (h * x + k * y + l * z));
          im += Math.sin(2 * Math.PI * (h * x + k * y + l * z));
        }
        expect(Math.hypot(re, im) < 1e-9).toBe(group.isSysAbsent([h, k, l]));
      }),
      { seed: 5, numRuns: 1000 },
    );
  });
});

it("builds the 530 settings in less than 50 ms", () => {
  const times = [0, 1, 2, 3].map(() => {
    const start = performance.now();
    for (const { hall } of spaceGroupSettings()) groupOfHallSymbol(hall);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
