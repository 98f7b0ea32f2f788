import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { centringLetter } from "./centringLetter.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { conventionalBases } from "./conventionalBasis.js";
import type { ClosedGroup } from "./groupClosure.js";
import { groupKey } from "./groupKey.js";
import { changedBasis } from "./hall.js";
import { originShift } from "./originShift.js";
import { laueClass } from "./pointGroup.js";
import { primitiveChange } from "./primitiveChange.js";
import { groupOfSetting, referenceSetting, type SpaceGroupSetting, spaceGroupSettings } from "./settings.js";
import { SymOp } from "./symOp.js";

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
  const key = groupKey(group);
  const setting = tabulated().get(key);
  if (setting)
    return { number: setting.number, toReference: ChangeOfBasis.parse(setting.toReference), setting };
  let type = others.get(key);
  if (!type) {
    type = foundType(group);
    if (others.size >= mostKept) others.clear();
    others.set(key, type);
  }
  return type;
}

/** Types of groups outside the table, which come again and again: subgroups of lattices in their minimum cells. */
const others = new Map<string, SpaceGroupType>();
const mostKept = 4096;

function foundType(group: ClosedGroup): SpaceGroupType {
  const laue = laueClass(group);
  const toPrimitive = primitiveChange(group.centring, centringLetter(group.centring));
  for (const basis of conventionalBases(group, laue))
    for (const number of numbersBySymmorphic().get(symmorphicKey(group, basis)) ?? []) {
      // Compared in the group's own basis, where translations are in 24ths whatever the origin.
      const reference = changedBasis(groupOfSetting(referenceSetting(number)), basis.inverse());
      const shift = originShift(group, reference, toPrimitive);
      if (shift) return { number, toReference: new ChangeOfBasis(basis.multiply(shift)), setting: undefined };
    }
  throw new EwaldError(
    "bad-argument",
    `The space group type of the group of ${group.representatives.join("; ")} was not found.`,
  );
}

/** Rotations and centring of the group in a basis; undefined when the basis does not fit the lattice. */
function symmorphicKey({ representatives, centring }: ClosedGroup, basis: AffineOp): string | undefined {
  try {
    return groupKey(
      changedBasis({ representatives: representatives.map(({ r }) => new SymOp(r)), centring }, basis),
    );
  } catch (error) {
    if (error instanceof EwaldError) return undefined;
    throw error;
  }
}

let bySymmorphic: Map<string | undefined, number[]> | undefined;

/** The numbers whose reference settings share rotations and centring. */
function numbersBySymmorphic(): Map<string | undefined, number[]> {
  if (bySymmorphic) return bySymmorphic;
  bySymmorphic = new Map();
  for (let number = 1; number <= 230; number++) {
    const key = symmorphicKey(groupOfSetting(referenceSetting(number)), AffineOp.identity);
    const list = bySymmorphic.get(key);
    if (list) list.push(number);
    else bySymmorphic.set(key, [number]);
  }
  return bySymmorphic;
}
