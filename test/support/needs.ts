// What a test needs beyond Node: where it is missing the test is skipped by name, the reason standing in its title,
// and `npm test` lists every one at its end.
//
//   needs.dials().describe("what we write, DIALS reads", () => { … });
//   needs.all(needs.dials(), needs.sharedData("data", "insulin_processed")).it("agrees with DIALS", async () => { … });
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { browserPath } from "./browserPath.js";
import { dialsPython, pythonHas } from "./dials.js";
import { shared, sharedRoot, venv, venvProgram } from "./paths.js";
import { slurmFolders } from "./slurm.js";

export interface Need {
  readonly met: boolean;
  /** What is missing, in a few words; empty when met. */
  readonly reason: string;
  describe(name: string, body: () => void | Promise<void>): void;
  it(name: string, body: () => void | Promise<void>, timeout?: number): void;
}

function need(missing: string | undefined): Need {
  if (missing === undefined) return { met: true, reason: "", describe, it };
  const titled = (name: string) => `${name} [skipped: ${missing}]`;
  return {
    met: false,
    reason: missing,
    describe(name, body) {
      describe.skip(titled(name), async () => {
        // The body is run for the names of its tests only; it may well stumble over the very thing that is missing.
        try {
          await body();
        } catch {
          it.skip("its tests", () => {});
        }
      });
    },
    it(name, body, timeout) {
      it.skip(titled(name), body, timeout);
    },
  };
}

export const needs = {
  /** A Python that can import dials and dxtbx. */
  dials: () => need(dialsPython() ? undefined : "no Python with DIALS"),

  /** Any `python3`, of the standard library only. */
  python: () =>
    need(spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0 ? undefined : "no python3"),
  /** The same Python with gemmi in it. */
  gemmi: () => need(dialsPython() && pythonHas("gemmi") ? undefined : "no gemmi in the Python with DIALS"),

  /** A file or folder of the real data beside the checkout, or the folder itself. */
  sharedData: (...parts: string[]) =>
    need(
      existsSync(shared(...parts))
        ? undefined
        : existsSync(sharedRoot)
          ? `no ${parts.join("/")} in the shared data`
          : "no ../shared data",
    ),

  /** A Chromium or Chrome. */
  browser: () => need(browserPath() ? undefined : "no Chromium or Chrome"),

  /** The .venv with JupyterLab, our kernel and our lab extension, as `npm start` and `npm test` make it. */
  jupyter: () =>
    need(
      existsSync(venvProgram("jupyter")) && existsSync(join(venv, "share/jupyter/kernels/ewald/kernel.json"))
        ? undefined
        : "no JupyterLab with the Ewald kernel in .venv: run `npm start` or `npm test` once",
    ),

  /** Slurm's programs, of the system or as `npm test` unpacks Debian's; `problem`: why it did not start. */
  slurm: (problem?: string) =>
    need(slurmFolders() ? problem : "no Slurm: slurmctld, slurmd, slurm-client and munge, which Debian has"),

  /** Several needs at once; the reasons of all that are missing are named. */
  all: (...needed: Need[]): Need => {
    const missing = needed.filter((one) => !one.met).map((one) => one.reason);
    return need(missing.length ? missing.join("; ") : undefined);
  },
};
