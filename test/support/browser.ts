// A Chromium that is on the machine, driven by playwright-core.
import { type Browser, chromium } from "playwright-core";
import { browserPath } from "./browserPath.js";

/** Starts it, headless, with a profile of its own and without the calls home that a closed network refuses. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (!executablePath) throw new Error("No Chromium or Chrome on this machine: set EWALD_BROWSER to one.");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
