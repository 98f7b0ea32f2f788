import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { smvImage } from "../../../test/support/smv.js";
import { FlexBool } from "../array/scalars.js";
import { BytesSource } from "../bytes/byteSource.js";
import type { EwaldError } from "../error.js";
import { writeMask } from "../files/lookupPickle.js";
import {
  createNxmx,
  ExperimentList,
  ImageGrid,
  ImageSequence,
  ImageSet,
  ImageSetFactory,
  imageCacheBytes,
  Scan,
} from "../node/main.js";

/** Image n of a scan: its pixels tell where they are. */
const counts = (image: number) => (fast: number, slow: number) => 1000 * image + 10 * slow + fast;
const image = (n: number, header = {}) =>
  smvImage(counts(n), { header: { OSC_START: 10 + 0.5 * (n - 1), ...header } });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ewald-imageset-"));
  for (let n = 1; n <= 5; n++) writeFileSync(join(folder, `a_00${n}.img`), image(n));
});
afterAll(() => rmSync(folder, { recursive: true }));

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return (error as EwaldError).code;
  }
  return undefined;
};

describe("a sequence of a template", () => {
  it("has DIALS' methods", () => {
    const set = ImageSetFactory.fromTemplate(join(folder, "a_###.img"));
    expect(set).toBeInstanceOf(ImageSequence);
    expect(set.length).toBe(5);
    expect(set.getPath(2)).toBe(join(folder, "a_003.img"));
    expect(set.getImageIdentifier(2)).toBe(join(folder, "a_003.img"));
    expect(set.getTemplate()).toBe(join(folder, "a_###.img"));
    expect(set.getArrayRange()).toEqual([0, 5]);
    expect([...set.getIndices().data]).toEqual([0, 1, 2, 3, 4]);
    expect(set.getFormatClass().name).toBe("FormatSMVADSCSN");
    expect(set.getScan()!.getOscillation()).toEqual([10, 0.5]);
    expect(set.getScan(3)!.getImageRange()).toEqual([4, 4]);
    expect(set.getScan(3)!.getOscillation()).toEqual([11.5, 0.5]);
    expect(set.getBeam().getWavelength()).toBe(0.98);
    expect(set.getDetector()).toBe(set.getDetector(4));
    const [panel] = set.getRawData(1);
    expect(panel!.shape).toEqual([6, 8]);
    expect(panel!.values[2 * 8 + 5]).toBe(2025);
  });

  it("is sliced as DIALS slices it", () => {
    const set = ImageSetFactory.fromTemplate(join(folder, "a_###.img"), { imageRange: [2, 5] });
    expect(set.getArrayRange()).toEqual([1, 5]);
    const part = set.slice(1, -1);
    expect(part).toBeInstanceOf(ImageSequence);
    expect(part.length).toBe(2);
    expect(part.getArrayRange()).toEqual([2, 4]);
    expect(part.getRawData(0)[0]!.values[0]).toBe(3000);
    expect(part.partialSet(1, 2).getScan()!.getOscillation()[0]).toBe(11.5);
    expect(codeOf(() => set.partialSet(2, 2))).toBe("out-of-range");
    expect(codeOf(() => set.getRawData(4))).toBe("out-of-range");
  });

  it("tells gaps, missing files and angles that do not follow", () => {
    expect(codeOf(() => ImageSetFactory.fromTemplate(join(folder, "b_###.img")))).toBe("file-not-found");
    const gap = mkdtempSync(join(folder, "gap-"));
    for (const n of [1, 3]) writeFileSync(join(gap, `a_00${n}.img`), image(n));
    expect(codeOf(() => ImageSetFactory.fromTemplate(join(gap, "a_###.img")))).toBe("bad-argument");
    writeFileSync(join(gap, "a_002.img"), image(7));
    const jumps = ImageSetFactory.fromTemplate(join(gap, "a_###.img"));
    expect(() => jumps.getScan()).toThrow(/a_002.img turns from 13° by 0.5°.*begin at 10.5°/);
    const lost = ImageSetFactory.fromTemplate(join(gap, "a_###.img"), { imageRange: [1, 9] });
    expect(codeOf(() => lost.getRawData(8))).toBe("file-not-found");
  });
});

describe("files", () => {
  it("are grouped into sequences and sets", () => {
    const paths = [3, 1, 2, 5].map((n) => join(folder, `a_00${n}.img`));
    const [set] = ImageSetFactory.new(paths.slice(0, 3));
    expect(set).toBeInstanceOf(ImageSequence);
    expect(set!.paths()).toEqual([1, 2, 3].map((n) => join(folder, `a_00${n}.img`)));
    const [apart] = ImageSetFactory.new(paths);
    expect(apart).toBeInstanceOf(ImageSet);
    expect(apart).not.toBeInstanceOf(ImageSequence);
    expect(apart!.getScan(3)!.getImageRange()).toEqual([5, 5]);
  });

  it("make a set in the order given, with models of their own", () => {
    const set = ImageSetFactory.makeImageset([5, 2].map((n) => join(folder, `a_00${n}.img`)));
    expect(set.getRawData(0)[0]!.values[0]).toBe(5000);
    expect(set.getScan(1)!.getOscillation()[0]).toBe(10.5);
    expect(set.getDetector(0)).not.toBe(set.getDetector(1));
    expect(set.getArrayRange()).toEqual([0, 2]);
    expect(codeOf(() => set.getTemplate())).toBe("unsupported");
  });

  it("that are no images, or of the wrong kind, say so", () => {
    const path = join(folder, "note.txt");
    writeFileSync(path, "nothing");
    expect(() => ImageSetFactory.new(path)).toThrow(/note.txt is no image of a known format/);
    expect(codeOf(() => ImageSetFactory.new(join(folder, "none.cbf")))).toBe("file-not-found");
  });
});

describe("bytes, as a browser has them", () => {
  const sources = [2, 1, 3].map((n) => new BytesSource(image(n), `b_00${n}.img`));

  it("make the same sequence", () => {
    const [set] = ImageSetFactory.fromSources(sources);
    expect(set).toBeInstanceOf(ImageSequence);
    expect(set!.getRawData(0)[0]!.values[0]).toBe(1000);
    expect(set!.getScan()!.getOscillationRange()).toEqual([10, 11.5]);
    expect(set!.getImageIdentifier(2)).toBe("b_003.img");
  });

  it("make sets in their own order by ImageSet.fromSources", () => {
    const set = ImageSet.fromSources(sources);
    expect(set).not.toBeInstanceOf(ImageSequence);
    expect(set.length).toBe(3);
    expect(set.getRawData(0)[0]!.values[0]).toBe(2000);
    set.close();
    expect(set.getRawData(2)[0]!.values[0]).toBe(3000);
  });

  it("are read frame by frame", async () => {
    const [set] = ImageSetFactory.fromSources(sources);
    const seen: number[] = [];
    for await (const frame of set!.frames({ ahead: 2 })) {
      seen.push(frame.rawData[0]!.values[0]!);
      expect(frame.getMask()[0]!.values.count()).toBe(48);
    }
    expect(seen).toEqual([1000, 2000, 3000]);
  });
});

describe("pixels", () => {
  const of = (n: number, header = {}) =>
    ImageSet.fromSources([new BytesSource(image(n, header), "c_001.img")]);

  it("are corrected by pedestal and gain of the panel", () => {
    const set = of(1, { IMAGE_PEDESTAL: 40, GAIN: 2.5 });
    expect(set.getCorrectedData(0)[0]!.values[13]).toBe((1015 - 40) / 2.5);
    expect(set.getGain(0)[0]!.values).toEqual(new Float64Array(48).fill(2.5));
    expect(set.getPedestal(0)[0]!.values).toEqual(new Float64Array(48).fill(40));
    expect([...set][0]![0]!.values[0]).toBe((1000 - 40) / 2.5);
  });

  it("are corrected by external maps, which come before the panel's values", () => {
    const set = of(1, { IMAGE_PEDESTAL: 40, GAIN: 2.5 });
    const shape = [6, 8] as const;
    set.externalLookup.gain.data = [{ shape, values: Float64Array.from({ length: 48 }, (_, i) => i + 1) }];
    set.externalLookup.pedestal.data = [{ shape, values: new Float64Array(48).fill(3) }];
    expect(set.getCorrectedData(0)[0]!.values[9]).toBe((1011 - 3) / 10);
    set.externalLookup.gain.data = [{ shape: [5, 8], values: new Float64Array(40) }];
    expect(codeOf(() => set.getGain(0))).toBe("wrong-length");
  });

  it("are masked by external mask, rectangles and trusted range together", () => {
    const set = of(1);
    const panel = set.getDetector()[0]!;
    expect(set.getMask(0)[0]!.values.count()).toBe(48);
    panel.setMask([[2, 1, 4, 3]]);
    expect(set.getMask(0)[0]!.values.count()).toBe(44);
    expect(set.getUntrustedRectangleMask()[0]!.values.count()).toBe(44);
    // Both ends are trusted.
    panel.setTrustedRange([1001, 1050]);
    const mask = set.getMask(0)[0]!.values.data;
    expect([mask[0], mask[1], mask[40], mask[41], mask[8 + 2], mask[8 + 4]]).toEqual([0, 1, 1, 0, 0, 1]);
    const external = new FlexBool(new Uint8Array(48).fill(1));
    external.data[1] = 0;
    set.externalLookup.mask.data = [{ shape: [6, 8], values: external }];
    expect(set.getMask(0)[0]!.values.data[1]).toBe(0);
    expect(set.getStaticMask()[0]!.values.count()).toBe(43);
    expect(set.getTrustedRangeMask(0)[0]!.values.count()).toBe(40 - 1 - 10 + 11);
  });

  it("of -1 are bad where an older reader's range begins at -1, and the set says so", () => {
    const set = of(1);
    const panel = set.getDetector()[0]!;
    expect(set.getNotices()).toEqual([]);
    panel.setTrustedRange([-1, 65535]);
    const raw = [{ shape: [6, 8] as const, values: new Int32Array(48).fill(-1).fill(0, 40) }];
    expect(set.maskOf(raw, 0)[0]!.values.count()).toBe(8);
    expect(set.getNotices()[0]).toMatch(/begins at -1/);
    panel.setTrustedRange([-2, 65535]);
    expect(set.maskOf(raw, 0)[0]!.values.count()).toBe(48);
  });

  it("are shadowed by what a masker says at the image's angle", () => {
    const masker = {
      getMask: (_: unknown, angle: number) => {
        const values = new FlexBool(new Uint8Array(48).fill(1));
        values.data[Math.round(angle)] = 0;
        return [{ shape: [6, 8] as const, values }];
      },
    };
    const set = ImageSet.fromSources([new BytesSource(image(1), "c_001.img")], { masker });
    const mask = set.getMask(0)[0]!.values;
    expect(mask.count()).toBe(47);
    expect(mask.data[10]).toBe(0);
  });

  it("move by offset maps, which go to the panels", () => {
    const set = of(1);
    const shape = [6, 8] as const;
    set.getDetector()[0]!.data.px_mm_strategy = { type: "OffsetPxMmStrategy" };
    set.externalLookup.dx.data = [{ shape, values: new Float64Array(48).fill(0.25) }];
    set.externalLookup.dy.data = [{ shape, values: new Float64Array(48).fill(-0.5) }];
    const [x, y] = set.getDetector()[0]!.pixelToMillimeter([3, 4]);
    expect(x).toBeCloseTo(0.275, 12);
    expect(y).toBeCloseTo(0.45, 12);
  });
});

describe("decoded frames", () => {
  it("are kept within a bound, the newest always", () => {
    const before = imageCacheBytes();
    try {
      const set = ImageSetFactory.fromTemplate(join(folder, "a_###.img"));
      expect(set.getRawData(0)).toBe(set.getRawData(0));
      imageCacheBytes(2 * 48 * 4);
      const first = set.getRawData(0);
      set.getRawData(1);
      expect(set.getRawData(0)).toBe(first);
      set.getRawData(2);
      set.getRawData(3);
      expect(set.getRawData(0)).not.toBe(first);
      imageCacheBytes(0);
      const newest = set.getRawData(4);
      expect(set.getRawData(4)).toBe(newest);
      expect(codeOf(() => imageCacheBytes(Number.NaN))).toBe("bad-argument");
    } finally {
      imageCacheBytes(before);
    }
  });

  it("are read anew from a file that was rewritten after it was opened", () => {
    const path = join(folder, "live_001.img");
    writeFileSync(path, image(1));
    const set = ImageSetFactory.makeImageset([path]);
    set.getBeam();
    writeFileSync(path, smvImage(counts(9), { size: [8, 6], header: { NOTE: "longer".repeat(100) } }));
    expect(set.getRawData(0)[0]!.values[0]).toBe(9000);
  });
});

describe("the imageset of an experiment list", () => {
  const write = (name: string, imagesets: object[], experiments: object[]): string => {
    const [set] = ImageSetFactory.new([1, 2, 3, 4, 5].map((n) => join(folder, `a_00${n}.img`)));
    const path = join(folder, name);
    const scan = set!.getScan()!.data;
    writeFileSync(
      path,
      JSON.stringify({
        __id__: "ExperimentList",
        experiment: experiments.map((e) => ({
          __id__: "Experiment",
          beam: 0,
          detector: 0,
          goniometer: 0,
          ...e,
        })),
        imageset: imagesets,
        beam: [set!.getBeam().data],
        detector: [set!.getDetector().data],
        goniometer: [set!.getGoniometer()!.data],
        scan: [
          {
            ...scan,
            image_range: [2, 3],
            oscillation: [10.5, 0.5],
            exposure_time: [0.5, 0.5],
            epochs: [1, 2],
          },
          {
            ...scan,
            image_range: [4, 5],
            oscillation: [11.5, 0.5],
            exposure_time: [0.7, 0.7],
            epochs: [3, 4],
          },
        ],
      }),
    );
    return path;
  };

  it("opens its images as DIALS' users type it, from the list's folder", async () => {
    mkdirSync(join(folder, "sub"), { recursive: true });
    const path = write(
      "sub/list.expt",
      [{ __id__: "ImageSequence", template: "../a_###.img", mask: "", gain: null, params: {} }],
      [
        { imageset: 0, scan: 0 },
        { imageset: 0, scan: 1 },
      ],
    );
    const experiments = ExperimentList.fromFile(path);
    const imageset = experiments[0]!.imageset!;
    expect(imageset.getRawData(0)[0]!.values[0]).toBe(2000);
    expect(imageset.getDetector(0)).toBe(experiments[0]!.detector);
    // It covers the scans of all its experiments.
    expect(imageset.length).toBe(4);
    expect(imageset.getArrayRange()).toEqual([1, 5]);
    expect([...imageset.getScan()!.getExposureTimes()]).toEqual([0.5, 0.5, 0.7, 0.7]);
    expect([...imageset.getScan()!.getEpochs()]).toEqual([1, 2, 3, 4]);
    expect(imageset.getPath(3)).toBe(join(folder, "a_005.img"));
    expect(experiments[1]!.imageset).toBe(imageset);
    expect([...imageset].map(([panel]) => panel!.values[0])).toEqual([2000, 3000, 4000, 5000]);
    const seen: number[] = [];
    for await (const frame of imageset.slice(1).frames()) seen.push(frame.rawData[0]!.values[0]!);
    expect(seen).toEqual([3000, 4000, 5000]);
  });

  it("expands ~ and variables, and keeps the text of what is not there", () => {
    process.env.EWALD_TEST_FOLDER = folder;
    const record = { __id__: "ImageSet", images: ["$EWALD_TEST_FOLDER/a_001.img", "lost/x_001.img"] };
    const path = write("stills.expt", [record], [{ imageset: 0 }]);
    const { imageset } = ExperimentList.fromFile(path)[0]!;
    expect(imageset!.getPath(0)).toBe(join(folder, "a_001.img"));
    expect(imageset!.getPath(1)).toBe("lost/x_001.img");
    expect(imageset!.getRawData(0)[0]!.values[0]).toBe(1000);
    expect(() => imageset!.getRawData(1)).toThrow("There is no file lost/x_001.img.");
  });

  it("takes masks and maps of its record", () => {
    const good = new FlexBool(new Uint8Array(48).fill(1));
    good.data[7] = 0;
    writeFileSync(join(folder, "mask.pickle"), writeMask([{ shape: [6, 8], values: good }]));
    const record = { __id__: "ImageSet", images: ["a_001.img"], mask: "mask.pickle" };
    const list = ExperimentList.fromFile(write("masked.expt", [record], [{ imageset: 0 }]));
    expect(list[0]!.imageset!.getMask(0)[0]!.values.count()).toBe(47);
    const lost = { ...record, mask: "lost.pickle" };
    const without = ExperimentList.fromFile(write("lost.expt", [lost], [{ imageset: 0 }]));
    expect(without[0]!.imageset!.getRawData(0)).toHaveLength(1);
    expect(() => without[0]!.imageset!.getMask(0)).toThrow("There is no file lost.pickle.");
  });

  it("is found from another folder that the list was written to", () => {
    const record = { __id__: "ImageSequence", template: "a_###.img", mask: "", gain: "$HOME/gain.pickle" };
    const list = ExperimentList.fromFile(write("here.expt", [record], [{ imageset: 0, scan: 0 }]));
    mkdirSync(join(folder, "there"), { recursive: true });
    const path = join(folder, "there", "list.expt");
    list.toFile(path);
    const again = ExperimentList.fromFile(path)[0]!.imageset!;
    expect(again.data).toEqual({ ...record, template: join(folder, "a_###.img") });
    expect(again.getPath(0)).toBe(join(folder, "a_002.img"));
    // In its own folder the record stays as it is.
    list.toFile(join(folder, "beside.expt"));
    expect(ExperimentList.fromFile(join(folder, "beside.expt"))[0]!.imageset!.data).toEqual(record);
  });

  it("is an ImageGrid, and no images where there were none", () => {
    const images = [1, 2, 3, 4].map((n) => `a_00${n}.img`);
    const path = write(
      "grid.expt",
      [{ __id__: "ImageGrid", images, grid_size: [2, 2] }, { __id__: "MemImageSet" }],
      [{ imageset: 0 }, { imageset: 1 }],
    );
    const list = ExperimentList.fromFile(path);
    const grid = list[0]!.imageset!.open() as ImageGrid;
    expect(grid).toBeInstanceOf(ImageGrid);
    expect(grid.getGridSize()).toEqual([2, 2]);
    expect(grid.getRawData(3)[0]!.values[0]).toBe(4000);
    expect(codeOf(() => list[1]!.imageset!.getRawData(0))).toBe("unsupported");
  });

  it("goes back into an experiment list", () => {
    const set = ImageSetFactory.fromTemplate(join(folder, "a_###.img"));
    const model = set.toModel();
    expect(model.data).toMatchObject({
      __id__: "ImageSequence",
      template: join(folder, "a_###.img"),
      params: {},
    });
    expect(model.open()).toBe(set);
    expect(model.getRawData(4)[0]!.values[0]).toBe(5000);
  });
});

describe("a file of many images", () => {
  const bytes = () => {
    const [set] = ImageSetFactory.new([1, 2, 3, 4].map((n) => join(folder, `a_00${n}.img`)));
    const scan = new Scan({ ...set!.getScan()!.data, image_range: [1, 4] });
    const writer = createNxmx({
      beam: set!.getBeam(),
      detector: set!.getDetector(),
      goniometer: set!.getGoniometer(),
      scan,
    });
    for (let i = 0; i < 4; i++) writer.addFrame(set!.getRawData(i)[0]!.values);
    return writer.finish();
  };

  it("is a sequence, by path and by bytes, in whole and in part", async () => {
    const path = join(folder, "x_1_master.nxs");
    writeFileSync(path, bytes());
    const [byPath] = ImageSetFactory.new(path);
    const [byBytes] = ImageSetFactory.fromSources([new BytesSource(bytes(), "x_1_master.nxs")]);
    for (const set of [byPath!, byBytes!, ImageSetFactory.fromTemplate(path)]) {
      expect(set).toBeInstanceOf(ImageSequence);
      expect(set.length).toBe(4);
      expect(set.getArrayRange()).toEqual([0, 4]);
      const part = set.partialSet(1, 3);
      expect(part.getArrayRange()).toEqual([1, 3]);
      expect([...part.getIndices().data]).toEqual([1, 2]);
      expect(part.getRawData(1)[0]!.values[0]).toBe(3000);
      expect(part.getScan()!.getOscillation()[0]).toBeCloseTo(10.5, 10);
      const seen: number[] = [];
      for await (const frame of set.frames()) seen.push(frame.rawData[0]!.values[0]!);
      expect(seen).toEqual([1000, 2000, 3000, 4000]);
    }
    expect(byPath!.getImageIdentifier(2)).toBe(`${path}-2`);
    expect(byPath!.getTemplate()).toBe(path);
    expect(codeOf(() => byPath!.getRawData(4))).toBe("out-of-range");
    // The record of a part opens that part.
    const record = byPath!.partialSet(1, 3).toRecord();
    expect(record).toMatchObject({ template: path, single_file_indices: [1, 2] });
    const scan = byPath!.getScan()!.slice(1, 3);
    const known = { file: undefined, beam: undefined, detector: undefined, goniometer: undefined, scan };
    expect(ImageSetFactory.fromRecord(record, known).getRawData(0)[0]!.values[0]).toBe(2000);
    const stills = ImageSetFactory.makeImageset([path], { singleFileIndices: [3, 0] });
    expect(stills.getRawData(0)[0]!.values[0]).toBe(4000);
    expect(stills.toRecord()).toMatchObject({ images: [path, path], single_file_indices: [3, 0] });
  });
});

needs
  .sharedData("data", "centroid_test_data")
  .it("offset maps of a list go to its panels, if they are there", () => {
    const at = (name: string) => shared("data", "centroid_test_data", name);
    const document = JSON.parse(readFileSync(at("experiments.json"), "utf8"));
    document.detector[0].panels[0].px_mm_strategy = { type: "OffsetPxMmStrategy" };
    const opened = (dx: string, dy: string) => {
      Object.assign(document.imageset[0], { dx, dy });
      const path = join(folder, "offsets.expt");
      writeFileSync(path, JSON.stringify(document));
      return ExperimentList.fromFile(path)[0]!.detector![0]!;
    };
    // A map of 1 everywhere, and one of 0.
    const panel = opened(at("lookup_gain.pickle.bz2"), at("lookup_pedestal.pickle.bz2"));
    expect(panel.getPxMmStrategyName()).toBe("OffsetPxMmStrategy");
    expect(panel.pixelToMillimeter([10, 20])[0]).toBeCloseTo(9 * 0.172, 10);
    expect(panel.pixelToMillimeter([10, 20])[1]).toBeCloseTo(20 * 0.172, 10);
    expect(opened("lost.pickle", "lost.pickle").getPxMmStrategyName()).toBe("SimplePxMmStrategy");
  });

needs.sharedData("data", "image_examples").it("a master file whose data are elsewhere says which", () => {
  const path = shared("data", "image_examples", "dectris_eiger_master.h5");
  const [byPath] = ImageSetFactory.new(path);
  expect(() => byPath!.getRawData(0)).toThrow(/the file dectris_eiger_data_000001.h5, which is not there/);
  const source = new BytesSource(readFileSync(path), "m.h5");
  const asked: string[] = [];
  const open = (wanted: string) => {
    asked.push(wanted);
    throw new Error("not there");
  };
  expect(codeOf(() => ImageSetFactory.fromSources([source], { open })[0]!.getRawData(0))).toBe(
    "file-not-found",
  );
  expect(asked).toContain("dectris_eiger_data_000001.h5");
});

it("an image set of no images cannot be", () => {
  expect(codeOf(() => ImageSet.fromSources([]))).toBe("bad-argument");
});
