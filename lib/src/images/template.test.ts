import { expect, it } from "vitest";
import {
  expandTemplate,
  groupFiles,
  imagesInFolder,
  parseTemplate,
  templateOf,
  templateText,
} from "./template.js";

const textOf = (name: string) => {
  const known = templateOf(name);
  return known && [templateText(known.template), known.image];
};

it("templates are those that dxtbx's template_regex gives", () => {
  // Printed by dxtbx 3.11.2.
  const theirs: Record<string, [string, number] | undefined> = {
    "th_8_2_0100.cbf.bz2": ["th_8_2_####.cbf.bz2", 100],
    "img.0815": ["img.####", 815],
    "a_0001.cbf": ["a_####.cbf", 1],
    "img.0815.cbf": ["img.####.cbf", 815],
    "NO2_0100.sequence.18keV": ["NO2_####.sequence.18keV", 100],
    "NO2.00100.sequence.18keV": ["NO2.#####.sequence.18keV", 100],
    "image-00001.cbf": ["image-#####.cbf", 1],
    img0815: ["img####", 815],
    "abc.cbf": undefined,
    "a1b2.c3d4": ["a1b#.c3d4", 2],
    "foo_12_bar.cbf": undefined,
    "foo_12.cbf.gz": ["foo_##.cbf.gz", 12],
    "a_1.2.3_4x.img": ["a_#.2.3_4x.img", 1],
    "corkcont2_H_0089.mccd.bz2": ["corkcont2_H_####.mccd.bz2", 89],
    "x12.y34.cbf": ["x12.y##.cbf", 34],
    "x_12.y34.cbf": ["x_##.y34.cbf", 12],
    "12": ["##", 12],
    "a.b.0001": ["a.b.####", 1],
    "img001.mccd.bz2": ["img###.mccd.bz2", 1],
    "s01f0001.cbf": ["s01f####.cbf", 1],
  };
  for (const [name, expected] of Object.entries(theirs)) expect(textOf(name), name).toEqual(expected);
});

it("a file of many images is no image number 5 of its extension, as dxtbx takes it", () => {
  expect(textOf("x_1_master.h5")).toBeUndefined();
  expect(textOf("q.h5")).toBeUndefined();
});

it("numbers in folders are no image numbers", () => {
  expect(textOf("run.12/image.cbf")).toBeUndefined();
  expect(textOf("run_0001/image_0002.cbf")).toEqual(["run_0001/image_####.cbf", 2]);
});

it("templates expand: padded with zeros, a single # as it is, a number too long in full", () => {
  const expand = (template: string, image: number) => expandTemplate(parseTemplate(template)!, image);
  expect(expand("/d#1/a_####.cbf", 7)).toBe("/d#1/a_0007.cbf");
  expect(expand("a_#.cbf", 123)).toBe("a_123.cbf");
  expect(expand("a_##.cbf", 123)).toBe("a_123.cbf");
  expect(parseTemplate("a_master.h5")).toBeUndefined();
});

it("finds the images of a template in a folder", () => {
  const names = [
    "a_0002.cbf",
    "a_0001.cbf",
    "a_001.cbf",
    "a_00001.cbf",
    "a_12345.cbf",
    "a_x.cbf",
    "b_0001.cbf",
  ];
  expect(imagesInFolder(parseTemplate("/x/a_####.cbf")!, names)).toEqual([1, 2, 12345]);
  expect(imagesInFolder(parseTemplate("a_#.img")!, ["a_9.img", "a_10.img", "a_01.img"])).toEqual([9, 10]);
});

it("groups files by template, in the order of their numbers", () => {
  const groups = groupFiles(["b_2.cbf", "a_10.cbf", "b_1.cbf", "master.h5"]);
  expect(groups.map(({ paths }) => paths)).toEqual([["b_1.cbf", "b_2.cbf"], ["a_10.cbf"], ["master.h5"]]);
  expect(groups[0]!.images).toEqual([1, 2]);
});
