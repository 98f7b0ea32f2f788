import { Flag } from "../reflections/flag.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { ColumnsOf } from "./columns.js";
import type { ImageSimulation } from "./imageSimulation.js";

/**
 * What a simulation knows of its reflections, a row each, by experiment, then h, k, l, angle: DIALS' columns of a
 * prediction, and
 *
 * - `intensity.true.value`: photons to expect of the whole reflection (what a profile fit is to find), those of its exposure, were
 *   none lost to gaps and shadows; summation finds `partiality` of them;
 * - `intensity.crystal.value`: of the crystal, equal for equivalent reflections: intensity.true.value·lp/qe/inverse_scale_factor;
 * - `inverse_scale_factor`: what exposure and decay multiplied it by, the mean over its images;
 * - `partiality`: part within the scan; of stills against the same reflection on the Ewald sphere, exp(−½(off/σ)²).
 *
 * `bbox` holds the whole spot (±3σ across, ±4.5σ along z). xyzcal.* and s1 are the geometrical prediction by the models of
 * {@link ImageSimulation.experiments}.
 */
export function truthTable(simulation: ImageSimulation): ReflectionTable {
  const { reflections, options, detector } = simulation;
  const of = new ColumnsOf(reflections);
  const still = options.experiments.every((experiment) => experiment.isStill());
  const identifiers = new Map(Array.from(options.experiments, ({ identifier }, id) => [id, identifier]));
  return new ReflectionTable(
    {
      // of a still, as DIALS has it, in the one image of its own
      bbox: of.boxes(({ bbox }) => (still ? [bbox[0], bbox[1], bbox[2], bbox[3], 0, 1] : bbox)),
      d: of.doubles(({ d }) => d),
      ...(still
        ? { "delpsical.rad": of.doubles(({ delpsi }) => delpsi) }
        : { entering: of.bools(({ entering }) => entering), zeta: of.doubles(({ zeta }) => zeta) }),
      flags: of.sizes(() => Flag.predicted),
      id: of.ints(({ id }) => id),
      "intensity.crystal.value": of.doubles(({ intensity }) => intensity),
      "intensity.true.value": of.doubles(({ photons, scale }) => photons * scale),
      inverse_scale_factor: of.doubles(({ scale }) => scale),
      lp: of.doubles((one) => one.lp),
      miller_index: of.indices(({ index }) => index),
      panel: of.sizes(({ panel }) => panel),
      partiality: of.doubles(({ partiality }) => partiality),
      ...(detector[0]!.getThickness() > 0 && { qe: of.doubles((one) => one.qe) }),
      s1: of.vectors(({ s1 }) => s1),
      "xyzcal.mm": of.vectors(({ mm, angle }) => [mm[0], mm[1], angle]),
      "xyzcal.px": of.vectors(({ px }) => (still ? [px[0], px[1], 0] : px)),
    },
    { identifiers },
  );
}
