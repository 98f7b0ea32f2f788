import { EwaldError } from "../../error.js";
import { Scan } from "../../models/scan.js";
import type { GeometryParameters } from "./parameters.js";

/**
 * The scan changed as the parameters say; where there is none, one made of them, or none when they say nothing. A new image range
 * keeps the angle of each image. Throws EwaldError `"bad-argument"`.
 */
export function overrideScan(scan: Scan | undefined, params: GeometryParameters["scan"]): Scan | undefined {
  const { image_range: range, oscillation, batch_offset: offset } = params;
  if (!scan) {
    if (!range && !oscillation) return undefined;
    if (!range || !oscillation)
      throw new EwaldError(
        "bad-argument",
        "The images have no scan: give both geometry.scan.image_range and geometry.scan.oscillation to make one.",
      );
    scan = new Scan({
      image_range: [...range],
      oscillation: [...oscillation],
      exposure_time: [],
      epochs: [],
    });
  } else {
    if (range) setRange(scan, range, params.extrapolate_scan);
    if (oscillation) scan.setOscillation(oscillation);
  }
  if (offset !== null) scan.setBatchOffset(offset);
  return scan;
}

function setRange(scan: Scan, [first, last]: readonly [number, number], extrapolate: boolean | null): void {
  if (last < first)
    throw new EwaldError(
      "bad-argument",
      `geometry.scan.image_range: ${first} to ${last} ends before it begins.`,
    );
  const [oldFirst, oldLast] = scan.getImageRange();
  if (first < oldFirst || first > oldLast)
    throw new EwaldError(
      "bad-argument",
      `geometry.scan.image_range begins with image ${first}, but the scan has images ${oldFirst} to ${oldLast}.`,
    );
  const [start, width] = scan.getImageOscillation(first);
  const times = scan.getExposureTimes().slice(first - oldFirst);
  const epochs = scan.getEpochs().slice(first - oldFirst);
  scan.setImageRange([first, last]);
  scan.setOscillation([start, width]);
  const count = last - first + 1;
  const time = times.at(-1) ?? 0;
  const goesOn = (values: Float64Array, step: number) =>
    Float64Array.from({ length: count }, (_, i) =>
      i < values.length ? values[i]! : extrapolate ? values.at(-1)! + step * (i - values.length + 1) : 0,
    );
  scan.setExposureTimes(goesOn(times, 0));
  scan.setEpochs(goesOn(epochs, time));
}
