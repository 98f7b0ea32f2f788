import { md5Base64 } from "../bytes/md5.js";
import { EwaldError } from "../error.js";
import type { ImageSet } from "../images/imageSet.js";
import { copied, type PortableSet, portableSet } from "../images/portableSet.js";
import type { Detector } from "../models/detector.js";
import type { PanelMask } from "../models/imageAccess.js";
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

/** All that a worker needs to know to find strong pixels on any images of one imageset; a structured clone. */
export interface StrongPixelsJob extends PortableSet {
  /** Unlike that of any other job: workers keep what they prepare by it. */
  readonly id: string;
  readonly settings: StrongPixelsSettings;
  /** Good pixels of each panel, besides what the images themselves say. */
  readonly mask: readonly Uint8Array[] | null;
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
  const job = {
    ...portableSet(set, shared),
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
