// Bruker frames: real ones beside live dxtbx and fabio, made-up ones of every table.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alike, dxtbxImages } from "../../../../test/support/dxtbxImages.js";
import { brukerImage } from "../../../../test/support/frames.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { BytesSource } from "../../bytes/byteSource.js";
import "../../node/main.js";
import { openImage } from "../openImage.js";

const opened = (bytes: Uint8Array, name = "b_0001.sfrm") => openImage(new BytesSource(bytes, name));
const md5 = (values: Int32Array | Float64Array) => createHash("md5").update(values).digest("hex");

needs.sharedData("data", "sfrm").it("pixels of real frames equal fabio's", () => {
  // md5 of fabio 2026.6.0's arrays as 32-bit integers: an APEX CCD, and a Photon II with tables of overflows.
  const theirs = {
    "apex_frame_0001.sfrm": "908c4c7323bf9ef135edd9fdcd1f1214",
    "cu_Ylid_Shutterless_01_0001.sfrm": "efe9d284a2bb473f3ad50e7fc73e2166",
  };
  for (const [name, expected] of Object.entries(theirs))
    expect(md5(opened(readFileSync(shared("data", "sfrm", name))).getRawData()[0]!.values), name).toBe(
      expected,
    );
});

needs
  .all(needs.dials(), needs.sharedData("data", "sfrm"))
  .it("models of real frames equal dxtbx's", async () => {
    const names = ["apex_frame_0001.sfrm", "cu_Ylid_Shutterless_01_0001.sfrm"];
    const [apex, photon] = await dxtbxImages(names.map((name) => shared("data", "sfrm", name)));
    const [ours, oursPhoton] = names.map((name) => opened(readFileSync(shared("data", "sfrm", name)), name));
    const detector = structuredClone(ours!.getDetector().data) as { panels: Record<string, unknown>[] };
    // dxtbx takes every CCD frame for one of 1024 × 1024 pixels; this has 512 × 512.
    expect(detector.panels[0]!.image_size).toEqual([512, 512]);
    detector.panels[0]!.image_size = [1024, 1024];
    alike(detector as never, apex!.detector as never, "detector");
    alike(ours!.getBeam().data, apex!.beam, "beam");
    alike(ours!.getGoniometer()!.data, apex!.goniometer, "goniometer");
    alike(ours!.getScan()!.data, apex!.scan, "scan");

    // dxtbx 3.11.2 differs from current dxtbx, which is followed: it trusts from −1 on, takes the gain from the wavelength, the beam
    // for polarized, and knows nothing of the sensor.
    expect(photon!.md5).toEqual([md5(oursPhoton!.getRawData()[0]!.values)]);
    const [panel] = (structuredClone(oursPhoton!.getDetector().data) as { panels: Record<string, unknown>[] })
      .panels;
    expect(panel).toMatchObject({
      trusted_range: [0, 163_810],
      gain: 119.8156 / 36.6,
      material: "Si",
      mu: 1e10,
    });
    const older = { trusted_range: [-1, 163_810], thickness: 0, material: "", mu: 0 };
    const { gain } = photon!.detector.panels[0]! as { gain: number };
    expect(gain).toBeCloseTo(119.8156 / 36.6, 3);
    alike({ ...panel, ...older, gain } as never, photon!.detector.panels[0] as never, "Photon's panel");
    alike({ ...oursPhoton!.getBeam().data, polarization_fraction: 0.999 }, photon!.beam, "Photon's beam");
    alike(oursPhoton!.getGoniometer()!.data, photon!.goniometer, "Photon's goniometer");
    alike(oursPhoton!.getScan()!.data, photon!.scan, "Photon's scan");
  });

needs.dials().it("Photon frames with all tables equal dxtbx", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-bruker-"));
  try {
    const photon = { DETTYPE: "CMOS-PHOTONII 36.954918 1.004 0", CCDPARM: "4.2 36.6 119.8 0 163810" };
    const paths = ["p_0001.sfrm", "p_0002.sfrm"].map((name) => join(folder, name));
    writeFileSync(paths[0]!, brukerImage({ ...photon, NOVERFL: "-1 3 1" }, overflowing()));
    writeFileSync(
      paths[1]!,
      brukerImage({ ...photon, NOVERFL: "0 3 1", INCREME: -0.25, AXIS: 3 }, overflowing()),
    );
    const theirs = await dxtbxImages(paths);
    paths.forEach((path, i) => {
      const file = opened(readFileSync(path), path);
      expect(file.getRawData().map(({ values }) => md5(values))).toEqual(theirs[i]!.md5);
      alike(file.getGoniometer()!.data, theirs[i]!.goniometer, "goniometer");
      alike(file.getScan()!.data, theirs[i]!.scan, "scan");
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** 24 pixels, three of which overflow a byte, and one of them two. */
function overflowing(): Uint8Array {
  const data = new Uint8Array(24 + 16 + 16);
  for (let i = 0; i < 24; i++) data[i] = 10 + i;
  for (const i of [3, 7, 20]) data[i] = 255;
  const view = new DataView(data.buffer);
  [300, 65_535, 255].forEach((value, i) => {
    view.setUint16(24 + 2 * i, value, true);
  });
  view.setUint32(40, 163_810, true);
  return data;
}

describe("tables", () => {
  it("of overflows fill pixels in their order", () => {
    const { values, shape } = opened(brukerImage({ NOVERFL: "-1 3 1" }, overflowing())).getRawData()[0]!;
    expect(shape).toEqual([4, 6]);
    expect([values[2], values[3], values[7], values[20]]).toEqual([12, 300, 163_810, 255]);
  });

  it("of underflows hold counts below the baseline, which the others have off", () => {
    const data = new Uint8Array(24 + 16).fill(9, 0, 24);
    data[5] = data[11] = 0;
    data[24] = 3;
    data[25] = 30;
    const { values } = opened(brukerImage({ NOVERFL: "2 0 0" }, data)).getRawData()[0]!;
    expect([values[0], values[5], values[11]]).toEqual([41, 3, 30]);
  });

  it("of format 86 name pixels by their place", () => {
    const entry = (value: number, place: number) => String(value).padStart(9) + String(place).padStart(7);
    const text = entry(100_000, 7) + entry(70_000, 23);
    const data = new Uint8Array(24 + text.length).fill(255, 0, 24);
    data.set(new TextEncoder().encode(text), 24);
    const file = opened(brukerImage({ FORMAT: 86, NOVERFL: 2, NPIXELB: 1 }, data));
    const { values } = file.getRawData()[0]!;
    expect([values[7], values[23], values[0]]).toEqual([100_000, 70_000, 255]);
  });

  it("that do not fit the pixels are damage", () => {
    expect(() => opened(brukerImage({ NOVERFL: "-1 2 1" }, overflowing())).getRawData()).toThrow(
      /3 pixels are marked by 255/,
    );
    expect(() => opened(brukerImage({ NOVERFL: "-1 99 0" }, overflowing())).getRawData()).toThrow(
      /table of 99 pixels/,
    );
  });
});

it("counts lie on the line that the header states", () => {
  const data = new Uint8Array(24).fill(10);
  expect(opened(brukerImage({ LINEAR: "2.5 1" }, data)).getRawData()[0]!.values[0]).toBe(26);
  expect(opened(brukerImage({ LINEAR: "0.25 0" }, data)).getRawData()[0]!.values).toBeInstanceOf(
    Float64Array,
  );
});
