// What some tests want from the system: a browser, a Slurm, and in CI the real DIALS. Installed only where that needs nobody's
// leave (root, apt-get); otherwise the tests that want them are skipped by name.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";

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

/**
 * Slurm, where Debian's packages can be fetched: unpacked in .cache/slurm, not installed, so that no service of the system
 * comes or changes. test/support/slurm.ts starts it from there.
 */
export function unpackSlurm() {
  const folder = join(root, ".cache", "slurm");
  const ready = [join(folder, "usr"), "/usr/sbin/slurmctld"].some((path) => existsSync(path));
  if (process.platform !== "linux" || ready || !there("apt-get", ["--version"])) return;
  process.stdout.write("… Slurm from Debian's packages\n");
  const began = performance.now();
  if (process.getuid?.() === 0) apt(["update", "-q"], 60);
  const wanted = [
    "install",
    "-y",
    "--no-install-recommends",
    "--dry-run",
    "slurmctld",
    "slurmd",
    "slurm-client",
  ];
  const plan = spawnSync("apt-get", [...wanted, "munge"], { encoding: "utf8", timeout: 60_000 });
  const names = [...(plan.stdout ?? "").matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  const beside = `${folder}.part`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const inside = { cwd: beside, stdio: "ignore", timeout: 120_000 };
  const fetched =
    plan.status === 0 &&
    names.length > 0 &&
    spawnSync("apt-get", ["download", "-q", ...names], inside).status === 0;
  const packages = fetched ? readdirSync(beside).filter((name) => name.endsWith(".deb")) : [];
  const done = fetched && packages.every((name) => spawnSync("dpkg", ["-x", name, "."], inside).status === 0);
  for (const name of packages) rmSync(join(beside, name));
  if (done) renameSync(beside, folder);
  else rmSync(beside, { recursive: true, force: true });
  const took = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(done ? `✓ Slurm: ${took} s\n` : `– Slurm: not to be had here (${took} s)\n`);
}
