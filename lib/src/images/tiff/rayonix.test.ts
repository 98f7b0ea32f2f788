// MarCCD and Rayonix images: pixels beside fabio, models of made-up headers beside live dxtbx.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { alike, dxtbxImages } from "../../../../test/support/dxtbxImages.js";
import { rayonixImage } from "../../../../test/support/frames.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { BytesSource } from "../../bytes/byteSource.js";
import "../../node/main.js";
import { openImage } from "../openImage.js";

const opened = (bytes: Uint8Array, name: string) => openImage(new BytesSource(bytes, name));
const md5 = (values: Int32Array | Float64Array) => createHash("md5").update(values).digest("hex");

needs.sharedData("data", "smv_mar").it("pixels of real MarCCD images equal fabio's less the bias", () => {
  // md5 of fabio 2026.6.0's arrays less 10 as 32-bit integers. dxtbx rejects both files, for their headers hold no distance.
  const theirs = {
    "somedata_0001.mccd": "0bb08d11dda4effbd4e3adcda67ff37a",
    "corkcont2_H_0089.mccd.bz2": "ae34e40b6221d9e584ce154a6f3a0e74",
  };
  for (const [name, expected] of Object.entries(theirs)) {
    const file = opened(readFileSync(shared("data", "smv_mar", name)), name);
    expect(md5(file.getRawData()[0]!.values), name).toBe(expected);
    expect(() => file.getDetector()).toThrow(/holds no distance of the detector/);
    expect(file.getBeam().getWavelength()).toBeCloseTo(1.03318, 10);
  }
});

const pixel = (f: number, s: number) => (f * 4001 + s * 77) % 65536;

needs.dials().it("headers equal dxtbx", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-rayonix-"));
  try {
    const made = {
      "a_001.mccd": {},
      // On a swung arm, its distance given at the start, turning about ω, no bias.
      "b_012.mccd": {
        1664: 0,
        1720: 200_500,
        1692: 15_000,
        1724: 15_000,
        1756: 1,
        1696: -20_000,
        1728: -19_000,
        1740: 30_000,
        1804: 0,
      },
    };
    const paths = Object.entries(made).map(([name, ints]) => {
      writeFileSync(join(folder, name), rayonixImage(8, pixel, { ints }));
      return join(folder, name);
    });
    const theirs = await dxtbxImages(paths);
    paths.forEach((path, i) => {
      const file = opened(readFileSync(path), path);
      const facts = theirs[i]!;
      expect(file.format).toBe(facts.format);
      alike(file.getBeam().data, facts.beam, "beam");
      const detector = file.getDetector().data as unknown as typeof facts.detector;
      expect(detector.panels[0]!.trusted_range).toEqual(i === 0 ? [-10, 63_990] : [0, 64_000]);
      alike(detector as never, facts.detector as never, "detector");
      alike(file.getGoniometer()!.data, facts.goniometer, "goniometer");
      alike(file.getScan()!.data, facts.scan, "scan");
      expect(file.getRawData().map(({ values }) => md5(values))).toEqual(facts.md5);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("big-endian files are the same image", () => {
  const [little, big] = [true, false].map((littleEndian) =>
    opened(rayonixImage(8, pixel, { littleEndian }), "a_001.mccd"),
  );
  expect(big!.getRawData()).toEqual(little!.getRawData());
  expect(big!.getDetector().data).toEqual(little!.getDetector().data);
});

it("other TIFF files, and what cannot be placed, are told", () => {
  expect(() => opened(rayonixImage(8, pixel, { ints: { 1136: 2 } }), "a.tif")).toThrow(
    /no image of a MarCCD/,
  );
  expect(() => opened(rayonixImage(8, pixel, { ints: { 1764: 5 } }), "a.mccd").getDetector()).toThrow(
    /not at right angles/,
  );
  expect(() => opened(rayonixImage(8, pixel, { ints: { 1696: 5 } }), "a.mccd").getGoniometer()).toThrow(
    /several axes/,
  );
  expect(() => opened(rayonixImage(8, pixel, { ints: { 1756: 7 } }), "a.mccd").getScan()).toThrow(/0 to 6/);
  expect(() => opened(rayonixImage(8, pixel).subarray(0, 4150), "a.mccd").getRawData()).toThrow(/cut short/);
});
