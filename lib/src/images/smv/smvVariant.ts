import type { Vec2 } from "../../array/vectors.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Scan } from "../../models/scan.js";
import type { PanelMask, RawPanel } from "../imageFormat.js";
import { scanOfImage } from "../simpleModels.js";
import { epochOf } from "../timestamp.js";
import type { SmvHeader } from "./smvHeader.js";

/** One kind of detector, or instrument, that writes SMV: what its header means. */
export interface SmvVariant {
  /** DIALS' reader: `FormatSMVADSCSN`. */
  readonly name: string;
  /** The reader of just this instrument, where DIALS has one. */
  particular?(header: SmvHeader): string | undefined;
  understands(header: SmvHeader): boolean;
  beam(header: SmvHeader): Beam;
  detector(header: SmvHeader): Detector;
  goniometer(header: SmvHeader): Goniometer;
  scan(header: SmvHeader): Scan;
  /** 2 when not said. */
  readonly bytesPerPixel?: 2 | 4;
  /** The panels of the whole image, where it is not one. */
  panels?(image: RawPanel): RawPanel[];
  /** What is never good. */
  mask?(): PanelMask[];
}

/** `Sat Dec 14 10:17:53 PST 2002` as seconds since 1970, the zone left aside as in dxtbx; 0 for what is no date. */
export function adscEpoch(text: string | undefined): number {
  return epochOf((text ?? "").replace(/ [A-Z]{3,4}(?= \d{4})/, "")) ?? 0;
}

/** The scan of one image from an ADSC-like header. */
export function adscScan(
  header: SmvHeader,
  { exposureTime, width, epoch }: { exposureTime: number; width: number; epoch: number },
): Scan {
  const oscillation: Vec2 = [header.number("OSC_START"), width];
  return scanOfImage(header.file, exposureTime, oscillation, epoch);
}
