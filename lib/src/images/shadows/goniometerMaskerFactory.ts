import type { Goniometer } from "../../models/goniometer.js";
import { GoniometerShadowMasker } from "./goniometerShadowMasker.js";
import { diamondAnvilCell, dlsI23Kappa, miniKappa, smargon } from "./shapes.js";

/** Maskers of the shapes dxtbx knows, as its class of this name makes them. */
export const GoniometerMaskerFactory = {
  /** A cone about φ of this opening angle, degrees. */
  miniKappa: (goniometer: Goniometer, coneOpeningAngle?: number) =>
    new GoniometerShadowMasker(miniKappa(coneOpeningAngle), goniometer),

  /** The kappa goniometer of Diamond's beamline I23. */
  dlsI23Kappa: (goniometer: Goniometer) => new GoniometerShadowMasker(dlsI23Kappa(), goniometer),

  smargon: (goniometer: Goniometer) => new GoniometerShadowMasker(smargon(goniometer), goniometer),

  /** A pressure cell seen through cones about ±y of this opening angle, degrees (dxtbx: radians). */
  diamondAnvilCell: (goniometer: Goniometer, coneOpeningAngle: number) =>
    new GoniometerShadowMasker(diamondAnvilCell(coneOpeningAngle), goniometer),
};
