import { EwaldError } from "../../error.js";
import { imageFileAccess } from "../../images/imageFiles.js";
import { groupFiles, splitPath } from "../../images/template.js";

/**
 * The files that arguments name, each once: folders stand for what is in them (not in their folders), `*`, `?` and `[…]` in
 * names for what they match, where no shell did it. Files of one template follow each other by number; otherwise they are in order of
 * name. Throws EwaldError `"file-not-found"`.
 */
export function findImages(names: readonly string[]): string[] {
  const found = new Set<string>();
  for (const name of names) for (const path of filesOf(name)) found.add(path);
  return groupFiles([...found].sort()).flatMap(({ paths }) => [...paths]);
}

function filesOf(name: string): string[] {
  const files = imageFileAccess();
  const path = files.resolve(name);
  if (files.isFolder(path)) return files.list(path).map((entry) => `${path.replace(/[/\\]$/, "")}/${entry}`);
  if (files.exists(path)) return [path];
  const matching = /[*?[]/.test(name) ? matchesOf(path) : [];
  if (matching.length > 0) return matching;
  throw new EwaldError(
    "file-not-found",
    /[*?[]/.test(name) ? `No file matches ${name}.` : `There is no file or folder ${name}.`,
  );
}

/** Files of a folder whose names match a shell's pattern. */
function matchesOf(path: string): string[] {
  const [folder, pattern] = splitPath(path);
  const text = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replaceAll("[!", "[^");
  const whole = new RegExp(`^${text}$`);
  return imageFileAccess()
    .list(folder)
    .filter((name) => whole.test(name) && !name.startsWith("."))
    .map((name) => folder + name);
}
