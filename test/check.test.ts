// The house's own rules hold: `npm run check`, one test each.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./support/paths.js";

it.each(["types", "lint", "imports"])(
  "npm run check: %s",
  (name) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "tools/check.mjs"), name], {
      encoding: "utf8",
    });
    expect(status, stdout + stderr).toBe(0);
  },
  300_000,
);
