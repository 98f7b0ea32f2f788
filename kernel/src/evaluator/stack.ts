import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { type Place, placeInCell } from "./cell-sources.js";

const ours = fileURLToPath(new URL("..", import.meta.url));
const places = new WeakMap<Error, readonly Place[]>();
/** Errors whose place is that of an import; Node throws the same one again at the next import. */
const borrowed = new WeakSet<Error>();

const isHidden = (file: string | null | undefined): boolean =>
  !file || file.startsWith("node:") || file.startsWith(ours) || file.startsWith(`file://${ours}`);

/** A frame of ours in a stack that another thread made into text. */
export const isOursText = (line: string): boolean =>
  line.includes("(node:") || line.includes("at node:") || line.includes(ours);

/** A frame in a TypeScript file of the user's own, in the lines the user wrote. */
function inOwnFile(site: NodeJS.CallSite): string | undefined {
  const file = site.getScriptNameOrSourceURL();
  if (!file || !/\.[mc]?tsx?(\?v=\d+)?$/.test(file)) return undefined;
  const entry = findSourceMap(file)?.findEntry(
    (site.getLineNumber() ?? 1) - 1,
    (site.getColumnNumber() ?? 1) - 1,
  );
  if (!entry || !("originalLine" in entry)) return undefined;
  const path = file.startsWith("file:") ? fileURLToPath(file.replace(/\?.*$/, "")) : file;
  const where = `${path}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  const name = site.getFunctionName();
  return name ? `${name} (${where})` : where;
}

function frameText(site: NodeJS.CallSite, place: Place | undefined): string {
  const waiting = site.isAsync() ? "async " : "";
  if (!place) {
    const own = inOwnFile(site);
    return own ? `    at ${waiting}${own}` : `    at ${String(site)}`;
  }
  const where = `Cell [${place.count}], line ${place.line}, column ${place.column}`;
  const name = site.getFunctionName() ?? site.getMethodName();
  return name && !name.startsWith("ewald:")
    ? `    at ${waiting}${name} (${where})`
    : `    at ${waiting}${where}`;
}

const heading = (error: Error): string => {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
};

/** Where in cells an error was thrown: the frames that are a cell's, the topmost first. */
export function placesOf(error: unknown): readonly Place[] {
  if (!(error instanceof Error)) return [];
  void error.stack; // formats the stack if nobody asked for it yet
  return places.get(error) ?? [];
}

/** Gives an error that came without a frame of a cell (a module that cannot be loaded) the place of `trace`. */
export function placeAt(error: unknown, trace: Error): void {
  const of = placesOf(trace);
  if (of.length > 0 && error instanceof Error && (borrowed.has(error) || placesOf(error).length === 0)) {
    borrowed.add(error);
    places.set(error, of);
  }
}

/** Makes every stack of this realm speak of cells and lines of the user's TypeScript, without the kernel's frames. */
export function installStackFormat(): void {
  // Enough to reach a cell from deep inside a library.
  Error.stackTraceLimit = 50;
  Error.prepareStackTrace = (error, sites) => {
    const lines: string[] = [];
    const inCells: Place[] = [];
    for (const site of sites) {
      const file = site.getScriptNameOrSourceURL();
      const place = placeInCell(file, site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0);
      if (place) inCells.push(place);
      else if (isHidden(file) || !site.getLineNumber()) continue;
      lines.push(frameText(site, place));
    }
    if (error instanceof Error && !places.has(error)) places.set(error, inCells);
    return [heading(error), ...lines].join("\n");
  };
}
