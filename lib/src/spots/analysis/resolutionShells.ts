import { cube, thirdPower } from "../rounded.js";

/** A shell of resolution, Å: spots with dMin ≤ d < dMax. */
export interface ResolutionShell {
  readonly dMin: number;
  readonly dMax: number;
}

/**
 * Shells of nearly equal numbers of spots, about 20, but at least 5 and at most 20 shells, lowest resolution first. The spot of
 * lowest resolution, whose d is the first dMax, is in none, as in DIALS' binner_equal_population. Spots there must be.
 */
export function shellsOfEqualPopulation(dStarSq: Float64Array): ResolutionShell[] {
  const n = dStarSq.length;
  const shells = Math.max(5, Math.min(20, Math.floor(n / 20)));
  const sorted = dStarSq.slice().sort();
  const d = (i: number) => 1 / Math.sqrt(sorted[Math.max(0, i)]!);
  const edges = Array.from({ length: shells }, (_, i) => d(Math.floor((i + 1) * (n / shells) + 0.5) - 1));
  return edges.map((dMin, i) => ({ dMin, dMax: i === 0 ? d(0) : edges[i - 1]! }));
}

/**
 * Shells of equal volume of reciprocal space, 20 to 40, the size being such that the first holds 5% of the spots or 25,
 * whichever is more, but not above a quarter; lowest resolution first, the spot of lowest resolution again in none: DIALS'
 * binner_d_star_cubed. Undefined where the spots do not spread over such a volume.
 */
export function shellsOfEqualVolume(d: Float64Array): ResolutionShell[] | undefined {
  const volumes = Float64Array.from(new Set(d), (one) => cube(1 / one)).sort();
  const n = volumes.length;
  const inFirst = Math.ceil(Math.min(Math.max(25, 0.05 * n), 0.25 * n));
  const [least, greatest] = [volumes[0]!, volumes[n - 1]!];
  const first = volumes[inFirst]! - least;
  if (!(first > 0)) return undefined;
  const shells = Math.max(20, Math.min(40, Math.ceil((greatest - least) / first)));
  const step = (greatest - least) / shells;
  const edge = (i: number) => 1 / thirdPower(i === 0 ? least : least + i * step);
  return Array.from({ length: shells }, (_, i) => ({ dMin: edge(i + 1), dMax: edge(i) }));
}
