import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Goniometer } from "../models/goniometer.js";
import type { Scan } from "../models/scan.js";
import { appendScans, scanBreak } from "../models/scanAppend.js";
import {
  type BeamTolerance,
  type DetectorTolerance,
  type GoniometerTolerance,
  isSimilarBeam,
  isSimilarDetector,
  isSimilarGoniometer,
} from "../models/similarity.js";
import type { ImageHeader } from "./imageHeader.js";

/** How much headers may differ and still speak of one model, as `input.tolerance` of dials.import. */
export interface ImportTolerance {
  readonly beam?: BeamTolerance;
  readonly detector?: DetectorTolerance;
  readonly goniometer?: GoniometerTolerance;
  /** Part of an image's width. */
  readonly scan?: { readonly oscillation?: number | null };
}

/** Models of an image, or of a sequence. */
export interface GroupModels {
  beam: Beam;
  detector: Detector;
  goniometer: Goniometer | undefined;
  scan: Scan | undefined;
}

/** Images that make one imageset. */
export interface ImageGroup {
  /** A sequence of files by number, one file of many images, or images each for itself. */
  readonly kind: "sequence" | "file" | "stills";
  readonly format: string;
  readonly paths: readonly string[];
  /** Of a sequence its template, of a file its path. */
  readonly template: string | undefined;
  /** One for all images of a sequence or file; one for each still. */
  readonly models: readonly GroupModels[];
}

interface Draft extends GroupModels {
  readonly paths: string[];
  readonly template: string | undefined;
  readonly following: Scan[];
}

/**
 * Sorts images into imagesets as dials.import does: formats apart; a file of many images for itself; images whose models are the
 * same as those of the one before (within the tolerance) share them; of these, images with a template whose scan goes on make one sequence, and
 * stills that follow one another one set. The headers in the order in which images follow. Scans of the headers are joined in place.
 */
export function groupImages(headers: Iterable<ImageHeader>, tolerance: ImportTolerance = {}): ImageGroup[] {
  const formats = new Map<string, ImageHeader[]>();
  for (const header of headers) {
    const known = formats.get(header.format);
    if (known) known.push(header);
    else formats.set(header.format, [header]);
  }
  return [...formats].flatMap(([format, list]) => groupsOf(format, list, tolerance));
}

function groupsOf(format: string, headers: readonly ImageHeader[], tolerance: ImportTolerance): ImageGroup[] {
  const groups: ImageGroup[] = [];
  const drafts: Draft[] = [];
  let last: Draft | undefined;
  for (const header of headers) {
    if (header.isSingleFile) {
      const { path, beam, detector, goniometer, scan } = header;
      const models = [{ beam, detector, goniometer, scan }];
      const kind = scan ? "file" : "stills";
      const paths = scan ? [path] : new Array<string>(header.numImages).fill(path);
      groups.push({ kind, format, paths, template: path, models });
      continue;
    }
    const draft = sharing(header, last, tolerance);
    if (last && goesOn(last, draft, tolerance.scan?.oscillation ?? undefined)) {
      last.paths.push(header.path);
      last.following.push(draft.scan!);
      continue;
    }
    drafts.push((last = draft));
  }
  for (const { scan, following, template } of drafts) {
    if (!scan) continue;
    appendScans(scan, following, tolerance.scan?.oscillation ?? undefined);
    if (template !== undefined) setSequenceBatchOffset(scan);
  }
  return [...groups, ...setsOf(format, drafts)];
}

/** The batch offset that dxtbx gives a sequence of files: its first image's number less one. */
export function setSequenceBatchOffset(scan: Scan): void {
  scan.setBatchOffset(scan.getArrayRange()[0]);
}

/** The header's models, those the same as the last image's being the last image's own. */
function sharing(header: ImageHeader, last: Draft | undefined, tolerance: ImportTolerance): Draft {
  const { path, template, scan } = header;
  const draft: Draft = {
    beam: header.beam,
    detector: header.detector,
    goniometer: header.goniometer,
    scan,
    paths: [path],
    template,
    following: [],
  };
  if (!last) return draft;
  if (isSimilarBeam(last.beam, draft.beam, tolerance.beam)) draft.beam = last.beam;
  if (isSimilarDetector(last.detector, draft.detector, tolerance.detector)) draft.detector = last.detector;
  if (
    last.goniometer &&
    draft.goniometer &&
    isSimilarGoniometer(last.goniometer, draft.goniometer, tolerance.goniometer)
  )
    draft.goniometer = last.goniometer;
  return draft;
}

/** Whether an image continues a sequence. */
function goesOn(last: Draft, next: Draft, tolerance: number | undefined): boolean {
  const same =
    last.beam === next.beam && last.detector === next.detector && last.goniometer === next.goniometer;
  if (!same || last.template === undefined || last.template !== next.template) return false;
  // Errors of the width add up over the whole scan, but only the last image has to be followed.
  const before = last.following.at(-1) ?? last.scan!;
  return scanBreak(before, next.scan!, tolerance) === undefined && fitsWhole(last, next.scan!, tolerance);
}

/** Whether the start is where the sequence's own start and width put it. */
function fitsWhole({ scan, following }: Draft, next: Scan, tolerance = 0.03): boolean {
  if (scan!.isStill()) return true;
  const images = following.length + 1;
  const [start, width] = scan!.getOscillation();
  const off = (((next.getOscillation()[0] - (start + images * width)) % 360) + 360) % 360;
  return Math.min(off, 360 - off) < Math.abs(tolerance * width) * images;
}

function setsOf(format: string, drafts: readonly Draft[]): ImageGroup[] {
  const groups: ImageGroup[] = [];
  let stills: { paths: string[]; models: GroupModels[] } | undefined;
  for (const { beam, detector, goniometer, scan, template, paths } of drafts) {
    const models = { beam, detector, goniometer, scan };
    if (template !== undefined) {
      groups.push({ kind: "sequence", format, paths, template, models: [models] });
      stills = undefined;
      continue;
    }
    if (!stills) {
      stills = { paths: [], models: [] };
      groups.push({ kind: "stills", format, template: undefined, ...stills });
    }
    stills.paths.push(...paths);
    stills.models.push(models);
  }
  return groups;
}
