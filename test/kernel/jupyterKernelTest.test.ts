import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { venvProgram } from "../support/paths.js";

/** A Python that has the suite: of EWALD_KERNEL_TEST_PYTHON, of .venv, or the system's. */
const python = [process.env.EWALD_KERNEL_TEST_PYTHON, venvProgram("python"), "python3"].find((candidate) => {
  if (candidate === undefined || (candidate.includes("/") && !existsSync(candidate))) return false;
  return spawnSync(candidate, ["-c", "import jupyter_kernel_test"], { stdio: "ignore" }).status === 0;
});

const missing = python === undefined ? " [skipped: no Python with jupyter_kernel_test]" : "";

describe.skipIf(python === undefined)(`Jupyter's own suite for kernels${missing}`, () => {
  test("every test passes", async () => {
    const { installInto } = await import("../../kernel/dist/install.js");
    const data = mkdtempSync(join(tmpdir(), "ewald-jupyter-"));
    installInto(data);
    const suite = fileURLToPath(new URL("jupyter_kernel_test_ewald.py", import.meta.url));
    const { stderr, status } = spawnSync(python as string, [suite], {
      encoding: "utf8",
      env: { ...process.env, JUPYTER_PATH: data, EWALD_HISTORY: `${data}/history.jsonl` },
      timeout: 90_000,
    });
    expect(stderr).toMatch(/Ran 12 tests/);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/OK\s*$/)]);
  }, 100_000);
});
