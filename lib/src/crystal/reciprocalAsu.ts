import type { MillerIndex } from "../array/integerTuples.js";
import type { ChangeOfBasis } from "./changeOfBasis.js";

/** −1, 0 or 1. */
type Sign = number;

/** A contiguous asymmetric unit of reciprocal space: what it asks of the signs of some whole linear forms of h, k, l. */
export interface AsuCondition {
  /** As cctbx's `reference_as_string()`. */
  readonly text: string;
  /** Coefficients of h, k, l. */
  readonly forms: readonly (readonly [number, number, number])[];
  readonly inside: (...signs: readonly Sign[]) => boolean;
}

const h = [1, 0, 0] as const;
const k = [0, 1, 0] as const;
const l = [0, 0, 1] as const;
const minus = (p: MillerIndex, q: MillerIndex) => [p[0] - q[0], p[1] - q[1], p[2] - q[2]] as const;

/** One for each kind of Laue group in its reference setting (the choice of cctbx). */
const conditions = {
  triclinic: {
    text: "l>0 or (l==0 and (h>0 or (h==0 and k>=0)))",
    forms: [h, k, l],
    inside: (h, k, l) => l! > 0 || (l === 0 && (h! > 0 || (h === 0 && k! >= 0))),
  },
  monoclinic: {
    text: "k>=0 and (l>0 or (l==0 and h>=0))",
    forms: [h, k, l],
    inside: (h, k, l) => k! >= 0 && (l! > 0 || (l === 0 && h! >= 0)),
  },
  orthorhombic: {
    text: "h>=0 and k>=0 and l>=0",
    forms: [h, k, l],
    inside: (h, k, l) => h! >= 0 && k! >= 0 && l! >= 0,
  },
  // 4/m and 6/m
  rotating: {
    text: "l>=0 and ((h>=0 and k>0) or (h==0 and k==0))",
    forms: [h, k, l],
    inside: (h, k, l) => l! >= 0 && ((h! >= 0 && k! > 0) || (h === 0 && k === 0)),
  },
  // 4/mmm and 6/mmm
  dihedral: {
    text: "h>=k and k>=0 and l>=0",
    forms: [minus(h, k), k, l],
    inside: (hk, k, l) => hk! >= 0 && k! >= 0 && l! >= 0,
  },
  "-3": {
    text: "(h>=0 and k>0) or (h==0 and k==0 and l>=0)",
    forms: [h, k, l],
    inside: (h, k, l) => (h! >= 0 && k! > 0) || (h === 0 && k === 0 && l! >= 0),
  },
  "-31m": {
    text: "h>=k and k>=0 and (k>0 or l>=0)",
    forms: [minus(h, k), k, l],
    inside: (hk, k, l) => hk! >= 0 && k! >= 0 && (k! > 0 || l! >= 0),
  },
  "-3m1": {
    text: "h>=k and k>=0 and (h>k or l>=0)",
    forms: [minus(h, k), k, l],
    inside: (hk, k, l) => hk! >= 0 && k! >= 0 && (hk! > 0 || l! >= 0),
  },
  "m-3": {
    text: "h>=0 and ((l>=h and k>h) or (l==h and k==h))",
    forms: [h, minus(l, h), minus(k, h)],
    inside: (h, lh, kh) => h! >= 0 && ((lh! >= 0 && kh! > 0) || (lh === 0 && kh === 0)),
  },
  "m-3m": {
    text: "k>=l and l>=h and h>=0",
    forms: [minus(k, l), minus(l, h), h],
    inside: (kl, lh, h) => kl! >= 0 && lh! >= 0 && h! >= 0,
  },
} satisfies Record<string, AsuCondition>;

/** Of 149 … 167 those whose twofolds or mirrors make the Laue group −31m. */
const laue31m = new Set([149, 151, 153, 157, 159, 162, 163]);

/** The asymmetric unit of a space group number's reference setting. */
export function asuCondition(number: number): AsuCondition {
  if (number <= 2) return conditions.triclinic;
  if (number <= 15) return conditions.monoclinic;
  if (number <= 74) return conditions.orthorhombic;
  if (number <= 88) return conditions.rotating;
  if (number <= 142) return conditions.dihedral;
  if (number <= 148) return conditions["-3"];
  if (number <= 167) return laue31m.has(number) ? conditions["-31m"] : conditions["-3m1"];
  if (number <= 176) return conditions.rotating;
  if (number <= 194) return conditions.dihedral;
  if (number <= 206) return conditions["m-3"];
  return conditions["m-3m"];
}

/**
 * The asymmetric unit in a setting: h is inside when h·C⁻¹ is in the reference setting's (cctbx's `reciprocal_space_asu`). Forms
 * are given in the setting's own indices, positive multiples of the true ones.
 */
export function asuInSetting(number: number, toReference: ChangeOfBasis): AsuCondition {
  const { text, forms, inside } = asuCondition(number);
  const r = toReference.cInv.r;
  const pulled = forms.map(
    ([a, b, c]) =>
      [0, 3, 6].map((i) => r[i]! * a + r[i + 1]! * b + r[i + 2]! * c) as [number, number, number],
  );
  return { text, forms: pulled, inside };
}

/** Whether one index is in the asymmetric unit. */
export function isInsideAsu({ forms, inside }: AsuCondition, [p, q, s]: MillerIndex): boolean {
  return inside(...forms.map(([a, b, c]) => Math.sign(a * p + b * q + c * s) + 0));
}
