import { transform } from "../../array/mat3.js";
import { add, dot, scale, unit } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Detector, type PanelGroupData } from "../../models/detector.js";
import { attenuationOf } from "../sensorMaterial.js";
import { type PanelDescription, panelData, panelGroup } from "../simpleModels.js";
import { join, type NexusReader } from "./nexusReader.js";
import { cumulativeMotion, dependencyChain, dependsOn, imgCif, motionOf } from "./transformations.js";

/** The part of the data array that is one module: origin and size, slow to fast (the last two are rows and columns). */
export interface ModuleSlice {
  readonly path: string;
  readonly origin: readonly number[];
  readonly size: readonly number[];
}

/** What differs from file to file of the same definition. */
export interface DetectorRules {
  /** Lowest count of a detector that states none. */
  readonly underload?: number;
  /** Whether `data_size` is written fast, slow. */
  readonly reversedSize?: boolean;
}

const materials: Readonly<Record<string, string>> = {
  si: "Si",
  silicon: "Si",
  sillicon: "Si",
  cdte: "CdTe",
  gaas: "GaAs",
};
/** What is trusted of a detector that sets no limits. */
const unlimited = 0x7fffffff;

/** Modules of a detector, in the file's order. */
export function moduleSlices(nexus: NexusReader, detector: string, rules: DetectorRules = {}): ModuleSlice[] {
  const modules = nexus.groups(detector, "NXdetector_module");
  if (modules.length === 0)
    throw nexus.file.bad(detector, "holds no NXdetector_module, which an NXmx file must have");
  return modules.map((path) => {
    const whole = (name: string) => {
      const numbers = nexus.numbers(join(path, name));
      const given = numbers && [...numbers];
      if (given && given.length >= 2 && given.every((n) => Number.isSafeInteger(n) && n >= 0)) return given;
      throw nexus.file.bad(join(path, name), "is no list of two or three whole numbers");
    };
    const origin = whole("data_origin");
    const size = rules.reversedSize ? whole("data_size").reverse() : whole("data_size");
    if (origin.length !== size.length || size.includes(0))
      throw nexus.file.bad(
        path,
        `is a module of size ${size.join("×")} at ${origin.join(", ")}, which cannot be`,
      );
    const stride = nexus.numbers(join(path, "data_stride"));
    if (stride?.some((step) => step !== 1))
      throw new EwaldError(
        "unsupported",
        `${nexus.file.name}: ${path} takes every ${stride.join(", ")}th pixel only, which is not read here.`,
      );
    return { path, origin, size };
  });
}

/** The sensor, its attenuation at a wavelength, Å, and what is trusted, counts (both ends included, as in DIALS ≥ 3.12). */
function sensorOf(nexus: NexusReader, detector: string, wavelength: number, rules: DetectorRules) {
  const underload = nexus.number(join(detector, "underload_value")) ?? rules.underload ?? -unlimited;
  const overload = nexus.number(join(detector, "saturation_value")) ?? unlimited;
  const trustedRange: Vec2 = [underload, overload];
  const named = nexus.text(join(detector, "sensor_material"));
  if (named === undefined) return { trustedRange };
  const material = materials[named.toLowerCase()];
  if (material === undefined)
    throw new EwaldError(
      "unsupported",
      `${nexus.file.name}: ${detector} has a sensor of ${JSON.stringify(named)}; Si, CdTe and GaAs are known.`,
    );
  const path = join(detector, "sensor_thickness");
  const thickness = nexus.required(nexus.quantity(path, "length"), path, "the thickness of the sensor");
  const sensor = { material, thickness, mu: attenuationOf(material, wavelength), parallax: true };
  return { trustedRange, sensor };
}

/**
 * The detector of an NXmx file, imgCIF frame: of one module a panel, of several a panel each, grouped as the axes they
 * depend on are.
 */
export function detectorOf(
  nexus: NexusReader,
  detector: string,
  wavelength: number,
  modules: readonly ModuleSlice[],
  rules: DetectorRules = {},
): Detector {
  const common = { type: "SENSOR_PAD", ...sensorOf(nexus, detector, wavelength, rules) };
  const panels = modules.map(({ path, size }) => {
    const [fast, slow] = (["fast_pixel_direction", "slow_pixel_direction"] as const).map((name) => {
      const at = join(path, name);
      const [axis] = dependencyChain(nexus, at);
      const pixel = axis?.values[0];
      if (axis?.kind !== "translation" || !(pixel! > 0)) throw nexus.file.bad(at, "is no size of pixels");
      return { vector: axis.vector, pixel: pixel!, base: dependsOn(nexus, at) };
    });
    const [ny, nx] = size.slice(-2);
    const panel = {
      ...common,
      name: path,
      imageSize: [nx!, ny!] as Vec2,
      pixelSize: [fast!.pixel, slow!.pixel] as Vec2,
    };
    return { panel, fast: fast!, slow: slow! };
  });
  if (panels.length > 1) return grouped(nexus, panels);
  const [{ panel, fast, slow }] = panels as [(typeof panels)[number]];
  const motion = cumulativeMotion(dependencyChain(nexus, fast.base));
  const fastAxis = imgCif(transform(motion.R, fast.vector));
  const slowAxis = imgCif(transform(cumulativeMotion(dependencyChain(nexus, slow.base)).R, slow.vector));
  let origin = imgCif(motion.t);
  if (origin[0] === 0 && origin[1] === 0)
    origin = add(origin, byBeamCentre(nexus, detector, panel, fastAxis, slowAxis));
  // A detector square to the beam, but between source and sample, has its distance the wrong way round.
  const normal = unit([
    fastAxis[1] * slowAxis[2] - fastAxis[2] * slowAxis[1],
    fastAxis[2] * slowAxis[0] - fastAxis[0] * slowAxis[2],
    fastAxis[0] * slowAxis[1] - fastAxis[1] * slowAxis[0],
  ]);
  const toSource: Vec3 = [0, 0, 1];
  if (Math.abs(dot(normal, toSource)) > 0.99 && origin[2] > 0) origin = [origin[0], origin[1], -origin[2]];
  return new Detector({
    panels: [panelData({ ...panel, fast: fastAxis, slow: slowAxis, origin })],
    hierarchy: panelGroup([{ panel: 0 }]),
  });
}

/** From the point where the beam would meet the detector to the corner of its first pixel, by `beam_center_x` and `_y`, mm. */
function byBeamCentre(
  nexus: NexusReader,
  detector: string,
  { pixelSize }: { pixelSize: Vec2 },
  fast: Vec3,
  slow: Vec3,
): Vec3 {
  const [x, y] = (["beam_center_x", "beam_center_y"] as const).map((name, i) => {
    const path = join(detector, name);
    const value = nexus.number(path);
    if (value === undefined) return undefined;
    const unitName = nexus.attributeText(path, "units") ?? "pixel";
    return value * (/^(pixels?|px)$/i.test(unitName) ? pixelSize[i]! : nexus.factor(path, "units", "length"));
  });
  if (x === undefined || y === undefined) return [0, 0, 0];
  return add(scale(fast, -x), scale(slow, -y));
}

type Placed = {
  readonly panel: Omit<PanelDescription, "fast" | "slow" | "origin">;
  readonly fast: { readonly vector: Vec3; readonly base: string | undefined };
  readonly slow: { readonly vector: Vec3 };
};

/** A group for each axis, one in the other as the axes depend on one another; panels are local to theirs. */
function grouped(nexus: NexusReader, placed: readonly Placed[]): Detector {
  const root = panelGroup([]);
  placed.forEach(({ fast }, panel) => {
    let group: PanelGroupData = root;
    for (const axis of dependencyChain(nexus, fast.base).reverse()) {
      const children: PanelGroupData["children"] = (group.children ??= []);
      const same = children.find(
        (child): child is PanelGroupData => "name" in child && child.name === axis.path,
      );
      const { R, t } = motionOf(axis);
      const made =
        same ??
        panelGroup([], {
          name: axis.path,
          fast: imgCif(transform(R, [-1, 0, 0])),
          slow: imgCif(transform(R, [0, 1, 0])),
          origin: imgCif(t),
        });
      if (!same) children.push(made);
      group = made;
    }
    (group.children ??= []).push({ panel });
  });
  return new Detector({
    panels: placed.map(({ panel, fast, slow }) =>
      panelData({ ...panel, fast: imgCif(fast.vector), slow: imgCif(slow.vector), origin: [0, 0, 0] }),
    ),
    hierarchy: root,
  });
}
