import { createRequire } from "node:module";
import { type Display, kindsBy } from "../display/api.js";
import type { DisplayHandle } from "../display/display.js";

/** What `display` and `newDisplay()` of the package `tslab` offer. */
export interface TslabDisplay {
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  /** Shows content of any MIME type. */
  raw(contentType: string, content: string | Uint8Array): void;
}

export type { TslabDisplay as Display };

/** Stands in for the package `tslab`, so that notebooks written for its kernel run unchanged, installed or not. */
export const display: Display = (globalThis as unknown as { display: Display }).display;

/** A display of its own place: the first call shows there, each later call replaces what is shown. */
export function newDisplay(): TslabDisplay {
  let handle: DisplayHandle | undefined;
  const raw = (mime: string, content: unknown): DisplayHandle => {
    if (handle) handle.update({ [mime]: content }, { raw: true });
    else handle = display.raw(mime, content);
    return handle;
  };
  return { ...kindsBy(raw), raw };
}

const packageVersion = (name: string): string =>
  (createRequire(import.meta.url)(name) as { version: string }).version;

/** The versions in use; `tslab` is that of the kernel which stands in for it. */
export const versions = {
  tslab: packageVersion("ewald-kernel/package.json"),
  typescript: packageVersion("typescript/package.json"),
  node: process.version,
};
