// Finds a Chromium that is on the machine; none is ever downloaded.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const elsewhere = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** EWALD_BROWSER, or the first Chromium or Chrome on the PATH or where macOS and Windows keep it. */
export function browserPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.EWALD_BROWSER, ...onPath, ...elsewhere].find((path) => path && existsSync(path));
}
