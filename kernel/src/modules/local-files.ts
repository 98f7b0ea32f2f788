import { existsSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const SOURCE = /\.(ts|mts|cts|tsx|js|mjs|cjs|jsx|json)$/;
const TYPESCRIPT = ["", ".ts", ".mts", ".js", ".mjs", "/index.ts", "/index.js"];
/** As in TypeScript, a `.js` in an import may be written for the `.ts` beside it. */
const WRITTEN_AS: Record<string, string> = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts" };

const isFile = (path: string): boolean =>
  existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** The file meant by a relative import, endings left out or written as JavaScript included. */
export function localFile(url: URL): string | undefined {
  const path = fileURLToPath(url);
  for (const ending of TYPESCRIPT) if (isFile(path + ending)) return path + ending;
  const ending = /\.[mc]?js$/.exec(path)?.[0];
  const typed = ending && path.slice(0, -ending.length) + WRITTEN_AS[ending];
  return typed && isFile(typed) ? typed : undefined;
}

interface Known {
  stamp: string;
  version: number;
  importers: Set<string>;
}

const stampOf = (path: string): string => {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.mtimeNs} ${stat.size}` : "";
};

/**
 * The user's own files that cells have imported. Node loads each address once; a file that was edited, and whatever
 * imports it, gets a new one (`?v=2`), while all others keep theirs, with their state.
 */
export class LocalFiles {
  readonly #files = new Map<string, Known>();

  /** Whether a module may be one of ours: by its address, and not in a package. */
  owns(path: string): boolean {
    return SOURCE.test(path) && !/[\\/]node_modules[\\/]/.test(path);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Looks which files were edited since they were loaded; called at each import of a cell. */
  refresh(): void {
    const renewed = new Set<string>();
    const renew = (path: string): void => {
      const file = this.#files.get(path);
      if (!file || renewed.has(path)) return;
      renewed.add(path);
      file.version++;
      file.stamp = stampOf(path);
      for (const importer of file.importers) renew(importer);
    };
    for (const [path, { stamp }] of this.#files) if (stampOf(path) !== stamp) renew(path);
  }

  /** The address of a file now. @param importer the file that imports it, if no cell does */
  url(path: string, importer?: string): string {
    let file = this.#files.get(path);
    if (!file) {
      file = { stamp: stampOf(path), version: 1, importers: new Set() };
      this.#files.set(path, file);
    }
    if (importer !== undefined) file.importers.add(importer);
    const url = pathToFileURL(path);
    if (file.version > 1) url.search = `?v=${file.version}`;
    return url.href;
  }
}
