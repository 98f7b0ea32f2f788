import type { Vec2 } from "../../array/vectors.js";
import type { Scan } from "../../models/scan.js";
import { general } from "../text/printf.js";
import { braced } from "../text/vector.js";

export interface ScanReport {
  readonly numImages: number;
  /** First and last image, both included. */
  readonly imageRange: Vec2;
  readonly batchOffset: number;
  /** Start and width of the first image, degrees; absent when nothing turns. */
  readonly oscillation?: Vec2;
  /** Of the first image, s. */
  readonly exposureTime: number;
  /** First and last, µs. */
  readonly timeOfFlight?: Vec2;
}

export function scanReport(scan: Scan): ScanReport {
  const times = scan.getProperty("time_of_flight");
  return {
    numImages: scan.getNumImages(),
    imageRange: scan.getImageRange(),
    batchOffset: scan.getBatchOffset(),
    ...((scan.hasOscillation() || !times) && { oscillation: scan.getOscillation() }),
    exposureTime: scan.getExposureTimes()[0]!,
    ...(times && times.length > 0 && { timeOfFlight: [times[0]!, times.at(-1)!] as const }),
  };
}

/** The scan as `dials.show` prints it. */
export function scanText({
  numImages,
  imageRange,
  oscillation,
  exposureTime,
  timeOfFlight,
}: ScanReport): string[] {
  return [
    "Scan:",
    `    number of images:   ${numImages}`,
    `    image range:   ${braced(imageRange)}`,
    ...(oscillation ? [`    oscillation:   ${braced(oscillation)}`] : []),
    ...(timeOfFlight ? [`    time of flight: ${braced(timeOfFlight)}`] : []),
    `    exposure time: ${general(exposureTime)}`,
    "",
  ];
}
