import { FlexBool } from "../array/scalars.js";
import { md5Base64 } from "../bytes/md5.js";
import { EwaldError } from "../error.js";
import { imageFileAccess } from "../images/imageFiles.js";
import type { ImageSet } from "../images/imageSet.js";
import { ImageSetFactory } from "../images/imageSetFactory.js";
import { Beam, type BeamData } from "../models/beam.js";
import { Detector, type DetectorData } from "../models/detector.js";
import { Goniometer, type GoniometerData } from "../models/goniometer.js";
import type { PanelMask, RealPanel } from "../models/imageAccess.js";
import type { ImageSetRecord } from "../models/imageSetData.js";
import type { PanelData } from "../models/panel.js";
import { Scan, type ScanData } from "../models/scan.js";
import type { ThresholdParameters } from "./threshold/threshold.js";

/** How the strong pixels of an imageset are told; a structured clone. */
export interface StrongPixelsSettings {
  readonly algorithm: string;
  readonly threshold: ThresholdParameters;
  /** x0, x1, y0, y1 of each panel, px, half-open. */
  readonly region: readonly [x0: number, x1: number, y0: number, y1: number] | null;
  /** Counts above it are not trusted, whatever the panels say. */
  readonly maximumTrusted: number | null;
  /** Share of the pixels of an image that may be strong; more is an error. */
  readonly maxStrongFraction: number | null;
  readonly meanBackground: boolean;
  /** Images that cannot be read are without strong pixels. */
  readonly ignoreUnreadable: boolean;
}

/** The images of a job as an `.expt` file would have them, JSON. */
interface SetRecords {
  readonly imageset: ImageSetRecord;
  readonly beam: BeamData | null;
  readonly detector: DetectorData | PanelData[];
  readonly goniometer: GoniometerData | null;
  readonly scan: ScanData | null;
}

/** Maps in memory, which no path leads to. */
interface Maps {
  readonly mask?: readonly PanelTile[] | undefined;
  readonly gain?: readonly PanelTile[] | undefined;
  readonly pedestal?: readonly PanelTile[] | undefined;
}

interface PanelTile {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: Uint8Array | Float64Array;
}

/** All that a worker needs to know to find strong pixels on any images of one imageset; a structured clone. */
export interface StrongPixelsJob {
  /** Unlike that of any other job: workers keep what they prepare by it. */
  readonly id: string;
  /** {@link SetRecords} as UTF-8, since most workers have read it already. */
  readonly records: Uint8Array;
  readonly maps: Maps;
  readonly settings: StrongPixelsSettings;
  /** Good pixels of each panel, besides what the images themselves say. */
  readonly mask: readonly Uint8Array[] | null;
}

// JSON has no infinities, not a number and no negative zero.
const outOfJson = (_: string, value: unknown) =>
  typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
    ? { [special]: Object.is(value, -0) ? "-0" : String(value) }
    : value;
const intoJson = (_: string, value: unknown) =>
  value !== null && typeof value === "object" && special in value ? Number(value[special]) : value;
const special = "$number";

/** The record with paths that mean the same for every process. */
function absolute(record: ImageSetRecord): ImageSetRecord {
  const { resolve } = imageFileAccess();
  const made: ImageSetRecord = { ...record };
  for (const key of ["template", "mask", "gain", "pedestal", "dx", "dy"] as const)
    if (made[key]) made[key] = resolve(made[key]);
  if (made.images) made.images = made.images.map((path) => resolve(path));
  return made;
}

/** A copy in memory that all threads see, where there is such. */
function copied<T extends Uint8Array | Float64Array>(values: T, shared: boolean): T {
  if (!shared || typeof SharedArrayBuffer === "undefined") return values.slice() as T;
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Whether workers elsewhere can open these images: not those in memory, or with models that were set one by one. */
export function opensElsewhere(set: ImageSet): boolean {
  if (!set.opensByRecord()) return false;
  const same = setOfRecords(recordsOf(set)).paths();
  return set.paths().every((path, i) => imageFileAccess().resolve(path) === same[i]);
}

function recordsOf(set: ImageSet): SetRecords {
  const scan = set.isSequence() ? (set as { getScan(): Scan | undefined }).getScan() : undefined;
  return {
    imageset: absolute(set.toRecord()),
    beam: set.getBeam().data,
    detector: set.getDetector().data,
    goniometer: set.getGoniometer()?.data ?? null,
    scan: scan?.data ?? null,
  };
}

/**
 * The job of these images. `mask` has the good pixels besides what the images say. With `shared` large arrays lie in memory that
 * threads share; without `portable` only the finder of this thread can do it.
 */
export function jobFor(
  set: ImageSet,
  settings: StrongPixelsSettings,
  mask: readonly PanelMask[] | null,
  { shared, portable }: { shared: boolean; portable: boolean },
): StrongPixelsJob {
  if (!portable) return { id: newId(), records: new Uint8Array(0), maps: {}, settings, mask: null };
  const records = recordsOf(set);
  const { externalLookup: lookup } = set;
  const tiles = (item: { filename: string; data: readonly (PanelMask | RealPanel)[] | undefined }) =>
    item.filename === ""
      ? item.data?.map(({ shape, values }) => ({
          shape,
          values: copied(values instanceof FlexBool ? (values.data as Uint8Array) : values, shared),
        }))
      : undefined;
  const job = {
    records: copied(new TextEncoder().encode(JSON.stringify(records, outOfJson)), shared),
    maps: { mask: tiles(lookup.mask), gain: tiles(lookup.gain), pedestal: tiles(lookup.pedestal) },
    settings,
    mask: mask?.map(({ values }) => copied(values.data as Uint8Array, shared)) ?? null,
  };
  // A job that is given to a cluster once more is to be the same there.
  return { id: shared ? newId() : contentId(job), ...job };
}

let jobs = 0;
const newId = () => `${++jobs}`;

function contentId({ records, maps, settings, mask }: Omit<StrongPixelsJob, "id">): string {
  const parts = [records, new TextEncoder().encode(JSON.stringify(settings)), ...(mask ?? [])];
  for (const tiles of [maps.mask, maps.gain, maps.pedestal])
    for (const { values } of tiles ?? [])
      parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return parts.map(md5Base64).join("");
}

/** The images of a job, opened. */
export function setOfJob({ records: bytes, maps }: StrongPixelsJob): ImageSet {
  // A decoder does not read shared memory.
  const set = setOfRecords(JSON.parse(new TextDecoder().decode(bytes.slice()), intoJson) as SetRecords);
  const real = ({ shape, values }: PanelTile): RealPanel => ({ shape, values: values as Float64Array });
  if (maps.mask)
    set.externalLookup.mask.data = maps.mask.map(({ shape, values }) => ({
      shape,
      values: new FlexBool(values as Uint8Array),
    }));
  if (maps.gain) set.externalLookup.gain.data = maps.gain.map(real);
  if (maps.pedestal) set.externalLookup.pedestal.data = maps.pedestal.map(real);
  return set;
}

const setOfRecords = ({ imageset, beam, detector, goniometer, scan }: SetRecords): ImageSet =>
  ImageSetFactory.fromRecord(imageset, {
    file: undefined,
    beam: beam ? new Beam(beam) : undefined,
    detector: new Detector(detector),
    goniometer: goniometer ? new Goniometer(goniometer) : undefined,
    scan: scan ? new Scan(scan) : undefined,
  });

/** Throws EwaldError `"bad-argument"` for a region that is empty or not on every panel. */
export function checkRegion(region: StrongPixelsSettings["region"], detector: Detector): void {
  if (!region) return;
  const [x0, x1, y0, y1] = region;
  detector.panels.forEach((panel, i) => {
    const [nx, ny] = panel.getImageSize();
    if (x0 >= 0 && x0 < x1 && x1 <= nx && y0 >= 0 && y0 < y1 && y1 <= ny) return;
    throw new EwaldError(
      "bad-argument",
      `The region_of_interest ${region.join(",")} (x0,x1,y0,y1) is not on panel ${i}, which is ${nx} × ${ny} px (fast × slow); ` +
        `one with 0 ≤ x0 < x1 ≤ ${nx} and 0 ≤ y0 < y1 ≤ ${ny} would work.`,
    );
  });
}
