import { angleBetween } from "../../array/vec3.js";
import type { Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector, PanelGroupData } from "../../models/detector.js";
import type { Panel, PanelFrameData } from "../../models/panel.js";
import { attenuation } from "../../scattering/attenuation.js";
import { setBeamCentre, setDistance } from "./beamCentre.js";
import type { GeometryParameters } from "./parameters.js";

type DetectorParameters = GeometryParameters["detector"];
type PanelParameters = DetectorParameters["panel"][number];
type Axes = Pick<PanelParameters, "fast_axis" | "slow_axis" | "origin">;

/** The detector, changed as the parameters say; `beam` is the one already changed. Throws EwaldError `"bad-argument"`. */
export function overrideDetector(detector: Detector, beam: Beam, params: DetectorParameters): Detector {
  for (const panel of params.panel) overridePanel(detector.panel(panel.id ?? 0), beam, panel);
  overrideHierarchy(detector.hierarchy, params.hierarchy);
  if (params.distance !== null) setDistance(detector, params.distance);
  const {
    mosflm_beam_centre: mosflm,
    fast_slow_beam_centre: fastSlow,
    slow_fast_beam_centre: slowFast,
  } = params;
  if (mosflm) setBeamCentre(detector, beam, [mosflm[1], mosflm[0]]);
  if (fastSlow && slowFast)
    throw new EwaldError(
      "bad-argument",
      "Only one of fast_slow_beam_centre and slow_fast_beam_centre can be set.",
    );
  const centre = fastSlow ?? (slowFast && [slowFast[1]!, slowFast[0]!, ...slowFast.slice(2)]);
  if (centre) {
    const [fast, slow, number = 0] = centre as [number, number, number?];
    const [sizeFast, sizeSlow] = detector.panel(number).getPixelSize();
    setBeamCentre(detector, beam, [fast * sizeFast, slow * sizeSlow], number);
  }
  return detector;
}

function overridePanel(panel: Panel, beam: Beam, params: PanelParameters): void {
  const { data } = panel;
  if (params.name !== null) data.name = params.name;
  if (params.type !== null) data.type = params.type;
  if (params.gain !== null) panel.setGain(params.gain);
  if (params.pedestal !== null) panel.setPedestal(params.pedestal);
  if (params.pixel_size) panel.setPixelSize(params.pixel_size);
  if (params.image_size) panel.setImageSize(params.image_size);
  if (params.trusted_range) panel.setTrustedRange(params.trusted_range);
  if (params.thickness !== null) panel.setThickness(params.thickness);
  if (params.material !== null) data.material = params.material;
  if (params.parallax_correction === true) {
    const name = panel.getMaterial();
    if (!name || !(panel.getThickness() > 0))
      throw new EwaldError(
        "bad-argument",
        `A parallax correction needs the sensor's material and thickness: panel ${JSON.stringify(panel.getName())} has ${name || "no material"} and ${panel.getThickness()} mm; give geometry.detector.panel.material and .thickness.`,
      );
    panel.setMu(attenuation(name).atAngstrom(beam.getWavelength()).mu);
    data.px_mm_strategy = { type: "ParallaxCorrectedPxMmStrategy" };
  } else if (params.parallax_correction === false) data.px_mm_strategy = { type: "SimplePxMmStrategy" };
  overrideAxes(data, params, `panel ${params.id ?? 0}`);
}

function overrideHierarchy(root: PanelGroupData | undefined, params: DetectorParameters["hierarchy"]): void {
  const { group: groups, ...own } = params;
  const isGiven = own.name !== null || own.fast_axis || own.slow_axis || own.origin || groups.length > 0;
  if (!isGiven) return;
  if (!root)
    throw new EwaldError(
      "bad-argument",
      "The detector has no groups of panels, so geometry.detector.hierarchy cannot be set.",
    );
  if (own.name !== null) root.name = own.name;
  overrideAxes(root, own, "the detector's hierarchy");
  for (const params of groups) {
    const group = groupAt(root, params.id ?? []);
    if (params.panel.some((panel) => panel !== null))
      throw new EwaldError(
        "bad-argument",
        "Panels cannot be given to other groups of the detector's hierarchy.",
      );
    if (params.name !== null) group.name = params.name;
    overrideAxes(group, params, `group ${(params.id ?? []).join(",")}`);
  }
}

function groupAt(root: PanelGroupData, id: readonly number[]): PanelGroupData {
  let group = root;
  for (const number of id) {
    const child = group.children?.[number];
    if (!child || "panel" in child)
      throw new EwaldError(
        "bad-argument",
        `The detector's hierarchy has no group ${id.join(",")}; numbers count the children of each group from 0.`,
      );
    group = child as PanelGroupData;
  }
  return group;
}

/** Sets axes and origin, in the frame of the parent; what is not given stays. */
function overrideAxes(data: PanelFrameData, { fast_axis, slow_axis, origin }: Axes, what: string): void {
  if (!fast_axis && !slow_axis && !origin) return;
  const fast = fast_axis ?? data.fast_axis ?? [1, 0, 0];
  const slow = slow_axis ?? data.slow_axis ?? [0, 1, 0];
  const angle = angleBetween(fast as unknown as Vec3, slow as unknown as Vec3);
  if (!(Math.abs(angle - Math.PI / 2) < 1e-6))
    throw new EwaldError(
      "bad-argument",
      `The axes (${fast.join(", ")}) and (${slow.join(", ")}) of ${what} are not at right angles.`,
    );
  data.fast_axis = [...fast];
  data.slow_axis = [...slow];
  data.origin = [...(origin ?? data.origin ?? [0, 0, 0])];
}
