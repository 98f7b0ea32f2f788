// `ewald-widgets install` in a prefix of its own, and what may take away what.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../support/paths.js";

const prefix = mkdtempSync(join(tmpdir(), "ewald-widgets-"));
afterAll(() => rmSync(prefix, { recursive: true, force: true }));

const run = (program: string, ...args: string[]) => {
  const file = join(root, program, "dist/install.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });
  return { status, said: stdout + stderr };
};
const folder = join(prefix, "share/jupyter/labextensions/ewald-widgets");

describe("ewald-widgets", () => {
  it("installs the extension that JupyterLab and pages look for", () => {
    expect(run("widgets", "install", "--prefix", prefix)).toMatchObject({ status: 0 });
    const { jupyterlab } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(existsSync(join(folder, jupyterlab._build.load))).toBe(true);
    expect(jupyterlab._build).toMatchObject({ extension: "./extension", mimeExtension: "./mimeExtension" });
    expect(JSON.parse(readFileSync(join(folder, "install.json"), "utf8")).packageName).toBe("ewald-widgets");
  });

  it("takes away its own, and leaves what the kernel's installer put there", () => {
    expect(run("widgets", "uninstall", "--prefix", prefix).said).toBe(`Removed ${folder}\n`);
    expect(existsSync(folder)).toBe(false);
    expect(run("kernel", "install", "--prefix", prefix).status).toBe(0);
    const refused = run("widgets", "uninstall", "--prefix", prefix);
    expect(refused.status).toBe(1);
    expect(refused.said).toContain("removed by ewald-kernel uninstall");
    expect(existsSync(folder)).toBe(true);
    expect(run("kernel", "uninstall", "--prefix", prefix).said).toContain(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it("says what it does not know", () => {
    expect(run("widgets", "enable")).toMatchObject({ status: 2 });
    expect(run("widgets", "install", "--global").said).toContain("ewald-widgets: Unknown option '--global'");
    expect(run("widgets", "install", "--user", "--prefix", prefix).said).toContain("Give one of --user");
  });
});
