// Damaged files: 10⁴ mutations of small tables, pickles, masks and experiment lists. Each reads, or fails with a
// one-sentence EwaldError that names the file; memory stays within a multiple of the file's size, and time within seconds.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import {
  EwaldError,
  ExperimentList,
  FlexBool,
  FlexDouble,
  FlexInt,
  FlexInt6,
  FlexMillerIndex,
  FlexShoebox,
  FlexSizeT,
  FlexVec3Double,
  ReflectionTable,
  readLookup,
  Shoebox,
  writeMask,
} from "ewald";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shared } from "./support/paths.js";

/** Times the file's size, beyond a window of the reader: a zero takes a byte in a pickle and up to 12 in memory. */
const memoryFactor = 60;
const memoryBase = 2 ** 20;
const longest = 3000;

type Read = (bytes: Uint8Array, name: string) => void;

/** Every column and every pixel. */
const readTable: Read = (bytes, name) => {
  const table = ReflectionTable.fromBytes(bytes, name);
  for (const key of table.keys()) {
    const column = table.peek(key);
    if (column.type !== "Shoebox<>") continue;
    column.countMaskValues(5);
    expect(column.pools.data.length).toBe(column.pools.background.length);
  }
};
const readList: Read = (bytes, name) => {
  // What reads can be written, and the writing reads.
  const list = ExperimentList.fromJson(bytes, name);
  expect(ExperimentList.fromJson(list.toJson(), name).length).toBe(list.length);
};
const readMask: Read = (bytes, name) => {
  for (const { shape, values } of readLookup(bytes, name)) expect(values.length).toBe(shape[0] * shape[1]);
};

function smallTable(): ReflectionTable {
  const n = 7;
  const row = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  return new ReflectionTable(
    {
      flags: FlexSizeT.from(row((i) => 32 + 4 * (i % 2))),
      id: FlexInt.from(row(() => 0)),
      "intensity.sum.value": FlexDouble.from(row((i) => i * 1.1)),
      entering: FlexBool.from(row((i) => i % 3 === 0)),
      bbox: FlexInt6.from(row((i) => [i, i + 3, 0, 2, 5, 6] as const)),
      miller_index: FlexMillerIndex.from(row((i) => [i, -i, 3] as const)),
      s1: FlexVec3Double.from(row((i) => [0.1 * i, 0, -1] as const)),
      shoebox: FlexShoebox.from(
        row((i) =>
          i === 3
            ? new Shoebox(0, [0, 2, 0, 2, 0, 1])
            : Shoebox.of(0, [i, i + 3, 0, 2, 5, 6], new Float32Array(6).fill(i), new Uint8Array(6).fill(5)),
        ),
      ),
    },
    { identifiers: { 0: "identifier" } },
  );
}

/** A pickled table of one int, one double and one bool column, as Python 2 writes it (formats: cctbx base 256). */
function smallPickle(): Uint8Array {
  const out: number[] = [];
  const put = (...parts: (string | number | number[])[]) => {
    for (const part of parts)
      out.push(...(typeof part === "string" ? Buffer.from(part, "latin1") : [part].flat()));
  };
  const string = (bytes: number[]) => put("U", bytes.length, bytes);
  const array = (module: string, name: string, bytes: number[]) => {
    put(
      `c${module}\n${name}\n)R`,
      "cscitbx_array_family_flex_ext\ngrid\n",
      "K",
      0,
      0x85,
      "K",
      3,
      0x85,
      0x88,
      0x87,
      "R",
    );
    put("K", 3, 0x85, "b");
    string(bytes);
    put(0x86, "b");
  };
  put(0x80, 2, "cdials_array_family_flex_ext\nreflection_table\n)R(K", 2, "}K", 0);
  string([...Buffer.from("identifier")]);
  put("s", "K", 3, "K", 4, "}(");
  string([...Buffer.from("id")]);
  array("scitbx_array_family_flex_ext", "int", [2, 3, 2, 1, 0, 0x83, 0x2c, 1]);
  string([...Buffer.from("d")]);
  array(
    "scitbx_array_family_flex_ext",
    "double",
    [2, 3, 0, 0x82, 0xd0, 2, 2, 8, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc, 0xd0, 0x82, 3],
  );
  string([...Buffer.from("entering")]);
  array("scitbx_array_family_flex_ext", "bool", [2, 3, 0x31, 0x30, 0x31]);
  string([...Buffer.from("shoebox")]);
  const box = (data: number[], mask: number[]) => [
    ...[0, 0, 2, 1, 0, 2, 1, 0, 2, 1],
    ...[2, 3, 2, 1, 2, 1, 2, 1, ...data],
    ...[2, 3, 2, 1, 2, 1, 2, 1, ...mask],
    ...[2, 3, 2, 1, 2, 1, 2, 1, 0],
  ];
  const none = [0, 0, 0, 0, 0, 0, 0, ...[2, 3, 0, 0, 0, 2, 3, 0, 0, 0, 2, 3, 0, 0, 0]];
  array("dials_array_family_flex_ext", "shoebox", [
    2,
    1,
    2,
    3,
    ...box([2, 0x80, 2, 4], [2, 5]),
    ...none,
    ...box([0], [2, 3]),
  ]);
  put("ut", "b.");
  return Uint8Array.from(out);
}

const smallList = JSON.stringify({
  __id__: "ExperimentList",
  experiment: [
    {
      __id__: "Experiment",
      identifier: "a",
      beam: 0,
      detector: 0,
      goniometer: 0,
      scan: 0,
      crystal: 0,
      imageset: 0,
    },
  ],
  imageset: [{ __id__: "ImageSequence", template: "a_####.cbf", mask: "", params: { multi_panel: false } }],
  beam: [{ direction: [0, 0, 1], wavelength: 0.9795, flux: 0 }],
  detector: [
    {
      panels: [
        {
          name: "Panel",
          fast_axis: [1, 0, 0],
          slow_axis: [0, -1, 0],
          origin: [0, 0, -100],
          image_size: [10, 20],
          mask: [[0, 1, 2, 3]],
        },
      ],
      hierarchy: { name: "", children: [{ panel: 0 }] },
    },
  ],
  goniometer: [
    {
      axes: [
        [1, 0, 0],
        [0, 1, 0],
      ],
      angles: [0, 10],
      names: ["phi", "omega"],
      scan_axis: 1,
    },
  ],
  scan: [
    {
      image_range: [1, 3],
      oscillation: [0, 0.1],
      exposure_time: [1],
      epochs: [0, 1, 2],
      valid_image_ranges: { a: [[1, 3]] },
    },
  ],
  crystal: [
    {
      __id__: "crystal",
      real_space_a: [1, 0, 0],
      real_space_b: [0, 1, 0],
      real_space_c: [0, 0, 1],
      space_group_hall_symbol: " P 1",
    },
  ],
  profile: [],
  scaling_model: [],
});

/** A mask of byte-sized values, as version 2 writes it. */
function secondVersion(): Uint8Array {
  const record = Buffer.alloc(29 + 9 * 2);
  [0, 0, 2, 0, 1, 0, 1].forEach((value, i) => {
    record.writeInt32LE(value, 4 * i);
  });
  record[28] = 2;
  record.set([5, 3], 29 + 8);
  const text = (value: string) => [0xa0 + value.length, ...Buffer.from(value)];
  return Uint8Array.from([
    ...[
      0x93,
      ...text("dials::af::reflection_table"),
      2,
      0x83,
      ...text("identifiers"),
      0x80,
      ...text("nrows"),
      1,
    ],
    ...[
      ...text("data"),
      0x81,
      ...text("shoebox"),
      0x92,
      ...text("Shoebox<>"),
      0x92,
      1,
      0xc4,
      record.length,
      ...record,
    ],
  ]);
}

const table = smallTable().toBytes();
const seeds: [string, Read, () => Uint8Array, number][] = [
  ["a table", readTable, () => table, 3600],
  ["a table of version 2", readTable, secondVersion, 700],
  ["a gzipped table", readTable, () => gzipSync(table), 500],
  ["a pickled table", readTable, smallPickle, 2000],
  [
    "a mask",
    readMask,
    () => writeMask([{ shape: [3, 5], values: new FlexBool(new Uint8Array(15).fill(1)) }]),
    1200,
  ],
  ["an experiment list", readList, () => new TextEncoder().encode(smallList), 2000],
];
const real: [string, Read, number][] = [
  ["l_cysteine_narrow_wedge/11_integrated.refl", readTable, 400],
  ["ssx_CuNiR_test_data/strong_1.refl", readTable, 300],
  ["l_cysteine_dials_output/strong.pickle", readTable, 300],
  ["centroid_test_data/experiments.json", readList, 400],
];

type Change = (bytes: Uint8Array) => Uint8Array;
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Half of the places are near the start, where the heads are. */
const spot = fc.tuple(fc.boolean(), place).map(
  ([head, x]) =>
    (length: number) =>
      Math.floor(x * (head ? Math.min(400, length) : length)),
);
const flip: fc.Arbitrary<Change> = fc.tuple(spot, fc.nat(7)).map(([at, bit]) => (bytes) => {
  if (bytes.length > 0) bytes[at(bytes.length)]! ^= 1 << bit;
  return bytes;
});
const cut: fc.Arbitrary<Change> = spot.map((at) => (bytes) => bytes.slice(0, at(bytes.length)));
const remove: fc.Arbitrary<Change> = fc.tuple(spot, fc.integer({ min: 1, max: 64 })).map(
  ([at, n]) =>
    (bytes) =>
      Uint8Array.from([...bytes.subarray(0, at(bytes.length)), ...bytes.subarray(at(bytes.length) + n)]),
);
const splice: fc.Arbitrary<Change> = fc
  .tuple(spot, spot, fc.integer({ min: 1, max: 200 }))
  .map(([from, to, n]) => (bytes) => {
    const a = from(bytes.length);
    const b = to(bytes.length);
    return Uint8Array.from([...bytes.subarray(0, b), ...bytes.subarray(a, a + n), ...bytes.subarray(b)]);
  });
const length: fc.Arbitrary<Change> = fc
  .tuple(
    spot,
    fc.constantFrom(
      [0xff, 0xff, 0xff, 0xff],
      [0x7f, 0xff, 0xff, 0xff],
      [0, 0, 0, 0x80],
      [0xcf, 0xff, 0xff],
      [0xdd, 0xff],
      [0xc6, 0xff],
      [0x89, 1],
    ),
  )
  .map(([at, value]) => (bytes) => {
    bytes.set(value.slice(0, bytes.length - at(bytes.length)), at(bytes.length));
    return bytes;
  });
const nest: fc.Arbitrary<Change> = fc
  .tuple(spot, fc.constantFrom(0x91, 0x28, 0x5b, 0x7b, 0x5d))
  .map(([at, byte]) => (bytes) => {
    const b = at(bytes.length);
    return Uint8Array.from([
      ...bytes.subarray(0, b),
      ...new Array<number>(3000).fill(byte),
      ...bytes.subarray(b),
    ]);
  });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: flip },
  { weight: 1, arbitrary: cut },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: splice },
  { weight: 2, arbitrary: length },
  { weight: 1, arbitrary: nest },
);
const changes = fc.array(change, { minLength: 1, maxLength: 4 });

function survives(
  name: string,
  read: Read,
  seed: Uint8Array,
  runs: number,
): { read: number; refused: number } {
  const tally = { read: 0, refused: 0 };
  fc.assert(
    fc.property(changes, (list) => {
      const bytes = list.reduce<Uint8Array>((before, apply) => apply(before), Uint8Array.from(seed));
      const before = process.memoryUsage().arrayBuffers;
      const start = performance.now();
      try {
        read(bytes, name);
        tally.read++;
      } catch (error) {
        if (!(error instanceof EwaldError)) throw error;
        tally.refused++;
        expect(error.message).toContain(name);
        expect(error.message).toMatch(/^[^\n]{10,400}\.$/);
      }
      expect(performance.now() - start).toBeLessThan(longest);
      const taken = process.memoryUsage().arrayBuffers - before;
      expect(taken).toBeLessThan(memoryBase + memoryFactor * bytes.length);
    }),
    { numRuns: runs, seed: 20260101 },
  );
  return tally;
}

describe("damaged files are refused in one sentence", () => {
  for (const [name, read, seed, runs] of seeds)
    it(`${name}, ${runs} times`, () => {
      const bytes = seed();
      read(bytes, name);
      expect(survives(name, read, bytes, runs).refused).toBeGreaterThan(runs / 4);
    }, 120_000);
  for (const [file, read, runs] of real) {
    const path = shared("data", file);
    it.skipIf(!existsSync(path))(
      `${file}, ${runs} times${existsSync(path) ? "" : " [skipped: not in ../shared/data]"}`,
      () => {
        const bytes = readFileSync(path);
        read(bytes, file);
        survives(file, read, bytes, runs);
      },
      120_000,
    );
  }
});
