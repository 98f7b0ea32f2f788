import { FlexBool } from "../array/scalars.js";
import { Beam, type BeamData } from "../models/beam.js";
import { Detector, type DetectorData } from "../models/detector.js";
import { Goniometer, type GoniometerData } from "../models/goniometer.js";
import type { PanelMask, RealPanel } from "../models/imageAccess.js";
import type { ImageSetRecord } from "../models/imageSetData.js";
import type { PanelData } from "../models/panel.js";
import { Scan, type ScanData } from "../models/scan.js";
import { imageFileAccess } from "./imageFiles.js";
import type { ImageSet } from "./imageSet.js";
import { ImageSetFactory } from "./imageSetFactory.js";

/** An image set as another thread or process opens it: a structured clone. */
export interface PortableSet {
  /** {@link SetRecords} as UTF-8, since most workers have read it already. */
  readonly records: Uint8Array;
  readonly maps: Maps;
}

/** Images and models as an `.expt` file would have them, JSON. */
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

/** Whether others can open these images: not those in memory, or with models that were set one by one. */
export function opensElsewhere(set: ImageSet): boolean {
  if (!set.opensByRecord()) return false;
  const same = setOfRecords(recordsOf(set)).paths();
  return set.paths().every((path, i) => imageFileAccess().resolve(path) === same[i]);
}

/** With `shared` large arrays lie in memory that threads share. */
export function portableSet(set: ImageSet, shared: boolean): PortableSet {
  const { mask, gain, pedestal } = set.externalLookup;
  const tiles = (item: { filename: string; data: readonly (PanelMask | RealPanel)[] | undefined }) =>
    item.filename === ""
      ? item.data?.map(({ shape, values }) => ({
          shape,
          values: copied(values instanceof FlexBool ? (values.data as Uint8Array) : values, shared),
        }))
      : undefined;
  return {
    records: copied(new TextEncoder().encode(JSON.stringify(recordsOf(set), outOfJson)), shared),
    maps: { mask: tiles(mask), gain: tiles(gain), pedestal: tiles(pedestal) },
  };
}

/** The images, opened. */
export function openPortableSet({ records: bytes, maps }: PortableSet): ImageSet {
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

/** A copy in memory that all threads see, where there is such. */
export function copied<T extends Uint8Array | Float64Array>(values: T, shared: boolean): T {
  if (!shared || typeof SharedArrayBuffer === "undefined") return values.slice() as T;
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
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

const setOfRecords = ({ imageset, beam, detector, goniometer, scan }: SetRecords): ImageSet =>
  ImageSetFactory.fromRecord(imageset, {
    file: undefined,
    beam: beam ? new Beam(beam) : undefined,
    detector: new Detector(detector),
    goniometer: goniometer ? new Goniometer(goniometer) : undefined,
    scan: scan ? new Scan(scan) : undefined,
  });
