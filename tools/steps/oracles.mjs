// What some tests want from the system: a browser, and in CI the real DIALS. Installed only where that needs nobody's
// leave (root, apt-get); otherwise the tests that want them are skipped by name.
import { spawnSync } from "node:child_process";

const debian = () =>
  process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0;
const there = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;

function apt(args, seconds) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", args, { stdio: "ignore", env, timeout: seconds * 1000 }).status === 0;
}

/** Installs packages, if they can be fetched within `seconds`; once installing has begun it is left to end. */
function install(what, packages, seconds) {
  process.stdout.write(`… ${what} from Debian's packages\n`);
  const began = performance.now();
  apt(["update", "-q"], 60);
  const options = ["install", "-y", "-q", "--no-install-recommends"];
  const done =
    apt([...options, "--download-only", ...packages], seconds) && apt([...options, ...packages], 600);
  const took = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(done ? `✓ ${what}: ${took} s\n` : `– ${what}: not to be had here (${took} s)\n`);
}

/** A Chromium, if there is none and root on Debian can install it. */
export function installBrowser() {
  const names = [
    process.env.EWALD_BROWSER,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
  ];
  if (process.platform !== "linux" || names.some((name) => name && there(name, ["--version"]))) return;
  if (debian()) install("Chromium", ["chromium", "fonts-dejavu-core", "fonts-liberation"], 180);
}

/** In CI only: DIALS, against which much is tested. */
export function installDials() {
  const pythons = [process.env.EWALD_DIALS_PYTHON, "/usr/bin/python3", "python3", "dials.python"];
  if (pythons.some((python) => python && there(python, ["-c", "import dials, dxtbx"]))) return;
  if (process.env.CI && debian()) install("DIALS", ["dials"], 120);
}
