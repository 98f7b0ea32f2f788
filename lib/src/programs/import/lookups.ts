import { EwaldError } from "../../error.js";
import { readLookup } from "../../files/lookupPickle.js";
import { imageFileAccess } from "../../images/imageFiles.js";
import type { Detector } from "../../models/detector.js";
import type { LookupRecord } from "./experimentsOfGroups.js";
import type { ImportParameters } from "./parameters.js";

const names = ["mask", "gain", "pedestal", "dx", "dy"] as const;

/** Lookup maps: their paths, as imagesets hold them, and the shapes of their panels. */
export interface Lookups {
  readonly record: LookupRecord;
  readonly shapes: ReadonlyMap<string, readonly (readonly [slow: number, fast: number])[]>;
}

/** Reads the maps the parameters name. Throws EwaldError for one that cannot be read, and for one of dx and dy without the other. */
export function readLookups(params: ImportParameters["lookup"]): Lookups {
  if ((params.dx === null) !== (params.dy === null))
    throw new EwaldError("bad-argument", "Offset maps come in pairs: give both lookup.dx and lookup.dy.");
  const files = imageFileAccess();
  const record: LookupRecord = { mask: null, gain: null, pedestal: null, dx: null, dy: null };
  const shapes = new Map<string, readonly (readonly [number, number])[]>();
  for (const name of names) {
    const given = params[name];
    if (given === null) continue;
    const path = files.resolve(given);
    const source = files.open(path);
    try {
      shapes.set(
        path,
        readLookup(source.read(0, source.size), given).map(({ shape }) => shape),
      );
    } finally {
      source.close?.();
    }
    record[name] = path;
  }
  return { record, shapes };
}

/** Throws EwaldError `"bad-argument"` unless all maps are of the detector's panels. */
export function checkLookups({ shapes }: Lookups, detector: Detector): void {
  const wanted = detector.panels.map((panel) => panel.getImageSize());
  for (const [path, panels] of shapes) {
    const fits =
      panels.length === wanted.length &&
      panels.every(([slow, fast], i) => fast === wanted[i]![0] && slow === wanted[i]![1]);
    if (fits) continue;
    const text = (list: readonly (readonly number[])[]) =>
      `${list.length} panel${list.length === 1 ? "" : "s"} of ${list[0]?.join(" × ")}`;
    throw new EwaldError(
      "bad-argument",
      `${path} is a map of ${text(panels.map(([slow, fast]) => [fast, slow]))} px, but the detector has ${text(wanted)}.`,
    );
  }
}
