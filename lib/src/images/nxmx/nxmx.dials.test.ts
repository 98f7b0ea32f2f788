import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { type DxtbxModels, makeNxmxFiles } from "../../../../test/support/nxmxFiles.js";
import { FileSource } from "../../node/fileSource.js";
import "../../node/main.js";
import { openImage } from "../openImage.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-nxmx-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `${makeNxmxFiles}
made = files(input)
output({name: [path, models(path)] for name, path in made.items()})
`;

/** Every number within 10⁻¹⁰ of the other's scale, everything else equal; keys that one has at its default may be missing. */
function close(ours: unknown, theirs: unknown, at: string): void {
  if (typeof theirs === "number") {
    expect(typeof ours, at).toBe("number");
    expect(Math.abs((ours as number) - theirs), `${at}: ${ours} ${theirs}`).toBeLessThanOrEqual(
      1e-10 * Math.max(1, Math.abs(theirs)),
    );
  } else if (Array.isArray(theirs)) {
    expect((ours as unknown[])?.length, at).toBe(theirs.length);
    for (const [i, each] of theirs.entries()) close((ours as unknown[])[i], each, `${at}[${i}]`);
  } else if (theirs !== null && typeof theirs === "object") {
    for (const [key, each] of Object.entries(theirs))
      close((ours as Record<string, unknown>)[key], each, `${at}.${key}`);
  } else expect(ours, at).toEqual(theirs);
}

needs.dials().describe("NXmx files", () => {
  needs.dials().it("give dxtbx's models, masks and pixels", async () => {
    const made = await runDials<Record<string, [string, DxtbxModels]>>(script, folder);
    for (const [name, [path, theirs]] of Object.entries(made)) {
      const image = openImage(new FileSource(path));
      expect(image.format, name).toBe(theirs.format);
      expect(image.numImages, name).toBe(theirs.images);
      const detector = image.getDetector();
      // The oracle counts with minimum − 1 as outside (dxtbx 3.11, before the range was inclusive).
      for (const panel of theirs.detector.panels as { trusted_range: number[] }[])
        panel.trusted_range[0]! += 1;
      close(image.getBeam().data, theirs.beam, `${name} beam`);
      close(detector.data, theirs.detector, `${name} detector`);
      theirs.frames.forEach(([fast, slow, origin], i) => {
        const panel = detector.panel(i);
        close(panel.getFastAxis(), fast, `${name} fast ${i}`);
        close(panel.getSlowAxis(), slow, `${name} slow ${i}`);
        close(panel.getOrigin(), origin, `${name} origin ${i}`);
      });
      close(image.getGoniometer()?.data ?? null, theirs.goniometer, `${name} goniometer`);
      close(image.getScan()?.data ?? null, theirs.scan, `${name} scan`);
      theirs.data.forEach((panels, index) => {
        const raw = image.getRawData(index);
        expect(raw.length).toBe(panels.length);
        panels.forEach(([shape, values], i) => {
          expect(raw[i]!.shape, name).toEqual(shape);
          const expected = new Float64Array(new Uint8Array(Buffer.from(values, "base64")).buffer);
          // The oracle rounds doubles to single precision (numpy's float_ is among its single types).
          const rounded = name === "float64" ? raw[i]!.values.map(Math.fround) : raw[i]!.values;
          expect(Float64Array.from(rounded), `${name} image ${index} panel ${i}`).toEqual(expected);
        });
      });
      const mask = image.getStaticMask?.();
      expect(mask?.map(({ values }) => Buffer.from(values.data).toString("base64")) ?? null, name).toEqual(
        theirs.mask,
      );
      image.close();
    }
  });
});

const pieces = `${makeNxmxFiles}
# As DECTRIS' file writer cuts a series: two pieces of three images, a third that was never written, sizes fast, slow.
path = os.path.join(input, "writer_master.h5")
series = frames(6, (7, 11), "uint32")
def data(f, n, path):
    for k in range(3):
        name = "writer_data_%06d.h5" % (k + 1)
        n["data_%06d" % (k + 1)] = h5py.ExternalLink(name, "/entry/data/data")
        if k == 2: continue
        with h5py.File(os.path.join(input, name), "w") as g:
            g.create_dataset("entry/data/data", data=series[3 * k : 3 * k + 3], chunks=(1, 7, 11), compression="gzip")
with base(path, images=6, data=data, signal="data_000001", bits=12, underload=None) as f:
    del f["entry/instrument/detector/module/data_size"]
    f["entry/instrument/detector/module/data_size"] = np.array([11, 7])
    f["entry/instrument/detector/detectorSpecific/eiger_fw_version"] = np.string_("release-2020.2.5")
    f["entry/instrument/detector/bit_depth_image"] = 32
# The axis falls; the beam's centre stands in for the detector's place.
other = os.path.join(input, "other.h5")
with base(other, omega=30 - np.arange(3) * 0.5, modules=[((0, 0), (7, 11), (0, 0, 0), (-1, 0, 0), (0, -1, 0))], beam_centre=(5.5, 3.25)) as f:
    f["entry/sample/transformations/omega_end"][...] = f["entry/sample/transformations/omega"][()] - 0.5
# One value of the axis for all images, a source of electrons.
still = os.path.join(input, "stills.h5")
with base(still, images=4, omega=[12.0]) as f:
    group(f["entry"], "source", "NXsource")["probe"] = np.string_("electron")
output([path, series.astype(np.int64).sum(axis=(1, 2)).tolist(), other, still])
`;

needs.dials().it("NXmx files that the oracle does not know, or DIALS reads in part", async () => {
  const [path, sums, other, still] = await runDials<[string, number[], string, string]>(pieces, folder);
  const image = openImage(new FileSource(path));
  expect([image.format, image.numImages]).toEqual(["FormatNXmxEigerFilewriter", 6]);
  expect(image.getDetector().panel(0).getImageSize()).toEqual([11, 7]);
  expect(image.getDetector().panel(0).getTrustedRange()).toEqual([0, 60000]);
  sums.forEach((sum, i) => {
    // Gaps are −1 and −2 here, the highest unsigned values there.
    let ours = 0;
    for (const value of image.getRawData(i)[0]!.values) ours += value < 0 ? value + 2 ** 32 : value;
    expect(ours, `image ${i}`).toBe(sum);
  });
  expect(() => image.getRawData(6)).toThrow(/there is no image 6/);

  const falling = openImage(new FileSource(other));
  expect(falling.getScan()!.getOscillation()).toEqual([-30, 0.5]);
  expect(falling.getGoniometer()!.getRotationAxis()).toEqual([-1, 0, -0].map((x) => x + 0));
  const centre = falling.getDetector().panel(0);
  expect(centre.getNormalOrigin()[0] / 0.172).toBeCloseTo(5.5, 10);
  expect(centre.getNormalOrigin()[1] / 0.172).toBeCloseTo(3.25, 10);

  const stills = openImage(new FileSource(still));
  expect([stills.numImages, stills.getScan()!.getOscillation()]).toEqual([4, [12, 0]]);
  expect([stills.getBeam().getProbe(), stills.getBeam().getPolarizationFraction()]).toEqual([
    "electron",
    0.5,
  ]);
});
