// Single images as live dxtbx reads them.
import { expect } from "vitest";
import type { JsonObject, JsonValue } from "../../lib/src/models/json.js";
import { runDials } from "./dials.js";

/** What dxtbx says of an image. */
export interface DxtbxImage {
  format: string;
  beam: JsonObject;
  detector: { panels: JsonObject[]; hierarchy: JsonObject };
  goniometer: JsonObject;
  scan: JsonObject;
  /** Of the counts of each panel as 32-bit integers. */
  md5: string[];
}

const script = `
import hashlib, warnings
warnings.simplefilter("ignore")
import dxtbx
from dxtbx import flumpy
def model(m):
    return None if m is None else m.to_dict()
def one(path):
    f = dxtbx.load(path)
    raw = f.get_raw_data()
    raw = raw if isinstance(raw, tuple) else (raw,)
    arrays = [flumpy.to_numpy(r) for r in raw]
    return dict(format=type(f).__name__, beam=model(f.get_beam()), detector=model(f.get_detector()), goniometer=model(f.get_goniometer()),
        scan=model(f.get_scan()), md5=[hashlib.md5(a.astype("i4").tobytes()).hexdigest() for a in arrays])
output([one(path) for path in input])
`;

export const dxtbxImages = (paths: readonly string[]): Promise<DxtbxImage[]> => runDials(script, paths);

/** Throws unless both are alike, numbers to 1e-10 (relative, or absolute when small). */
export function alike(mine: JsonValue | undefined, theirs: JsonValue | undefined, at: string): void {
  if (typeof mine === "number" && typeof theirs === "number") {
    expect(Math.abs(mine - theirs), `${at}: ${mine}, dxtbx ${theirs}`).toBeLessThanOrEqual(
      1e-10 * Math.max(1, Math.abs(theirs)),
    );
  } else if (mine && theirs && typeof mine === "object" && typeof theirs === "object") {
    expect(Object.keys(mine).sort(), at).toEqual(Object.keys(theirs).sort());
    for (const key of Object.keys(theirs))
      alike((mine as JsonObject)[key], (theirs as JsonObject)[key], `${at}.${key}`);
  } else expect(mine, at).toEqual(theirs);
}
