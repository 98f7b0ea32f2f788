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
 * stills that follow one another one set. Headers come in the order in which images follow, and are let go of as they come. Scans of
 * the headers are joined in place.
 */
export class ImageGrouper {
  readonly #tolerance: ImportTolerance;
  readonly #formats = new Map<string, { files: ImageGroup[]; drafts: Draft[] }>();

  constructor(tolerance: ImportTolerance = {}) {
    this.#tolerance = tolerance;
  }

  add(header: ImageHeader): void {
    const { format } = header;
    let known = this.#formats.get(format);
    if (!known) this.#formats.set(format, (known = { files: [], drafts: [] }));
    if (header.isSingleFile) known.files.push(groupOfFile(header));
    else this.#addImage(header, known.drafts);
  }

  /** The imagesets of all headers so far; once only. */
  groups(): ImageGroup[] {
    return [...this.#formats].flatMap(([format, { files, drafts }]) => {
      for (const { scan, following, template } of drafts) {
        if (!scan) continue;
        appendScans(scan, following, this.#tolerance.scan?.oscillation ?? undefined);
        if (template !== undefined) setSequenceBatchOffset(scan);
      }
      return [...files, ...setsOf(format, drafts)];
    });
  }

  #addImage(header: ImageHeader, drafts: Draft[]): void {
    const last = drafts.at(-1);
    const draft = sharing(header, last, this.#tolerance);
    if (last && goesOn(last, draft, this.#tolerance.scan?.oscillation ?? undefined)) {
      last.paths.push(header.path);
      last.following.push(draft.scan!);
    } else drafts.push(draft);
  }
}

/** A file of many images: a sequence, or stills. */
function groupOfFile({ path, format, numImages, ...header }: ImageHeader): ImageGroup {
  const { beam, detector, goniometer, scan } = header;
  const models = [{ beam, detector, goniometer, scan }];
  if (scan) return { kind: "file", format, paths: [path], template: path, models };
  return { kind: "stills", format, paths: new Array<string>(numImages).fill(path), template: path, models };
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
