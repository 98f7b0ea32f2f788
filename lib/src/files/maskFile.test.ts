import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexBool, loadMask, masks, type PanelMask, readMask, saveMask, writeMask } from "../node/main.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-mask-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const panel = (slow: number, fast: number): PanelMask => ({
  shape: [slow, fast],
  values: FlexBool.from(Array.from({ length: slow * fast }, (_, i) => i % 3 !== 0)),
});

describe("mask files", () => {
  it("come back as they were, packed ones too", () => {
    const mask = [panel(3, 5), panel(1, 1), panel(0, 4)];
    const path = join(folder, "pixels.mask");
    saveMask(path, mask);
    expect(loadMask(path)).toEqual(mask);
    expect(readMask(gzipSync(writeMask(mask)), "packed")).toEqual(mask);
  });

  it("are told from other files", () => {
    expect(() => readMask(new TextEncoder().encode("{}"), "a.json")).toThrow("a.json is");
    writeFileSync(join(folder, "cut.mask"), writeMask([panel(3, 5)]).subarray(0, 60));
    expect(() => loadMask(join(folder, "cut.mask"))).toThrow("cut.mask");
    expect(() => loadMask(join(folder, "gone.mask"))).toThrow("gone.mask");
  });
});

needs.sharedData("data", "centroid_test_data").it("a gain map is no mask", () => {
  expect(() => loadMask(shared("data/centroid_test_data/lookup_gain.pickle.bz2"))).toThrow(
    "lookup_gain.pickle.bz2 is no mask: panel 0 holds double values, a mask bool; it may be a gain, pedestal or offset map.",
  );
});

const script = `
import pickle
from dials.array_family import flex
m = flex.bool(flex.grid(4, 3), True)
m[1, 2] = False
for protocol in range(6):
    for name, mask in (("tuple", (m, ~m)), ("bare", m)):
        with open("%s/%s_%d" % (input, name, protocol), "wb") as f:
            pickle.dump(mask, f, protocol=protocol)
output(True)
`;

needs.dials().it("of every protocol of Python 3, a tuple or one array", async () => {
  await runDials(script, folder);
  const data = new Uint8Array(12).fill(1);
  data[5] = 0;
  const mask: PanelMask = { shape: [4, 3], values: new FlexBool(data) };
  for (let protocol = 0; protocol < 6; protocol++) {
    expect(loadMask(join(folder, `bare_${protocol}`))).toEqual([mask]);
    expect(readMask(readFileSync(join(folder, `tuple_${protocol}`)))).toEqual([mask, ...masks.not([mask])]);
  }
});
