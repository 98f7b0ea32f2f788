import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { type DxtbxModels, makeNxmxFiles } from "../../../../test/support/nxmxFiles.js";
import { shared } from "../../../../test/support/paths.js";
import { FrameDataset } from "../../hdf5/frames.js";
import { Hdf5File } from "../../hdf5/hdf5File.js";
import { FileSource } from "../../node/fileSource.js";
import "../../node/main.js";
import type { RawPanel } from "../imageFormat.js";
import { openImage } from "../openImage.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-dectris-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const near = (ours: readonly number[], theirs: readonly number[], tolerance: number, what: string) => {
  expect(ours.length).toBe(theirs.length);
  for (const [i, x] of ours.entries())
    expect(Math.abs(x - theirs[i]!), `${what}: ${ours} ${theirs}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(theirs[i]!)),
    );
};

needs.sharedData("data", "eiger_thaumatin").describe("a frame of an Eiger2 as NXmx", () => {
  const path = shared("data", "eiger_thaumatin", "thaumatin_4M_000044.nxs");

  needs.dials().it("has dxtbx's models", async () => {
    const theirs = await runDials<DxtbxModels>(`${makeNxmxFiles}\noutput(models(input, pixels=False))`, path);
    const image = openImage(new FileSource(path));
    expect([image.format, image.numImages, image.isSingleFile]).toEqual([theirs.format, theirs.images, true]);
    const panel = image.getDetector().panel(0);
    const [fast, slow, origin] = theirs.frames[0]!;
    near([...panel.getFastAxis(), ...panel.getSlowAxis()], [...fast, ...slow], 1e-12, "axes");
    near(panel.getOrigin(), origin, 1e-12, "origin");
    const [data] = theirs.detector.panels as [Record<string, number & number[]>];
    near([panel.getMu(), panel.getThickness()], [data.mu!, data.thickness!], 1e-12, "sensor");
    expect([panel.getImageSize(), panel.getTrustedRange()]).toEqual([
      data.image_size,
      [data.trusted_range![0]! + 1, data.trusted_range![1]],
    ]);
    near([image.getBeam().getWavelength()], [theirs.beam.wavelength as number], 1e-12, "wavelength");
    expect(image.getScan()!.getOscillation()).toEqual((theirs.scan as { oscillation: number[] }).oscillation);
    near(
      image.getGoniometer()!.getRotationAxis(),
      theirs.goniometer!.rotation_axis as number[],
      1e-12,
      "axis",
    );
    image.close();
  });

  needs.sharedData("data", "eiger_thaumatin").it("has the pixels that HDF5's own plugin decodes", () => {
    const [{ values, shape }] = openImage(new FileSource(path)).getRawData() as [RawPanel];
    const plugin = new Hdf5File(new FileSource(path)).value("/entry/data/data") as Uint16Array;
    expect(shape).toEqual([2162, 2068]);
    expect(values.every((value, i) => value === plugin[i])).toBe(true);
  });
});

needs.sharedData("data", "bslz4", "dectris").describe("DECTRIS' own test files", () => {
  const sumOf = (...names: string[]) =>
    names.reduce((sum, name) => {
      const data = new FrameDataset(
        new Hdf5File(new FileSource(shared("data", "bslz4", "dectris", name))),
        "/entry/data/data",
      );
      for (let i = 0; i < data.length; i++) {
        const frame = data.read(i);
        for (const value of frame) sum += data.metadata.size === 4 ? value >>> 0 : value;
      }
      return sum;
    }, 0);
  const series = (name: string) => [1, 2].map((n) => `${name}_data_00000${n}.h5`);

  needs.sharedData("data", "bslz4", "dectris").it("have the sums that all their codecs agree on", () => {
    const eiger1 = "datasets_eiger1/eiger1_testmode10_2datafiles_4images";
    const eiger2 = "datasets_eiger2/eiger2_simread7_2datafiles_4images";
    expect(sumOf(...series(`${eiger1}_bslz4`))).toBe(sumOf(...series(`${eiger1}_lz4`)));
    const [bslz4, lz4, bytes, wide] = ["_bslz4", "_lz4", "_bslz4_uint8", "_bslz4_uint32"].map((kind) =>
      sumOf(...series(`${eiger2}${kind}`)),
    );
    expect([bslz4, bytes]).toEqual([lz4, lz4]);
    expect(sumOf(series(`${eiger1}_bslz4`)[0]!)).toBe(5022958546);
    expect(sumOf(series(`${eiger2}_lz4`)[0]!)).toBe(7297080);
    expect(sumOf(series(`${eiger2}_bslz4_uint32`)[0]!)).toBe(43782480);
    expect(wide).toBe(2 * 43782480);
  });
});

needs
  .sharedData("data", "image_examples", "dectris_eiger_master.h5")
  .describe("a DECTRIS Eiger master file", () => {
    const path = shared("data", "image_examples", "dectris_eiger_master.h5");

    needs.sharedData("data", "image_examples", "dectris_eiger_master.h5").it("opens without its data", () => {
      const image = openImage(new FileSource(path));
      expect([image.format, image.numImages]).toEqual(["FormatHDF5EigerNearlyNexus", 1]);
      expect(image.getStaticMask!()![0]!.shape).toEqual([3269, 3110]);
      expect(() => image.getRawData()).toThrow(
        /link to entry\/data\/data of the file dectris_eiger_data_000001.h5/,
      );
      image.close();
    });

    needs.dials().it("has dxtbx's models once the data are there", async () => {
      const master = join(folder, "dectris_eiger_master.h5");
      copyFileSync(path, master);
      // The data file is made: two images of numbers, as large as the detector.
      const script = `${makeNxmxFiles}
with h5py.File(os.path.join(os.path.dirname(input), "dectris_eiger_data_000001.h5"), "w") as f:
    data = np.arange(2 * 3269 * 3110, dtype=np.int64).reshape(2, 3269, 3110) % 251
    data[0, :3, :3] = [[65535, 65534, 65533], [1, 2, 3], [4, 5, 6]]
    f.create_dataset("entry/data/data", data=data.astype(np.uint16), chunks=(1, 3269, 3110))
made = models(input, pixels=False)
import dxtbx
raw = dxtbx.load(input).get_raw_data(0).as_numpy_array()
output([made, [int(raw.sum()), raw[:3, :3].tolist()]])
`;
      const [theirs, [sum, corner]] = await runDials<[DxtbxModels, [number, number[][]]]>(script, master);
      const image = openImage(new FileSource(master));
      expect([image.format, image.numImages]).toEqual([theirs.format, theirs.images]);
      const panel = image.getDetector().panel(0);
      const [fast, slow, origin] = theirs.frames[0]!;
      near([...panel.getFastAxis(), ...panel.getSlowAxis()], [...fast, ...slow], 1e-12, "axes");
      // The oracle takes the translation through numbers of single precision.
      near(panel.getOrigin(), origin, 2e-7, "origin");
      const [data] = theirs.detector.panels as [Record<string, number & number[]>];
      near([panel.getMu(), panel.getThickness()], [data.mu!, data.thickness!], 1e-10, "sensor");
      near(panel.getPixelSize(), data.pixel_size!, 1e-10, "pixel size");
      expect([panel.getImageSize(), panel.getMask()]).toEqual([data.image_size, data.mask]);
      // Current DIALS trusts counts from 0; the oracle's −1 is outside its range.
      expect(panel.getTrustedRange()).toEqual([data.trusted_range![0]! + 1, data.trusted_range![1]]);
      near([image.getBeam().getWavelength()], [theirs.beam.wavelength as number], 1e-12, "wavelength");
      near(
        image.getGoniometer()!.getRotationAxis(),
        theirs.goniometer!.rotation_axis as number[],
        1e-12,
        "axis",
      );
      const scan = theirs.scan as { oscillation: number[]; exposure_time: number[]; epochs: number[] };
      near(image.getScan()!.getOscillation(), scan.oscillation, 1e-7, "oscillation");
      near([...image.getScan()!.getExposureTimes()], scan.exposure_time, 1e-12, "exposure");
      near([...image.getScan()!.getEpochs()], scan.epochs, 1e-12, "epochs");
      const [{ values }] = image.getRawData(0) as unknown as [{ values: Int32Array }];
      const at = (row: number) => [...values.subarray(3110 * row, 3110 * row + 3)];
      // 65535 and 65534 are what a detector of 16 bits writes for gaps and bad pixels: −1 and −2 here; the oracle leaves them.
      expect([at(0), at(1), at(2)]).toEqual([[-1, -2, 65533], corner[1], corner[2]]);
      expect(values.reduce((total, value) => total + value, 0) + 65536 * 2).toBe(sum);
      image.close();
    });
  });
