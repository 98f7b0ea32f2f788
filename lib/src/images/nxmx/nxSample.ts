import { scale } from "../../array/vec3.js";
import type { Goniometer } from "../../models/goniometer.js";
import { Scan } from "../../models/scan.js";
import { multiAxisGoniometer, singleAxisGoniometer } from "../simpleModels.js";
import { join, type NexusReader } from "./nexusReader.js";
import { dependencyChain, imgCif, isVarying, type NexusAxis } from "./transformations.js";

/** More images than anyone takes in one file; a claim beyond is damage. */
export const mostImages = 10_000_000;

/** An axis of the sample; one that turned backwards has been turned round, so that its angles grow. */
export interface SampleAxis extends NexusAxis {
  readonly turnedRound?: boolean;
}

/**
 * The axes below the sample, innermost first; none for a still that is on no goniometer. DIALS knows no scan whose angles
 * fall: the axis of such a one is taken the other way round.
 */
export function sampleChain(nexus: NexusReader, sample: string): SampleAxis[] {
  const first = nexus.text(join(sample, "depends_on"));
  if (first === undefined || first === "" || first === ".") return [];
  const chain = dependencyChain(nexus, join(sample, first));
  const scanned = scanAxis(chain);
  if (scanned?.kind !== "rotation" || !(widthOf(nexus, scanned) < 0)) return chain;
  const values = scanned.values.map((value) => -value);
  const round: SampleAxis = { ...scanned, vector: scale(scanned.vector, -1), values, turnedRound: true };
  return chain.map((axis) => (axis === scanned ? round : axis));
}

/**
 * The rotations of the chain, crystal to base; the scan axis is the one that varies, the first when none does. Undefined
 * without rotation.
 */
export function goniometerOf(nexus: NexusReader, chain: readonly NexusAxis[]): Goniometer | undefined {
  const rotations = chain.filter(({ kind }) => kind === "rotation");
  if (rotations.length === 0) return undefined;
  if (rotations.length === 1) return singleAxisGoniometer(imgCif(rotations[0]!.vector));
  const varying = rotations.filter(isVarying);
  if (varying.length > 1)
    throw nexus.file.bad(
      varying.map(({ path }) => path).join(" and "),
      "both turn during the scan; one axis at most may",
    );
  return multiAxisGoniometer(
    rotations.map(({ name, vector, values }) => [name, imgCif(vector), values[0]!]),
    varying.length === 0 ? 0 : rotations.indexOf(varying[0]!),
  );
}

/** The axis that is scanned: the first rotation that varies, else the first axis that does, else the sample's own. */
export function scanAxis(chain: readonly SampleAxis[]): SampleAxis | undefined {
  return (
    chain.find((axis) => axis.kind === "rotation" && isVarying(axis)) ?? chain.find(isVarying) ?? chain[0]
  );
}

/**
 * The scan of a file: start of the first image, median of the widths (`<axis>_end` − axis where there is one, else between
 * neighbours), exposure by `frame_time`, s. `images` is how many the data hold, where that is known: an axis with one value
 * serves them all.
 */
export function scanOf(
  nexus: NexusReader,
  chain: readonly SampleAxis[],
  frameTime: number,
  images: number | undefined,
): Scan | undefined {
  const axis = scanAxis(chain);
  if (!axis) return undefined;
  const count = axis.values.length === 1 ? (images ?? 1) : axis.values.length;
  if (count > mostImages || count < 1) throw nexus.file.bad(axis.path, `claims ${count} images`);
  // One position for several images: nothing turned.
  const stood = axis.values.length < count;
  const oscillation = axis.kind === "rotation" ? [axis.values[0]!, stood ? 0 : widthOf(nexus, axis)] : [0, 0];
  return new Scan({
    image_range: [1, count],
    batch_offset: 0,
    oscillation,
    exposure_time: Array.from({ length: count }, () => frameTime),
    epochs: Array.from({ length: count }, (_, i) => i * frameTime),
    valid_image_ranges: {},
  });
}

/** Degrees. */
function widthOf(nexus: NexusReader, { path, values, turnedRound }: SampleAxis): number {
  // Ends and increments are in the unit of the axis itself.
  const unit = nexus.attributeText(path, "units") === undefined ? 1 : nexus.factor(path, "units", "angle");
  const factor = turnedRound ? -unit : unit;
  const ends = nexus.numbers(`${path}_end`);
  if (ends && ends.length === values.length) return median(ends.map((end, i) => end * factor - values[i]!));
  if (values.length > 1) return median(values.slice(1).map((value, i) => value - values[i]!));
  return (nexus.numbers(`${path}_increment_set`)?.[0] ?? 0) * factor;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
