import { describe, expect, expectTypeOf, it } from "vitest";
import { EwaldError } from "../error.js";
import {
  bool,
  choice,
  choices,
  type Extracted,
  float,
  floats,
  int,
  ints,
  multiple,
  type Options,
  path,
  scope,
  str,
  strings,
} from "./declare.js";
import { fetchDiff } from "./diff.js";
import { extractPhil } from "./extract.js";
import { fetchPhil } from "./fetch.js";
import { optionsPhil } from "./options.js";
import { parsePhil } from "./parse.js";
import { asText } from "./print.js";

const master = scope({
  spotfinder: scope({
    filter: scope({
      min_spot_size: int({ default: "Auto", min: 1, help: "Pixels of the smallest spot." }),
      d_min: float({ default: null, min: 0 }),
      ice_rings: bool({ default: false }),
      untrusted: multiple(scope({ panel: int({ default: 0 }), circle: ints({ default: null, size: 3 }) })),
    }),
    threshold: scope({
      algorithm: choice(["dispersion", "radial_profile"], { default: "dispersion" }),
      kernel: floats({ default: [3, 3], size: 2, min: 1 }),
      dims: choices(["x", "y", "z"], { default: ["x", "z"] }),
    }),
    scan_range: multiple(ints({ default: null, size: 2 })),
  }),
  output: scope({
    log: path({ default: "dials.log", expertLevel: 1 }),
    title: str({ default: null }),
    tags: strings({ default: null }),
    mode: choice(["a", "b"], { default: "Auto" }),
    nproc: int({ default: 1, allowAuto: true }),
  }),
});
type Parameters = Extracted<typeof master>;
const values = (options: Options<Parameters> = {}) =>
  extractPhil(fetchPhil(master, [optionsPhil(master, options)]));

describe("a master scope declared in TypeScript", () => {
  it("gives the exact nested type", () => {
    expectTypeOf<Parameters>().toEqualTypeOf<{
      spotfinder: {
        filter: {
          min_spot_size: number | "Auto";
          d_min: number | null;
          ice_rings: boolean;
          untrusted: { panel: number; circle: [number, number, number] | null }[];
        };
        threshold: {
          algorithm: "dispersion" | "radial_profile";
          kernel: [number, number];
          dims: ("x" | "y" | "z")[];
        };
        scan_range: ([number, number] | null)[];
      };
      output: {
        log: string;
        title: string | null;
        tags: string[] | null;
        mode: "a" | "b" | "Auto";
        nproc: number | "Auto";
      };
    }>();
    // @ts-expect-error no such algorithm
    const wrongChoice: Options<Parameters> = { spotfinder: { threshold: { algorithm: "x" } } };
    // @ts-expect-error no such parameter
    const wrongName: Options<Parameters> = { output: { lgo: "x" } };
    // @ts-expect-error None is no legal value
    const wrongNone: Options<Parameters> = { output: { log: null } };
    expect([wrongChoice, wrongName, wrongNone]).toHaveLength(3);
    // @ts-expect-error the default must be among the choices
    expect(() => choice(["a", "b"], { default: "c" })).toThrow("The default c is none of the choices a, b");
  });

  it("gives its defaults", () => {
    expect(values()).toEqual({
      spotfinder: {
        filter: { min_spot_size: "Auto", d_min: null, ice_rings: false, untrusted: [] },
        threshold: { algorithm: "dispersion", kernel: [3, 3], dims: ["x", "z"] },
        scan_range: [],
      },
      output: { log: "dials.log", title: null, tags: null, mode: "Auto", nproc: 1 },
    });
  });

  it("takes typed options, any part of them", () => {
    const given = values({
      spotfinder: {
        filter: { min_spot_size: 3, d_min: 1 / 3, untrusted: [{ panel: 1 }, { circle: [1, 2, 3] }] },
        threshold: { dims: ["y"], algorithm: "radial_profile" },
        scan_range: [
          [1, 2],
          [5, 9],
        ],
      },
      output: { title: "Auto or None, 'quoted' \"twice\" \\", mode: "b", nproc: "Auto" },
    });
    expect(given.spotfinder.filter).toEqual({
      min_spot_size: 3,
      d_min: 1 / 3,
      ice_rings: false,
      untrusted: [
        { panel: 1, circle: null },
        { panel: 0, circle: [1, 2, 3] },
      ],
    });
    expect(given.spotfinder.threshold).toEqual({ algorithm: "radial_profile", kernel: [3, 3], dims: ["y"] });
    expect(given.spotfinder.scan_range).toEqual([
      [1, 2],
      [5, 9],
    ]);
    expect(given.output.title).toBe("Auto or None, 'quoted' \"twice\" \\");
    expect(given.output.mode).toBe("b");
    expect(given.output.nproc).toBe("Auto");
  });

  it("takes PHIL text over its defaults and tells what differs", () => {
    const working = fetchPhil(master, [
      parsePhil("spotfinder { filter.d_min = 3/2\n threshold.algorithm=radial_profile }\noutput.nproc = 1.0"),
    ]);
    expect(extractPhil(working).spotfinder.filter.d_min).toBe(1.5);
    expect(asText(fetchDiff(master, working))).toBe(
      "spotfinder {\n  filter {\n    d_min = 3/2\n  }\n  threshold {\n    algorithm = dispersion *radial_profile\n  }\n}\n",
    );
  });

  it.each<[unknown, string]>([
    [
      { spotfinder: { filter: { min_spot_sise: 3 } } },
      "There is no parameter spotfinder.filter.min_spot_sise; did you mean spotfinder.filter.min_spot_size? (options)",
    ],
    [
      { spotfinder: { filter: { min_spot_size: 0 } } },
      "spotfinder.filter.min_spot_size = 0 cannot be used: an integer not below 1 would work (options)",
    ],
    [
      { spotfinder: { filter: { min_spot_size: 2.5 } } },
      "spotfinder.filter.min_spot_size = 2.5 cannot be used: an integer not below 1 would work (options)",
    ],
    [
      { spotfinder: { filter: { min_spot_size: "3" } } },
      'spotfinder.filter.min_spot_size = "3" cannot be used: an integer not below 1 would work (options)',
    ],
    [
      { spotfinder: { filter: { min_spot_size: null } } },
      "spotfinder.filter.min_spot_size = None cannot be used: an integer not below 1 would work (options)",
    ],
    [
      { spotfinder: { filter: { d_min: "Auto" } } },
      "spotfinder.filter.d_min = Auto cannot be used: a number not below 0 would work (options)",
    ],
    [
      { spotfinder: { filter: { ice_rings: "yes" } } },
      'spotfinder.filter.ice_rings = "yes" cannot be used: true or false would work (options)',
    ],
    [
      { spotfinder: { threshold: { algorithm: "disp" } } },
      "spotfinder.threshold.algorithm = disp cannot be used: possible choices are dispersion, radial_profile (options)",
    ],
    [
      { spotfinder: { threshold: { algorithm: null } } },
      "spotfinder.threshold.algorithm = None cannot be used: one of dispersion, radial_profile would work (options)",
    ],
    [
      { spotfinder: { threshold: { kernel: [3] } } },
      "spotfinder.threshold.kernel = [3] cannot be used: 1 given; 2 numbers not below 1 would work (options)",
    ],
    [
      { spotfinder: { filter: { untrusted: { panel: 1 } } } },
      "spotfinder.filter.untrusted = an object cannot be used: an array of values would work, as there may be several (options)",
    ],
    [
      { spotfinder: { filter: { untrusted: [{ panel: 1 }, { panel: "x" }] } } },
      'spotfinder.filter.untrusted.panel = "x" cannot be used: an integer would work (options, spotfinder.filter.untrusted[1])',
    ],
    [
      { output: 3 },
      "output = 3 cannot be used: an object with some of log, title, tags, mode, nproc would work (options)",
    ],
    [[], "Options must be an object, not [] (options)"],
  ])("refuses %j with name, value and remedy", (options, message) => {
    expect(() => values(options as Options<Parameters>)).toThrow(new EwaldError("bad-argument", message));
  });

  it("reads its own text back to the same values", () => {
    const text = asText(master, { attributesLevel: 2 });
    expect(extractPhil(fetchPhil(parsePhil(text), []))).toEqual(values());
  });
});
