import { readFileSync } from "node:fs";

/** The version in the library's package.json. */
export function version(): string {
  const url = new URL("../../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(url, "utf8")) as { version: string };
  return version;
}
