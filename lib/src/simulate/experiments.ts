import { scale, type Vector } from "./linear.js";
import type { SimulatedPanel, SimulatedSetup } from "./setup.js";
import { hallSymbol } from "./spaceGroupI213.js";

export type ExperimentStage = "imported" | "indexed" | "integrated";

type Json = string | number | null | boolean | readonly Json[] | { readonly [key: string]: Json };

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const degrees = (radians: number) => (radians * 180) / Math.PI;
/** An angle typed in by a person: 0.1°, not 0.10000000000000002°. */
const tidyDegrees = (radians: number) => Number(degrees(radians).toPrecision(14));

/** The panel as an instrument's header has it before refinement: centre and distance a little wrong. */
function nominalPanel(panel: SimulatedPanel): SimulatedPanel {
  const [x, y, z] = panel.origin;
  const origin: Vector = [x + 1.3 * panel.pixelSize, y - 0.9 * panel.pixelSize, z - 0.15];
  return { ...panel, origin };
}

/**
 * The text of an `.expt` file for scans of one crystal, as DIALS writes it: beam, detector and goniometer shared by
 * all experiments, scan, image set and profile each its own; the crystal shared after indexing, and each its own
 * after integration (dials.refine parts it to let it vary along the scan; here all stay the same). `imported` has the instrument's nominal
 * detector position and no crystal, `indexed` the true models, `integrated` the profiles too. The image sets name
 * images that do not exist.
 */
export function experimentsJson(
  setup: SimulatedSetup,
  stage: ExperimentStage,
  identifiers: readonly string[],
  templates: readonly string[],
): string {
  const withCrystal = stage !== "imported";
  const withProfile = stage === "integrated";
  const list: Json = {
    __id__: "ExperimentList",
    experiment: identifiers.map((identifier, n) => ({
      __id__: "Experiment",
      identifier,
      beam: 0,
      detector: 0,
      goniometer: 0,
      scan: n,
      ...(withCrystal ? { crystal: withProfile ? n : 0 } : {}),
      ...(withProfile ? { profile: n } : {}),
      imageset: n,
    })),
    imageset: templates.map((template) => ({
      __id__: "ImageSequence",
      template,
      mask: "",
      gain: "",
      pedestal: "",
      dx: "",
      dy: "",
      params: { dynamic_shadowing: "Auto", multi_panel: false },
    })),
    beam: [beam(setup)],
    detector: [detector(withCrystal ? setup.panel : nominalPanel(setup.panel))],
    goniometer: [{ rotation_axis: setup.axis, fixed_rotation: identity, setting_rotation: identity }],
    scan: identifiers.map(() => scan(setup)),
    crystal: withProfile ? identifiers.map(() => crystal(setup)) : withCrystal ? [crystal(setup)] : [],
    profile: withProfile ? identifiers.map(() => profile(setup)) : [],
    scaling_model: [],
  };
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function beam(setup: SimulatedSetup): Json {
  return {
    direction: scale(setup.s0, -setup.wavelength),
    wavelength: setup.wavelength,
    divergence: 0,
    sigma_divergence: 0,
    polarization_normal: setup.polarizationNormal,
    polarization_fraction: setup.polarizationFraction,
    flux: 0,
    transmission: 1,
  };
}

function detector(panel: SimulatedPanel): Json {
  const blank = {
    raw_image_offset: [0, 0],
    thickness: 0,
    material: "",
    mu: 0,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
  };
  return {
    panels: [
      {
        ...blank,
        name: "Panel",
        type: "SENSOR_PAD",
        fast_axis: panel.fast,
        slow_axis: panel.slow,
        origin: panel.origin,
        image_size: panel.imageSize,
        pixel_size: [panel.pixelSize, panel.pixelSize],
        trusted_range: panel.trustedRange,
        thickness: panel.thickness,
        material: "Si",
        mu: panel.mu,
        identifier: "simulated",
        px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" },
      },
    ],
    hierarchy: {
      ...blank,
      name: "",
      type: "",
      fast_axis: [1, 0, 0],
      slow_axis: [0, 1, 0],
      origin: [0, 0, 0],
      image_size: [0, 0],
      pixel_size: [0, 0],
      trusted_range: [0, 0],
      children: [{ panel: 0 }],
    },
  };
}

function scan({ images, startAngle, imageWidth }: SimulatedSetup): Json {
  const each = <T>(of: (n: number) => T) => Array.from({ length: images }, (_, n) => of(n));
  return {
    image_range: [1, images],
    batch_offset: 0,
    oscillation: [tidyDegrees(startAngle), tidyDegrees(imageWidth)],
    exposure_time: each(() => 0.01),
    epochs: each((n) => n / 100),
    valid_image_ranges: {},
  };
}

function crystal({ orientation: u, cellEdge }: SimulatedSetup): Json {
  // Rows of A⁻¹ = (U/a)⁻¹ = a·Uᵀ.
  const row = (n: number) => [u[n]!, u[n + 3]!, u[n + 6]!].map((x) => x * cellEdge);
  return {
    __id__: "crystal",
    real_space_a: row(0),
    real_space_b: row(1),
    real_space_c: row(2),
    space_group_hall_symbol: hallSymbol,
  };
}

function profile({ nSigma, sigmaB, sigmaM }: SimulatedSetup): Json {
  return {
    __id__: "gaussian_rs",
    n_sigma: nSigma,
    sigma_b: tidyDegrees(sigmaB),
    sigma_m: tidyDegrees(sigmaM),
  };
}
