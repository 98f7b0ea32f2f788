import { describe, expect, it } from "vitest";
import { flex } from "../../array/flex.js";
import { Experiment } from "../../models/experiment.js";
import { ExperimentList } from "../../models/experimentList.js";
import { Scan } from "../../models/scan.js";
import { ReflectionTable } from "../../reflections/reflectionTable.js";
import { dials } from "../index.js";
import { blocksBetweenMultiples, blocksOfSize } from "./imageBlocks.js";
import { sliceExperiments } from "./sliceExperiments.js";

const scan = (first: number, last: number, width = 1) =>
  new Scan({ image_range: [first, last], oscillation: [10, width] });

describe("blocks of images", () => {
  it("are equally many, the last with the rest", () => {
    expect(blocksOfSize(scan(3, 12), 3)).toEqual([
      [3, 5],
      [6, 8],
      [9, 12],
    ]);
    expect(blocksOfSize(scan(1, 10), 4)).toEqual([
      [1, 5],
      [6, 10],
    ]);
    expect(blocksOfSize(scan(1, 3), 0.1)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(blocksOfSize(scan(1, 10), 100)).toEqual([[1, 10]]);
  });

  it("lie between multiples", () => {
    expect(blocksBetweenMultiples(scan(1, 25), 10)).toEqual([
      [1, 9],
      [11, 19],
      [21, 25],
    ]);
    expect(blocksBetweenMultiples(scan(10, 20), 10)).toEqual([[11, 19]]);
    expect(() => blocksBetweenMultiples(scan(10, 10), 10)).toThrow("leaves none of the images 10 to 10.");
  });
});

describe("experiments that share a scan", () => {
  const shared = scan(1, 20);
  shared.setValidImageRanges("a", [
    [1, 3],
    [5, 15],
  ]);
  const experiments = [new Experiment({ scan: shared }), new Experiment({ scan: shared })];

  it("share its part where the range is the same, else have their own; the given stay", () => {
    const [a, b] = sliceExperiments(experiments, [
      [4, 8],
      [4, 8],
    ]);
    expect(a!.scan).toBe(b!.scan);
    expect(a!.scan!.getOscillation()).toEqual([13, 1]);
    expect(a!.scan!.getValidImageRanges("a")).toEqual([[5, 8]]);
    const [c, d] = sliceExperiments(experiments, [
      [4, 8],
      [9, 20],
    ]);
    expect([c, d].map((each) => each!.scan!.getImageRange())).toEqual([
      [4, 8],
      [9, 20],
    ]);
    expect(shared.getImageRange()).toEqual([1, 20]);
  });

  it("are sliced in a notebook, z at the end of an image belonging to the next", async () => {
    const table = new ReflectionTable({
      id: flex.int([0, 0, 1, 0, -1]),
      "xyzobs.px.value": flex.vec3Double([
        [0, 0, 2.999],
        [0, 0, 3],
        [0, 0, 3],
        [0, 0, 8],
        [0, 0, 4],
      ]),
    });
    const log: string[] = [];
    const { experiments: sliced, reflections } = await dials.sliceSequence(
      [ExperimentList.fromExperiments(experiments), table],
      {
        image_range: [
          [4, 8],
          [9, 20],
        ],
      },
      { log: (message) => log.push(message) },
    );
    expect(sliced!.length).toBe(2);
    expect([...reflections!.column("xyzobs.px.value").data]).toEqual([0, 0, 3]);
    expect(log).toEqual(["1 reflections of no experiment with an image_range are left out."]);
    const single = ExperimentList.fromExperiments(experiments.slice(0, 1));
    const blocks = await dials.sliceSequence([single, table], { exclude_images_multiple: 4 });
    expect(blocks.imageRanges.length).toBe(5);
    expect([...blocks.reflections!.column("id").data]).toEqual([0, 2]);
    expect(new Set(blocks.reflections!.experimentIdentifiers().values()).size).toBe(5);
  });
});
