import { EwaldError } from "../error.js";

/** A path with a place for the image number: what stands before it, how many digits it has, what stands after. */
export interface Template {
  readonly before: string;
  /** Digits the number is padded to with zeros; 1 for a single #, numbers as they are. */
  readonly width: number;
  readonly after: string;
}

/** A path with a run of #, taken apart at its last run; undefined for one without, a file of many images. */
export function parseTemplate(path: string): Template | undefined {
  const match = /^(.*?)(#+)([^#]*)$/s.exec(path);
  return match ? { before: match[1]!, width: match[2]!.length, after: match[3]! } : undefined;
}

/** The path of one image number, padded with zeros. */
export function expandTemplate({ before, width, after }: Template, image: number): string {
  return `${before}${String(image).padStart(width, "0")}${after}`;
}

/** The template as text. */
export function templateText({ before, width, after }: Template): string {
  return `${before}${"#".repeat(width)}${after}`;
}

const separator = /[/\\]/;

/** Folder, with its separator, and name. */
export function splitPath(path: string): [folder: string, name: string] {
  let at = path.length;
  while (at > 0 && !separator.test(path[at - 1]!)) at--;
  return [path.slice(0, at), path.slice(at)];
}

// Where the number is, the likelier place first: as DIALS (sequence_filenames.py) looks for it, from the end of the name.
const places: readonly RegExp[] = [
  // img.0815
  /^(.*\.)([0-9]+)()$/s,
  // img.0815.cbf
  /^(.*\.)([0-9]+)(\.[a-zA-Z-]+)$/s,
  // th_8_2_0100.cbf.bz2, NO2_0100.sequence.18keV
  /^(.*_)([0-9]+)(\..*)$/s,
  // image-00001.cbf, NO2.00100.sequence.18keV
  /^(.*[^0-9]|)([0-9]+)(\..*)$/s,
  // img0815; DIALS takes the 5 of x_master.h5 for a number too
  /^([^.]*[^0-9.]|)([0-9]+)()$/s,
];

/**
 * Template and image number of the name of an image: `th_8_2_0100.cbf.bz2` is number 100 of `th_8_2_####.cbf.bz2`.
 * Undefined when the name holds no number, or one beyond 2⁵³.
 */
export function templateOf(path: string): { template: Template; image: number } | undefined {
  const [folder, name] = splitPath(path);
  for (const place of places) {
    const match = place.exec(name);
    if (!match) continue;
    const [, before, digits, after] = match as unknown as [string, string, string, string];
    const image = Number(digits);
    if (!Number.isSafeInteger(image)) return undefined;
    return { template: { before: folder + before, width: digits.length, after }, image };
  }
  return undefined;
}

/** Numbers of the images whose names in a folder are of the template, in order. */
export function imagesInFolder(template: Template, names: Iterable<string>): number[] {
  const before = splitPath(template.before)[1];
  const { width, after } = template;
  const numbers: number[] = [];
  for (const name of names) {
    if (name.length < before.length + width + after.length) continue;
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const digits = name.slice(before.length, name.length - after.length);
    // A padded number is exactly as wide as its #, unless it has outgrown them; then it has no leading zero.
    if (!/^[0-9]+$/.test(digits) || (digits.length > width && digits[0] === "0")) continue;
    numbers.push(Number(digits));
  }
  return numbers.sort((a, b) => a - b);
}

/** Names of one kind: a template with its image numbers, or a single file without a number. */
export interface FileGroup {
  readonly template: Template | undefined;
  readonly images: readonly number[];
  readonly paths: readonly string[];
}

/** Paths grouped by template, in order of first appearance; those of a template in order of their numbers. */
export function groupFiles(paths: Iterable<string>): FileGroup[] {
  const groups = new Map<string, { template: Template | undefined; found: [number, string][] }>();
  for (const path of paths) {
    const known = templateOf(path);
    const key = known ? templateText(known.template) : path;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { template: known?.template, found: [] }));
    group.found.push([known?.image ?? 0, path]);
  }
  return [...groups.values()].map(({ template, found }) => {
    found.sort((a, b) => a[0] - b[0]);
    return { template, images: found.map(([image]) => image), paths: found.map(([, path]) => path) };
  });
}

/** Throws unless image numbers follow one another without a gap. */
export function checkConsecutive(images: readonly number[], what: string): void {
  images.forEach((image, i) => {
    if (i === 0 || image === images[i - 1]! + 1) return;
    throw new EwaldError(
      "bad-argument",
      `${what}: image ${images[i - 1]! + 1} is missing between ${images[i - 1]} and ${image}; a sequence has no gaps.`,
    );
  });
}
