import { EwaldError } from "../../error.js";
import { imageFileAccess } from "../../images/imageFiles.js";
import type { OpenOptions } from "../../images/imageFormat.js";
import { type ImageGroup, setSequenceBatchOffset } from "../../images/imageGroups.js";
import { readImageHeader } from "../../images/imageHeader.js";
import { expandTemplate, imagesInFolder, parseTemplate, splitPath } from "../../images/template.js";
import { Scan } from "../../models/scan.js";

/**
 * The sequence of a template: of all its files, or of an image range; the header of the first is taken for all, its width
 * for that of each image. Throws EwaldError for a template without files, or with a gap.
 */
export function groupOfTemplate(
  template: string,
  options: OpenOptions,
  imageRange: readonly [number, number] | null,
): ImageGroup {
  const files = imageFileAccess();
  const path = files.resolve(template);
  const parsed = parseTemplate(path);
  if (!parsed) return groupOfFile(path, template, options);
  const there = imagesInFolder(parsed, files.list(splitPath(parsed.before)[0]));
  if (there.length === 0)
    throw new EwaldError("file-not-found", `There are no files of the template ${template}.`);
  const [first, last] = imageRange ?? [there[0]!, there.at(-1)!];
  const known = new Set(there);
  const missing = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).filter(
    (n) => !known.has(n),
  );
  if (missing.length > 0 || last < first)
    throw new EwaldError(
      "file-not-found",
      `The template ${template} has no image${missing.length > 1 ? "s" : ""} ${listed(missing)} of ${first} to ${last}.`,
    );
  const header = readImageHeader(expandTemplate(parsed, first), options);
  const { beam, detector, goniometer, format } = header;
  const scan =
    header.scan ??
    new Scan({ image_range: [first, first], oscillation: [0, 0], exposure_time: [0], epochs: [0] });
  const time = scan.getExposureTimes()[0]!;
  const epoch = scan.getEpochs()[0]!;
  scan.data.image_range = [first, first];
  scan.setImageRange([first, last]);
  const count = last - first + 1;
  scan.setExposureTimes(new Array<number>(count).fill(time));
  scan.setEpochs(Array.from({ length: count }, (_, i) => epoch + i * time));
  setSequenceBatchOffset(scan);
  const paths = Array.from({ length: count }, (_, i) => expandTemplate(parsed, first + i));
  return { kind: "sequence", format, paths, template: path, models: [{ beam, detector, goniometer, scan }] };
}

/** A template without # is the path of a file of many images. */
function groupOfFile(path: string, template: string, options: OpenOptions): ImageGroup {
  const { format, isSingleFile, numImages, beam, detector, goniometer, scan } = readImageHeader(
    path,
    options,
  );
  if (!isSingleFile)
    throw new EwaldError(
      "bad-argument",
      `The template ${template} has no # for the image number, and ${format} keeps one image a file.`,
    );
  const models = [{ beam, detector, goniometer, scan }];
  if (scan) return { kind: "file", format, paths: [path], template: path, models };
  return { kind: "stills", format, paths: new Array<string>(numImages).fill(path), template: path, models };
}

const listed = (numbers: readonly number[]) =>
  numbers.length <= 10
    ? numbers.join(", ")
    : `${numbers.slice(0, 10).join(", ")} and ${numbers.length - 10} more`;
