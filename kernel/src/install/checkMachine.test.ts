import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { checkTunables } from "./checkMachine.js";

describe.skipIf(process.platform !== "linux")("large pages", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-pages-"));
  const setting = (text: string) => {
    const file = join(folder, "enabled");
    writeFileSync(file, text);
    return file;
  };
  const asked = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };
  const levels = (env: Record<string, string>, text: string) =>
    checkTunables(env, setting(text)).map(({ level }) => level);
  afterEach(() => vi.unstubAllEnvs());

  it("are well where the kernelspec asks and Linux gives, a note where it never gives", () => {
    vi.stubEnv("GLIBC_TUNABLES", "");
    expect(levels(asked, "always [madvise] never")).not.toContain("warning");
    const never = checkTunables(asked, setting("always madvise [never]"));
    expect(never.find(({ mend }) => mend?.includes("madvise"))?.level).toBe("note");
    rmSync(folder, { recursive: true });
    expect(checkTunables(asked, join(folder, "enabled")).map(({ level }) => level)).not.toContain("warning");
  });

  it("are doubtful where the kernelspec's words are malformed, missing, or hide the person's own", () => {
    expect(checkTunables({ GLIBC_TUNABLES: "hugetlb 1" })).toMatchObject([{ level: "warning" }]);
    expect(checkTunables({})).toMatchObject([{ level: "note" }]);
    vi.stubEnv("GLIBC_TUNABLES", "glibc.malloc.arena_max=2");
    expect(checkTunables(asked)[0]).toMatchObject({
      level: "warning",
      mend: expect.stringContaining("glibc.malloc.arena_max=2:glibc.malloc.hugetlb=1"),
    });
  });
});
