/** Photons per pixel and image that are no spots', at full transmission. */
export interface BackgroundModel {
  /** Air and diffuse scattering at the beam stop. */
  readonly air: number;
  /** Solvent ring near 3.4 Å. */
  readonly ring: number;
  /** Everywhere. */
  readonly floor: number;
}

/** Smooth mean background where the resolution is `d` Å: falling air scatter, one broad solvent ring, a floor. */
export function backgroundAt({ air, ring, floor }: BackgroundModel, d: number): number {
  const s = 1 / d;
  return floor + air * Math.exp(-((s / 0.1) ** 2) / 2) + ring * Math.exp(-0.5 * ((s - 0.295) / 0.045) ** 2);
}
