// Space groups beside gemmi, an implementation independent of cctbx: operators, centring, absences, asymmetric units of its 559 settings.
import { beforeAll, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { SpaceGroup } from "./spaceGroup.js";
import { SymOp } from "./symOp.js";

needs.gemmi().describe("gemmi's settings", () => {
  const box: MillerIndex[] = [];
  for (let h = -3; h <= 3; h++)
    for (let k = -3; k <= 3; k++) for (let l = -4; l <= 4; l++) if (h || k || l) box.push([h, k, l]);
  const column = FlexMillerIndex.from(box);
  interface Theirs {
    number: number;
    hall: string;
    name: string;
    centring: string;
    operators: string[];
    centrings: number[][];
    absent: boolean[];
    centric: boolean[];
    epsilon: number[];
    asu: MillerIndex[];
    pointGroup: string;
    laue: string;
    crystalSystem: string;
    sohncke: boolean;
    centrosymmetric: boolean;
  }
  let theirs: Theirs[] = [];
  beforeAll(async () => {
    theirs = await runDials(
      `
import gemmi
out = []
for sg in gemmi.spacegroup_table():
    ops = sg.operations()
    asu = gemmi.ReciprocalAsu(sg)
    out.append(dict(number=sg.number, hall=sg.hall, name=sg.xhm(), centring=sg.centring_type(),
      operators=[op.triplet() for op in ops.sym_ops], centrings=[list(t) for t in ops.cen_ops],
      absent=[ops.is_systematically_absent(h) for h in input], centric=[ops.is_reflection_centric(h) for h in input],
      epsilon=[ops.epsilon_factor_without_centering(h) for h in input], asu=[asu.to_asu(h, ops)[0] for h in input],
      pointGroup=sg.point_group_hm(), laue=sg.laue_str(), crystalSystem=sg.crystal_system_str(), sohncke=sg.is_sohncke(), centrosymmetric=sg.is_centrosymmetric()))
output(out)
`,
      box,
    );
  }, 120_000);

  it("operators, kinds and centrings", () => {
    expect(theirs.length).toBeGreaterThan(530);
    for (const them of theirs) {
      const group = SpaceGroup.fromHall(them.hall);
      const generators = them.operators.map((text) => SymOp.parse(text));
      const shifts = them.centrings.map((t) => new SymOp(SymOp.identity.r, t));
      expect(group.equals(SpaceGroup.fromOperators([...generators, ...shifts])), them.hall).toBe(true);
      expect(
        [
          group.number,
          group.orderP,
          group.centring.length,
          group.pointGroupSymbol(),
          group.laueClass(),
          group.crystalSystem().toLowerCase(),
          group.isChiral(),
          group.isCentric(),
        ],
        them.name,
      ).toEqual([
        them.number,
        them.operators.length,
        them.centrings.length,
        them.pointGroup,
        them.laue,
        them.crystalSystem,
        them.sohncke,
        them.centrosymmetric,
      ]);
      expect(group.centringSymbol() ?? "none", them.name).toBe(them.centring);
    }
  });

  it("absences, centric indices, epsilon", () => {
    for (const them of theirs) {
      const group = SpaceGroup.fromHall(them.hall);
      expect([...group.isSysAbsent(column)], them.name).toEqual(them.absent);
      expect([...group.isCentricReflection(column)], them.name).toEqual(them.centric);
      expect([...group.epsilon(column)], them.name).toEqual(them.epsilon);
    }
  });

  it("asymmetric units of reciprocal space", () => {
    let compared = 0;
    for (const them of theirs) {
      const group = SpaceGroup.fromHall(them.hall);
      // Outside the 530 settings the way to the reference setting, and with it the unit, is a matter of choice.
      if (!group.type().setting) continue;
      expect([...group.mapToAsu(column).indices], them.name).toEqual(them.asu);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(530);
  });
});
