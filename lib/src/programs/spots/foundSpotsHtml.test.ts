// How a notebook shows spots that were found.
import { describe, expect, it } from "vitest";
import { flex, ReflectionTable } from "../../index.js";
import { Experiment } from "../../models/experiment.js";
import { ExperimentList } from "../../models/experimentList.js";
import { ImageSetData } from "../../models/imageSetData.js";
import { countBars } from "./countBars.js";
import { foundSpotsHtml } from "./foundSpotsHtml.js";
import { spotsPerImage } from "./spotsPerImage.js";

const noLookup = { mask: "", gain: "", pedestal: "", dx: "", dy: "", params: {} };
const set = (template: string) => new ImageSetData({ __id__: "ImageSequence", template, ...noLookup });

describe("spotsPerImage", () => {
  it("counts centroids on the images of each imageset", () => {
    const [a, b] = [set("a_##.cbf"), set("b_##.cbf")];
    // Two crystals on the first imageset.
    const experiments = ExperimentList.fromExperiments(
      [a, a, b].map((imageset, i) => new Experiment({ identifier: String(i), imageset })),
    );
    const images = [
      { imageset: 0, frame: 0 },
      { imageset: 0, frame: 1 },
      { imageset: 1, frame: 5 },
    ];
    const z = [0.5, 1, 1.99, 5.5, 5.01, 1.5];
    const table = new ReflectionTable({
      id: flex.int([0, 1, 1, 2, 2, 2]),
      "xyzobs.px.value": flex.vec3Double(z.map((each) => [3, 4, each])),
    });
    expect([...spotsPerImage(images, table, experiments)]).toEqual([1, 2, 2]);
  });
});

describe("countBars", () => {
  const heights = (svg: string) =>
    [...svg.matchAll(/<rect x[^>]* height="([\d.]+)"/g)].map(([, h]) => Number(h));

  it("has a bar for each image, as high as its count", () => {
    const svg = countBars([10, 0, 5], (i) => `image ${i + 1}`);
    const [first, second, third] = heights(svg);
    expect([second, third]).toEqual([0, first! / 2]);
    expect(svg).toContain("<title>image 3: 5</title>");
  });

  it("draws means of several where there are very many", () => {
    const svg = countBars(
      Uint32Array.from({ length: 3600 }, (_, i) => i % 2),
      (i) => `${i}`,
    );
    const all = heights(svg);
    expect(all.length).toBeLessThanOrEqual(320);
    expect(new Set(all).size).toBe(1);
    expect(svg).toContain("0 to 11, on average: 0.5");
  });

  it("stands when there is nothing", () => {
    expect(countBars([0, 0], String)).toMatch(/^<svg .*<\/svg>$/);
    expect(countBars([0, 0], String)).not.toContain("NaN");
  });
});

it("the display holds the sentence, the bars and the table, and escapes what it does not know", () => {
  const table = new ReflectionTable({ id: flex.int([0, 0]) });
  const image = { imageset: 0, spots: 1, unreadable: undefined };
  const images = [
    { ...image, frame: 0 },
    { ...image, frame: 1, unreadable: "x" },
  ];
  const html = foundSpotsHtml("2 spots\n1 of them could not be read: <b>", images, table);
  expect(html).toContain("could not be read: &lt;b>");
  expect(html).toContain("image 2 (unreadable)");
  expect(html).toContain("ReflectionTable");
  expect(foundSpotsHtml("none", images.slice(0, 1), table)).not.toContain("<svg");
});
