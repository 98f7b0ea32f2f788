import { cross, dot, unit } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";
import { PanelRays } from "../geometry/panelRays.js";
import type { Beam } from "../models/beam.js";
import type { Panel } from "../models/panel.js";
import { type BackgroundModel, backgroundAt } from "./background.js";

const step = 1e-4;

/**
 * Mean background photons in every pixel of a panel, [slow][fast]: {@link backgroundAt}, which holds where the panel is
 * met at right angles, times what a pixel sees there less: solid angle (cos α/r² by the panel's distance), polarization
 * (Kahn et al. 1982) and the sensor's efficiency at that slant.
 */
export function backgroundImage(panel: Panel, beam: Beam, model: BackgroundModel): Float64Array {
  const [nx, ny] = panel.getImageSize();
  const rays = new PanelRays(panel);
  const { out, normal } = rays;
  const s0 = beam.getUnitS0();
  const wavelength = beam.getWavelength();
  const electric = beam.getPolarizationNormal();
  const fraction = beam.getPolarizationFraction();
  const distance = panel.getDistance();
  const depth = panel.getMu() * panel.getThickness();
  const most = -Math.expm1(-depth);
  const radial = Float64Array.from({ length: Math.ceil(2 / wavelength / step) + 2 }, (_, i) =>
    backgroundAt(model, 1 / (i * step)),
  );
  const image = new Float64Array(nx * ny);
  for (let y = 0, p = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, p++) {
      rays.toLab(x + 0.5, y + 0.5);
      const vx = out[0]!;
      const vy = out[1]!;
      const vz = out[2]!;
      const square = vx * vx + vy * vy + vz * vz;
      const length = Math.sqrt(square);
      const cosine = (vx * s0[0] + vy * s0[1] + vz * s0[2]) / length;
      // |s1 − s0| = √(2(1 − cos 2θ))/λ
      const at = Math.sqrt(Math.max(0, 2 - 2 * cosine)) / wavelength / step;
      const i = Math.floor(at);
      const mean = radial[i]! + (at - i) * (radial[i + 1]! - radial[i]!);
      const slant = Math.abs(vx * normal[0] + vy * normal[1] + vz * normal[2]) / length;
      const along = (vx * electric[0] + vy * electric[1] + vz * electric[2]) / length;
      const polarization = (1 - 2 * fraction) * (1 - along * along) + fraction * (1 + cosine * cosine);
      const efficiency = depth > 0 ? -Math.expm1(-depth / slant) / most : 1;
      image[p] = (mean * polarization * efficiency * slant * distance * distance) / square;
    }
  return image;
}

/** What stands in the beam behind the sample: a disc and the arm that holds it. */
export interface Beamstop {
  /** From the sample, mm. */
  readonly distance: number;
  /** Of the disc, mm. */
  readonly radius: number;
  /** Of the arm, mm; 0 for none. */
  readonly armWidth: number;
  /** Where the arm goes, degrees from the laboratory's x towards y. */
  readonly armAngle: number;
}

/** One byte a pixel of a panel, [slow][fast]: 1 where the beamstop's shadow falls on its middle. */
export function beamstopShadow(panel: Panel, s0: Vec3, stop: Beamstop): Uint8Array {
  const [nx, ny] = panel.getImageSize();
  const rays = new PanelRays(panel);
  const beam = unit(s0);
  // The laboratory's x and y, as far as they are across the beam.
  const v = unit(cross(beam, Math.abs(beam[0]) < 0.9 ? [1, 0, 0] : [0, 0, 1]));
  const up: Vec3 = dot(v, [0, 1, 0]) < 0 ? [-v[0], -v[1], -v[2]] : v;
  const u = unit(cross(up, beam));
  const right: Vec3 = dot(u, [1, 0, 0]) < 0 ? [-u[0], -u[1], -u[2]] : u;
  const angle = (stop.armAngle * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const shadow = new Uint8Array(nx * ny);
  for (let y = 0, p = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, p++) {
      rays.toLab(x + 0.5, y + 0.5);
      const at: Vec3 = [rays.out[0]!, rays.out[1]!, rays.out[2]!];
      const forward = dot(at, beam);
      if (!(forward > 0)) continue;
      const a = (dot(at, right) * stop.distance) / forward;
      const b = (dot(at, up) * stop.distance) / forward;
      const behind =
        a * a + b * b < stop.radius * stop.radius ||
        (a * cosine + b * sine > 0 && Math.abs(b * cosine - a * sine) < stop.armWidth / 2);
      if (behind) shadow[p] = 1;
    }
  return shadow;
}
