import { expect, it } from "vitest";
import { Panel } from "../models/panel.js";
import { pixelCentres } from "./pixelCentres.js";

const panel = new Panel({ image_size: [5, 3] });

it("gives the centres of all pixels, row by row", () => {
  const { px, shape } = pixelCentres(panel);
  expect(shape).toEqual([3, 5]);
  expect([px.at(0), px.at(4), px.at(5), px.at(14)]).toEqual([
    [0.5, 0.5],
    [4.5, 0.5],
    [0.5, 1.5],
    [4.5, 2.5],
  ]);
});

it("gives the centres of blocks, those at the edges cut", () => {
  const { px, shape } = pixelCentres(panel, 2);
  expect(shape).toEqual([2, 3]);
  expect([...px]).toEqual([
    [1, 1],
    [3, 1],
    [4.5, 1],
    [1, 2.5],
    [3, 2.5],
    [4.5, 2.5],
  ]);
  expect(() => pixelCentres(panel, 0.5)).toThrow("Blocks of 0.5 pixels cannot be");
});
