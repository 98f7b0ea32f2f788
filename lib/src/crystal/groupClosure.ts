import { EwaldError } from "../error.js";
import { modulo24, SymOp } from "./symOp.js";

/** A space group modulo the whole translations of its basis. */
export interface ClosedGroup {
  /** One operator for each rotation part, the identity first, translations in [0, 24). */
  readonly representatives: readonly SymOp[];
  /** Centring translations in 24ths, [0, 24), (0, 0, 0) first. */
  readonly centring: readonly (readonly number[])[];
}

/** All operators modulo whole translations, in [0, 1); for each centring translation, the representatives. */
export function allOperators({ representatives, centring }: ClosedGroup): SymOp[] {
  return centring.flatMap((c) =>
    representatives.map(
      (op) =>
        new SymOp(
          op.r,
          op.t.map((n, i) => modulo24(n + c[i]!)),
        ),
    ),
  );
}

/** One number for a rotation matrix with elements −15 … 15. */
export function rotationKey(r: readonly number[]): number {
  let key = 0;
  for (let i = 0; i < 9; i++) key = key * 32 + r[i]! + 16;
  return key;
}

/** The largest number of rotations of any crystallographic point group. */
const most = 48;

/** All sums of these translations (24ths), modulo 1. */
export function closeTranslations(generators: readonly (readonly number[])[]): number[][] {
  const found = [[0, 0, 0]];
  const seen = new Set([0]);
  for (let i = 0; i < found.length; i++)
    for (const g of generators) {
      const sum = found[i]!.map((n, j) => modulo24(n + g[j]!));
      const key = translationKey(sum);
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(sum);
    }
  return found;
}

/** One number for a translation in [0, 24). */
export const translationKey = (t: readonly number[]): number => (t[0]! * 24 + t[1]!) * 24 + t[2]!;

/**
 * The group the operators and centring translations generate. Throws EwaldError `"bad-argument"` when they generate none that
 * is crystallographic (more than 48 rotations).
 */
export function closeGroup(
  generators: readonly SymOp[],
  centringGenerators: readonly (readonly number[])[] = [],
): ClosedGroup {
  let centring = closeTranslations(centringGenerators);
  for (;;) {
    const { representatives, extra } = closeRotations(generators, centring);
    // A rotation turns each centring translation into another one; what generators keep the group keeps.
    if (centring.length > 1) {
      const known = new Set(centring.map(translationKey));
      for (const { r } of generators)
        for (const [x, y, z] of centring) {
          const turned = [0, 3, 6].map((i) => modulo24(r[i]! * x! + r[i + 1]! * y! + r[i + 2]! * z!));
          if (!known.has(translationKey(turned))) extra.push(turned);
        }
    }
    if (extra.length === 0) return { representatives, centring };
    centring = closeTranslations([...centring, ...extra]);
  }
}

/** One operator for each rotation, and the translations between those that turned up with different ones. */
function closeRotations(generators: readonly SymOp[], centring: readonly (readonly number[])[]) {
  const known = new Set(centring.map(translationKey));
  const byRotation = new Map<number, SymOp>([[rotationKey(SymOp.identity.r), SymOp.identity]]);
  const list = [SymOp.identity];
  const extra: number[][] = [];
  for (let i = 0; i < list.length; i++)
    for (const generator of generators) {
      const product = generator.multiply(list[i]!);
      const t = product.t as number[];
      for (let j = 0; j < 3; j++) t[j] = modulo24(t[j]!);
      const key = rotationKey(product.r);
      const met = byRotation.get(key);
      if (!met) {
        // Whole matrices of a finite group have orders 1, 2, 3, 4 and 6 only, and 48 are the most there can be.
        if (list.length === most || product.r.some((n) => n < -15 || n > 15))
          throw new EwaldError(
            "bad-argument",
            `The operators ${generators.join("; ")} generate no crystallographic group: they make more than ${most} rotations.`,
          );
        byRotation.set(key, product);
        list.push(product);
        continue;
      }
      if (t[0] === met.t[0] && t[1] === met.t[1] && t[2] === met.t[2]) continue;
      const difference = t.map((n, j) => modulo24(n - met.t[j]!));
      if (!known.has(translationKey(difference))) extra.push(difference);
    }
  return { representatives: list, extra };
}
