/** Photons per pixel and image that are no spots', at full transmission. */
export interface BackgroundModel {
  /** Air and diffuse scattering at the beam stop. */
  readonly air: number;
  /** Solvent ring near 3.4 Å. */
  readonly ring: number;
  /** Everywhere. */
  readonly floor: number;
  /** The strongest ring of hexagonal ice; none by default. */
  readonly ice?: number;
  /** Standard deviation of the ice rings, Å⁻¹; 0.002 by default. */
  readonly iceWidth?: number;
}

/** d, Å, of the powder lines of hexagonal ice (a = 4.52, c = 7.36 Å) and their heights by the strongest, roughly. */
export const iceRings: readonly (readonly [d: number, height: number])[] = [
  [3.897, 1],
  [3.669, 0.55],
  [3.441, 0.65],
  [2.671, 0.22],
  [2.249, 0.4],
  [2.072, 0.33],
  [1.948, 0.06],
  [1.918, 0.25],
  [1.883, 0.13],
  [1.721, 0.04],
  [1.524, 0.1],
];

/**
 * Mean background where the resolution is `d` Å: falling air scatter, one broad solvent ring, a floor, rings of ice if
 * there is ice.
 */
export function backgroundAt(model: BackgroundModel, d: number): number {
  const { air, ring, floor, ice = 0, iceWidth = 0.002 } = model;
  const s = 1 / d;
  const smooth =
    floor + air * Math.exp(-((s / 0.1) ** 2) / 2) + ring * Math.exp(-0.5 * ((s - 0.295) / 0.045) ** 2);
  if (ice === 0) return smooth;
  const rings = iceRings.reduce(
    (sum, [at, height]) => sum + height * Math.exp(-0.5 * ((s - 1 / at) / iceWidth) ** 2),
    0,
  );
  return smooth + ice * rings;
}
