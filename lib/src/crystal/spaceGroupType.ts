import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { conventionalBases } from "./conventionalBasis.js";
import { type ClosedGroup, rotationKey } from "./groupClosure.js";
import { groupKey } from "./groupKey.js";
import { changedBasis } from "./hall.js";
import { laueClass } from "./pointGroup.js";
import { groupOfSetting, referenceSetting, type SpaceGroupSetting, spaceGroupSettings } from "./settings.js";
import { modulo24, type SymOp } from "./symOp.js";

/** What a group is, whatever its basis. */
export interface SpaceGroupType {
  readonly number: number;
  /** Coordinates of the group's basis to those of the reference setting. */
  readonly toReference: ChangeOfBasis;
  /** The setting when it is one of the 530. */
  readonly setting: SpaceGroupSetting | undefined;
}

let byKey: Map<string, SpaceGroupSetting> | undefined;

function tabulated(): Map<string, SpaceGroupSetting> {
  if (!byKey) {
    byKey = new Map();
    for (const setting of spaceGroupSettings()) {
      const key = groupKey(groupOfSetting(setting));
      if (!byKey.has(key)) byKey.set(key, setting);
    }
  }
  return byKey;
}

/**
 * Number and way to the reference setting of a group in any basis: from the table when the group is one of the 530 settings, else
 * by building the conventional basis from the axes (Grosse-Kunstleve 1999, Acta Cryst. A55, 383-395, sections 4-6).
 */
export function spaceGroupType(group: ClosedGroup): SpaceGroupType {
  const setting = tabulated().get(groupKey(group));
  if (setting)
    return { number: setting.number, toReference: ChangeOfBasis.parse(setting.toReference), setting };
  const laue = laueClass(group);
  const order = group.representatives.length;
  for (const basis of conventionalBases(group, laue)) {
    const inBasis = basisOf(group, basis);
    if (!inBasis) continue;
    for (const number of numbersOf.get(laue) ?? collectNumbers().get(laue)!) {
      const reference = groupOfSetting(referenceSetting(number));
      if (reference.representatives.length !== order) continue;
      const shift = originShift(inBasis, reference);
      if (shift)
        return {
          number,
          toReference: new ChangeOfBasis(
            new AffineOp([24, 0, 0, 0, 24, 0, 0, 0, 24], shift, 24).multiply(basis),
          ),
          setting: undefined,
        };
    }
  }
  throw new EwaldError(
    "bad-argument",
    `The space group type of the group of ${group.representatives.join("; ")} was not found.`,
  );
}

function basisOf(group: ClosedGroup, basis: AffineOp): ClosedGroup | undefined {
  try {
    return changedBasis(group, basis);
  } catch (error) {
    if (error instanceof EwaldError) return undefined;
    throw error;
  }
}

const numbersOf = new Map<string, number[]>();
function collectNumbers() {
  for (let number = 1; number <= 230; number++) {
    const laue = laueClass(groupOfSetting(referenceSetting(number)));
    const list = numbersOf.get(laue);
    if (list) list.push(number);
    else numbersOf.set(laue, [number]);
  }
  return numbersOf;
}

/** All shifts in 24ths, those with small denominators first. */
let shifts: (readonly number[])[] | undefined;
function allShifts(): readonly (readonly number[])[] {
  if (shifts) return shifts;
  const cost = (n: number) =>
    n === 0 ? 0 : n % 12 === 0 ? 1 : n % 6 === 0 ? 2 : n % 8 === 0 ? 3 : n % 3 === 0 ? 4 : 8;
  const axis = Array.from({ length: 24 }, (_, i) => (i > 12 ? i - 24 : i));
  const found: { shift: readonly number[]; cost: number }[] = [];
  for (const x of axis)
    for (const y of axis)
      for (const z of axis) found.push({ shift: [x, y, z], cost: cost(x) + cost(y) + cost(z) });
  shifts = found.sort((a, b) => a.cost - b.cost).map((one) => one.shift);
  return shifts;
}

/** s, 24ths, such that x ↦ x + s takes the group to the other one; undefined when there is none in 24ths. */
function originShift(group: ClosedGroup, other: ClosedGroup): readonly number[] | undefined {
  if (group.centring.length !== other.centring.length) return undefined;
  const lattice = new Set(other.centring.map((t) => t.join()));
  if (!group.centring.every((t) => lattice.has(t.join()))) return undefined;
  const wanted = new Map(other.representatives.map((op) => [rotationKey(op.r), op]));
  const pairs: [SymOp, SymOp][] = [];
  for (const op of group.representatives) {
    const match = wanted.get(rotationKey(op.r));
    if (!match) return undefined;
    pairs.push([op, match]);
  }
  // W′ = (R, t + (1 − R)·s) has to be the other group's, up to its centring.
  return allShifts().find((s) =>
    pairs.every(([{ r, t }, match]) =>
      lattice.has(
        [0, 1, 2]
          .map((i) =>
            modulo24(
              t[i]! +
                s[i]! -
                (r[3 * i]! * s[0]! + r[3 * i + 1]! * s[1]! + r[3 * i + 2]! * s[2]!) -
                match.t[i]!,
            ),
          )
          .join(),
      ),
    ),
  );
}
