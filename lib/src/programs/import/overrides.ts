import { EwaldError } from "../../error.js";
import type { GroupModels, ImageGroup, ImportTolerance } from "../../images/imageGroups.js";
import { templateOf, templateText } from "../../images/template.js";
import { Scan } from "../../models/scan.js";
import { isSimilarBeam, isSimilarDetector, isSimilarGoniometer } from "../../models/similarity.js";
import { overrideBeam } from "../geometry/beamOverrides.js";
import { overrideDetector } from "../geometry/detectorOverrides.js";
import { overrideGoniometer } from "../geometry/goniometerOverrides.js";
import type { GeometryParameters } from "../geometry/parameters.js";
import { overrideScan } from "../geometry/scanOverrides.js";

/**
 * Changes groups as the geometry parameters say. Models that groups share are changed once and stay shared; models are changed in
 * place. Throws EwaldError `"bad-argument"`.
 */
export function overrideGroups(
  groups: readonly ImageGroup[],
  geometry: GeometryParameters,
  tolerance: ImportTolerance,
): ImageGroup[] {
  const done = new Map<object | undefined, unknown>();
  const once = <T extends object | undefined>(model: T, change: (model: T) => T): T => {
    if (model !== undefined && done.has(model)) return done.get(model) as T;
    const changed = change(model);
    if (model !== undefined) done.set(model, changed);
    return changed;
  };
  const changed = ({ beam, detector, goniometer, scan }: GroupModels): GroupModels => {
    once(beam, (model) => overrideBeam(model, geometry.beam));
    once(detector, (model) => overrideDetector(model, beam, geometry.detector));
    return {
      beam,
      detector,
      goniometer: once(goniometer, (model) => overrideGoniometer(model, geometry.goniometer)),
      scan: once(scan, (model) => overrideScan(model, geometry.scan)),
    };
  };
  return groups.map((group) => {
    if (geometry.convert_sequences_to_stills) group = asStills(group);
    if (geometry.convert_stills_to_sequences && group.kind === "stills")
      group = asSequence(group, geometry, tolerance);
    const models = group.models.map(changed);
    return cut({ ...group, models });
  });
}

/** Each image for itself, without goniometer and scan. */
function asStills(group: ImageGroup): ImageGroup {
  const [{ beam, detector }] = group.models as readonly [GroupModels];
  const own = group.kind === "stills" ? group.models : [{ beam, detector }];
  const models = own.map((each) => ({ ...each, goniometer: undefined, scan: undefined }));
  if (group.kind !== "file") return { ...group, kind: "stills", template: undefined, models };
  const paths = new Array<string>(group.models[0]!.scan!.getNumImages()).fill(group.paths[0]!);
  return { ...group, kind: "stills", paths, models };
}

function asSequence(group: ImageGroup, { scan }: GeometryParameters, tolerance: ImportTolerance): ImageGroup {
  const bad = (what: string) =>
    new EwaldError("bad-argument", `The stills of ${group.paths[0]} make no sequence: ${what}.`);
  if (!scan.oscillation) throw bad("geometry.scan.oscillation is not given");
  const [first] = group.models as readonly [GroupModels];
  for (const { beam, detector, goniometer } of group.models) {
    if (!isSimilarBeam(first.beam, beam, tolerance.beam)) throw bad("their beams differ");
    if (!isSimilarDetector(first.detector, detector, tolerance.detector)) throw bad("their detectors differ");
    if (
      goniometer &&
      first.goniometer &&
      !isSimilarGoniometer(first.goniometer, goniometer, tolerance.goniometer)
    )
      throw bad("their goniometers differ");
  }
  const { template, range } = numbersOf(group, bad);
  const made = new Scan({
    image_range: [...range],
    batch_offset: 0,
    oscillation: [...scan.oscillation],
    exposure_time: [],
    epochs: [],
  });
  const kind = group.template === undefined ? "sequence" : "file";
  const paths = kind === "file" ? group.paths.slice(0, 1) : group.paths;
  return { ...group, kind, paths, template, models: [{ ...first, scan: made }] };
}

function numbersOf(
  { paths, template }: ImageGroup,
  bad: (what: string) => EwaldError,
): { template: string; range: readonly [number, number] } {
  // Stills of one file.
  if (template !== undefined) return { template, range: [1, paths.length] };
  const named = paths.map((path) => templateOf(path));
  const first = named[0];
  if (!first) throw bad("its name holds no number");
  const text = templateText(first.template);
  named.forEach((each, i) => {
    if (!each || templateText(each.template) !== text)
      throw bad(`${paths[i]} is not of the template ${text}`);
    if (each.image !== first.image + i) throw bad(`image ${first.image + i} is missing`);
  });
  return { template: text, range: [first.image, first.image + paths.length - 1] };
}

/** The paths of the images that are left when the scan was cut. */
function cut(group: ImageGroup): ImageGroup {
  const { scan } = group.models[0]!;
  if (group.kind !== "sequence" || !scan || scan.getNumImages() >= group.paths.length) return group;
  const first = templateOf(group.paths[0]!)?.image ?? scan.getImageRange()[0];
  const from = scan.getImageRange()[0] - first;
  return { ...group, paths: group.paths.slice(from, from + scan.getNumImages()) };
}
