// Spot finding as a whole: that nothing depends on who works, and what happens to bad input.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smvImage } from "../../../../test/support/smv.js";
import { FlexBool } from "../../array/scalars.js";
import { BytesSource } from "../../bytes/byteSource.js";
import type { Executor, Task } from "../../compute/executor.js";
import { writeMask } from "../../files/lookupPickle.js";
import { ImageSequence } from "../../images/imageSequence.js";
import { ExperimentList } from "../../models/experimentList.js";
import "../../node/main.js";
import { Experiment } from "../../models/experiment.js";
import type { Extracted, Options } from "../../parameters/declare.js";
import { extractPhil } from "../../parameters/extract.js";
import { fetchPhil } from "../../parameters/fetch.js";
import { optionsPhil } from "../../parameters/options.js";
import { findSpots } from "../../spots/findSpots.js";
import type { SpotFinderParameters } from "../../spots/spotFinderParameters.js";
import { runProgram } from "../defineProgram.js";
import { findSpots as program } from "../findSpots.js";
import { importImages } from "../import.js";

type FindSpotsOptions = Options<Extracted<typeof program.parameters>>;

const [nx, ny] = [60, 50];
const images = 11;
/** A pedestal of 40 counts, background of 0 to 4, and three spots that last for some images. */
function counts(image: number, x: number, y: number): number {
  const noise = (((x * 7919 + y * 104729 + image * 1299709) % 1009) * 31) % 5;
  const near = (cx: number, cy: number, from: number, to: number) =>
    image >= from && image <= to && Math.abs(x - cx) < 2 && Math.abs(y - cy) < 2
      ? 90 + 5 * Math.min(image - from, to - image)
      : 0;
  return 40 + noise + near(20, 15, 2, 4) + near(40, 30, 1, images) + near(10, 40, 6, 7);
}

describe("spots on images", () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-find-"));
  const path = (n: number) => join(folder, `s_${String(n).padStart(3, "0")}.img`);
  const smv = (pixel: (x: number, y: number) => number, n: number, header = {}) =>
    smvImage(pixel, { size: [nx, ny], header: { OSC_START: n / 2, OSC_RANGE: 0.5, ...header } });
  let experiments: ExperimentList;

  const importOf = async (...files: string[]) => (await runProgram(importImages, { files })).experiments;
  beforeAll(async () => {
    for (let n = 1; n <= images; n++)
      writeFileSync(
        path(n),
        smv((x, y) => counts(n, x, y), n),
      );
    experiments = await importOf(...Array.from({ length: images }, (_, i) => path(i + 1)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const paramsOf = (options: FindSpotsOptions = {}) =>
    extractPhil(
      fetchPhil(program.parameters, [optionsPhil(program.parameters, options as never, "options")]),
    ) as unknown as SpotFinderParameters;
  const without = (params: SpotFinderParameters): SpotFinderParameters => ({
    ...params,
    spotfinder: { ...params.spotfinder, lookup: {} },
  });
  const find = (
    options: FindSpotsOptions = {},
    list: readonly Experiment[] = experiments,
    executor?: Executor,
  ) => findSpots(list, without(paramsOf(options)), { executor });
  const run = (options: FindSpotsOptions = {}, list: ExperimentList = experiments) =>
    runProgram(program, { experiments: [list] }, options);

  it("are those that were put there", async () => {
    const { reflections, images: searched } = await find();
    expect(reflections.nrows).toBe(3);
    expect([...reflections.column("bbox").data]).toEqual(
      [
        [39, 42, 29, 32, 0, images],
        [19, 22, 14, 17, 1, 4],
        [9, 12, 39, 42, 5, 7],
      ].flat(),
    );
    expect([...reflections.column("n_signal").data]).toEqual([9 * images, 27, 18]);
    expect(searched.map(({ strongPixels }) => strongPixels)).toEqual([9, 18, 18, 18, 9, 18, 18, 9, 9, 9, 9]);
    expect(reflections.experimentIdentifiers()).toEqual(new Map([[0, experiments[0]!.identifier]]));
  });

  it("do not depend on workers, shards or the order of work, bit for bit", async () => {
    const alone = (await find()).reflections.toBytes();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: images + 2 }),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (workers, chunksize, delays, sharesMemory) => {
          let begun = 0;
          const executor: Executor = {
            workers,
            sharesMemory,
            async map<In, Out>(task: Task<In, Out>, shards: readonly In[]): Promise<Out[]> {
              await new Promise((resolve) => setTimeout(resolve, delays[begun++ % delays.length]));
              return Promise.all(
                shards.map(async (shard) => structuredClone(await task.run(structuredClone(shard)))),
              );
            },
          };
          const { reflections } = await find({ spotfinder: { mp: { chunksize } } }, experiments, executor);
          expect(reflections.toBytes()).toEqual(alone);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("are found in memory too, with masks and gains that are nowhere in files", async () => {
    const sources = Array.from(
      { length: images },
      (_, i) => new BytesSource(readFileSync(path(i + 1)), `s_${i + 1}.img`),
    );
    const set = ImageSequence.fromSources(sources);
    const values = new FlexBool(new Uint8Array(nx * ny).fill(1));
    for (let y = 10; y < 20; y++) values.data.fill(0, y * nx, (y + 1) * nx);
    set.externalLookup.mask.data = [{ shape: [ny, nx], values }];
    const models = { beam: set.getBeam(), detector: set.getDetector(), scan: set.getScan()! };
    const { reflections } = await find({}, [new Experiment({ ...models, imageset: set.toModel() })]);
    expect(reflections.nrows).toBe(2);
    expect(reflections.experimentIdentifiers().size).toBe(0);

    // The same mask in memory for images by path: it goes to the workers along.
    const list = ExperimentList.fromJson(experiments.toJson());
    const opened = list[0]!.imageset!.open() as ImageSequence;
    opened.externalLookup.mask.data = [{ shape: [ny, nx], values }];
    opened.externalLookup.gain.data = [{ shape: [ny, nx], values: new Float64Array(nx * ny).fill(0.5) }];
    const executor: Executor = {
      workers: 2,
      map: (task, shards) => Promise.all(shards.map(async (shard) => task.run(structuredClone(shard)))),
    };
    const elsewhere = (await find({}, list, executor)).reflections;
    expect(elsewhere.toBytes()).toEqual(
      (await find({ spotfinder: { mp: { nproc: 1 } } }, list)).reflections.toBytes(),
    );
    expect(elsewhere.nrows).toBe(2);
  });

  it("of a part of the images or of each for itself", async () => {
    const part = (
      await find({
        spotfinder: {
          scan_range: [
            [2, 3],
            [4, 9],
          ],
        },
      })
    ).reflections;
    expect([...part.column("bbox").data].filter((_, i) => i % 6 > 3)).toEqual([1, 3, 1, 3, 3, 4, 3, 9, 5, 7]);
    const flat = (await find({ spotfinder: { force_2d: true } })).reflections;
    expect(flat.nrows).toBe(images + 3 + 2);
    expect(flat.has("shoebox")).toBe(true);
  });

  it("with a mask of the pixels that are always strong", async () => {
    const result = await run({
      spotfinder: { write_hot_mask: true, hot_mask_prefix: "hot" },
      output: { experiments: "e.expt" },
    });
    expect(result.hotMasks.map(({ path }) => path)).toEqual(["hot_0.pickle"]);
    const hot = [...result.hotMasks[0]!.mask[0]!.values.data.keys()].filter(
      (place) => result.hotMasks[0]!.mask[0]!.values.data[place] === 0,
    );
    expect(hot).toEqual([29, 30, 31].flatMap((y) => [39, 40, 41].map((x) => y * nx + x)));
    expect(result.experiments[0]!.imageset!.data.mask).toBe("hot_0.pickle");
    expect(String(result)).toBe("3 spots on 11 images, of 144 strong pixels");
  });

  it("with the mask of a file", async () => {
    const values = new FlexBool(Uint8Array.from({ length: nx * ny }, (_, i) => (i < 25 * nx ? 0 : 1)));
    writeFileSync(join(folder, "m.pickle"), writeMask([{ shape: [ny, nx], values }]));
    const mask = join(folder, "m.pickle");
    expect((await run({ spotfinder: { lookup: { mask } } })).reflections.nrows).toBe(2);
    writeFileSync(
      join(folder, "m.pickle"),
      writeMask([{ shape: [ny, 50], values: new FlexBool(new Uint8Array(ny * 50)) }]),
    );
    await expect(run({ spotfinder: { lookup: { mask } } })).rejects.toMatchObject({
      code: "wrong-length",
      message: expect.stringContaining("50 × 50"),
    });
    writeFileSync(mask, writeMask([{ shape: [ny, nx], values: new FlexBool(new Uint8Array(nx * ny)) }]));
    const none = await run({ spotfinder: { lookup: { mask } } });
    expect([none.reflections.nrows, none.reflections.keys().includes("shoebox")]).toEqual([0, true]);
    expect(none.reflections.toBytes().length).toBeGreaterThan(0);
  });

  it("that are all alike have none", async () => {
    const flat = join(folder, "flat_001.img");
    writeFileSync(
      flat,
      smv(() => 7, 1),
    );
    expect((await run({}, await importOf(flat))).reflections.nrows).toBe(0);
  });

  it("and errors say what would work", async () => {
    const bad = (options: FindSpotsOptions, message: RegExp, code = "bad-argument") =>
      expect(run(options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await bad({ spotfinder: { scan_range: [[3, 2]] } }, /scan_range 3,2 .* ascending/);
    await bad({ spotfinder: { scan_range: [[0, 2]] } }, /scan_range 0,2 .* images 1 to 11/);
    await bad(
      { spotfinder: { region_of_interest: [0, 61, 0, 50] } },
      /region_of_interest 0,61,0,50 .* 60 × 50/,
    );
    await bad({ spotfinder: { filter: { min_spot_size: 30, max_spot_size: 20 } } }, /min_spot_size = 30/);
    await bad(
      { spotfinder: { filter: { max_strong_pixel_fraction: 0.001 } } },
      /s_001.img are strong/,
      "out-of-range",
    );
    await bad({ spotfinder: { threshold: { dispersion: { kernel_size: [0, 3] } } } }, /kernel_size/);
    await bad({ spotfinder: { mp: { method: "lsf" } } }, /lsf/, "unsupported");
    await expect(run({}, ExperimentList.fromExperiments([new Experiment()]))).rejects.toThrow(/no imageset/);
    const gain = ExperimentList.fromJson(experiments.toJson());
    gain[0]!.detector!.panel(0).setGain(0);
    await expect(run({}, gain)).rejects.toThrow(/gain 0/);
    const stop = AbortSignal.abort();
    await expect(findSpots(experiments, without(paramsOf()), { signal: stop })).rejects.toMatchObject({
      code: "aborted",
    });
  });

  it("an image that cannot be read ends it, or counts as one without spots", async () => {
    const broken = (n: number) => join(folder, `b_${String(n).padStart(3, "0")}.img`);
    for (let n = 1; n <= 6; n++) writeFileSync(broken(n), readFileSync(path(n)));
    const list = await importOf(...[1, 2, 3, 4, 5, 6].map(broken));
    writeFileSync(broken(3), readFileSync(path(3)).subarray(0, 2000));
    rmSync(broken(5));
    await expect(run({}, list)).rejects.toThrow(/b_003.img/);
    const result = await run({ spotfinder: { ignore_unreadable: true } }, list);
    expect(
      result.images.filter(({ unreadable }) => unreadable !== undefined).map(({ frame }) => frame),
    ).toEqual([2, 4]);
    expect(String(result)).toMatch(/2 of them could not be read: .*b_003.img/);
    for (const n of [1, 2, 3, 4, 6]) rmSync(broken(n));
    const gone = ExperimentList.fromJson(list.toJson());
    await expect(run({}, gone)).rejects.toMatchObject({ code: "file-not-found" });
    await expect(run({ spotfinder: { ignore_unreadable: true } }, gone)).rejects.toThrow(/None of 6 images/);
  });
});
