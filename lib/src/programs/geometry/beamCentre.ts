import { add, dot, scale, subtract } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import { localFrame } from "../../models/panelFrame.js";

/** From this angle between beam and panel normal on, the detector is taken to be swung out in 2θ. */
const swungOut = (5 * Math.PI) / 180;

/**
 * Moves the whole detector, without turning it, so that the beam meets a panel at these mm. Of a detector swung out in 2θ it is
 * the place that the beam would meet were it swung back: that on its normal (dxtbx's set_fast_slow_beam_centre_mm).
 * Without a panel's number: the panel the beam meets, else the first. Throws EwaldError `"bad-argument"` when the beam lies in the panel.
 */
export function setBeamCentre(detector: Detector, beam: Beam, mm: Vec2, number?: number): void {
  const s0 = beam.getUnitS0();
  const hit = detector.getPanelIntersection(s0) ?? detector.getPanelIntersection(scale(s0, -1));
  const panel = detector.panel(number ?? hit ?? 0);
  const normal = panel.getNormal();
  const cosine = dot(normal, s0);
  if (Math.abs(cosine) < Math.cos((89.9 * Math.PI) / 180))
    throw new EwaldError(
      "bad-argument",
      `The beam lies in the plane of panel ${number ?? hit ?? 0}, so it meets it nowhere.`,
    );
  const along = Math.acos(Math.min(1, Math.abs(cosine))) < swungOut ? s0 : scale(normal, Math.sign(cosine));
  const wanted = scale(along, panel.getDirectedDistance() / dot(along, normal));
  translate(detector, subtract(wanted, panel.getLabCoord(mm)));
}

/** Moves a detector of one panel along its normal to this distance, mm. */
export function setDistance(detector: Detector, distance: number): void {
  if (detector.length !== 1)
    throw new EwaldError(
      "bad-argument",
      `geometry.detector.distance moves detectors of one panel; of ${detector.length} panels set geometry.detector.hierarchy.origin.`,
    );
  const panel = detector.panel(0);
  const now = panel.getDirectedDistance();
  const far = now < 0 ? -distance : distance;
  const { fast, slow, origin, normal } = panel.getFrame();
  panel.setFrame(fast, slow, add(origin, scale(normal, far - now)));
}

/** Moves the group of all panels, or each panel of a detector without groups. */
function translate(detector: Detector, by: Vec3): void {
  const root = detector.hierarchy;
  if (root) {
    const { fast, slow, origin } = localFrame(root);
    root.fast_axis = [...fast];
    root.slow_axis = [...slow];
    root.origin = [...add(origin, by)];
    return;
  }
  for (const panel of detector) {
    const { fast, slow, origin } = panel.getFrame();
    panel.setFrame(fast, slow, add(origin, by));
  }
}
