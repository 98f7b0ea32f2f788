import type { Vec2 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Crystal, type CrystalData } from "../../models/crystal.js";
import { Experiment } from "../../models/experiment.js";
import type { Scan } from "../../models/scan.js";

/** First and last image number, both included; `null` for all images. */
export type ImageRange = Vec2 | null;

/**
 * Each experiment cut to its range of images: scan, imageset, and the crystal where it varies with the scan. What several
 * experiments share is shared still where their ranges are the same. The given experiments stay as they are.
 * Throws EwaldError `"out-of-range"`, `"bad-argument"` for an experiment without a scan.
 */
export function sliceExperiments(
  experiments: readonly Experiment[],
  ranges: readonly ImageRange[],
): Experiment[] {
  const made = new Map<object, Map<string, object>>();
  /** The part of a model, made once for each range. */
  const part = <M extends object>(model: M, key: string, make: () => M): M => {
    const known = made.get(model) ?? new Map<string, object>();
    made.set(model, known);
    if (!known.has(key)) known.set(key, make());
    return known.get(key) as M;
  };
  return experiments.map((experiment, i) => {
    const range = ranges[i];
    if (!range) return experiment;
    const { scan, imageset, crystal } = experiment;
    if (!scan)
      throw new EwaldError("bad-argument", `Experiment ${i} has no scan that images could be taken from.`);
    checkRange(range, scan, i);
    const first = scan.getImageRange()[0];
    const [begin, end] = [range[0] - first, range[1] - first + 1];
    const key = `${begin} ${end}`;
    return new Experiment(
      {
        ...experiment,
        scan: part(scan, key, () => sliceScan(scan, begin, end)),
        imageset:
          imageset && part(imageset, key, () => imageset.sliceRecord(begin, end, scan.getNumImages())),
        crystal: crystal && part(crystal, key, () => sliceCrystal(crystal, begin, end)),
      },
      experiment.data,
    );
  });
}

function checkRange([from, to]: Vec2, scan: Scan, i: number): void {
  const [first, last] = scan.getImageRange();
  if (from >= first && to <= last && from <= to) return;
  throw new EwaldError(
    "out-of-range",
    `The image_range ${from} ${to} of experiment ${i} is ${from > to ? "empty" : "not within its scan"}; the scan has images ${first} to ${last}.`,
  );
}

/** The scan, its ranges of valid images cut to it. */
function sliceScan(whole: Scan, begin: number, end: number): Scan {
  const scan = whole.slice(begin, end);
  const [first, last] = scan.getImageRange();
  for (const identifier of Object.keys(scan.data.valid_image_ranges ?? {}))
    scan.setValidImageRanges(
      identifier,
      scan
        .getValidImageRanges(identifier)
        .map(([a, b]): Vec2 => [Math.max(a, first), Math.min(b, last)])
        .filter(([a, b]) => a <= b),
    );
  return scan;
}

/** The crystal at the scan points of images `begin` to `end`, of which there is one more than images; itself when it does not vary. */
export function sliceCrystal(crystal: Crystal, begin: number, end: number): Crystal {
  if (crystal.getNumScanPoints() === 0) return crystal;
  const part = new Crystal(structuredClone(crystal.data) as CrystalData);
  const { B_covariance_at_scan_points: covariances } = part.data;
  part.setAAtScanPoints(crystal.getAAtScanPoints().slice(begin, end + 1));
  if (covariances) part.data.B_covariance_at_scan_points = covariances.slice(begin, end + 1);
  return part;
}
