// The same calls made here and in DIALS, on random tables and on real ones.
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import "../files/install.js";
import { Flag } from "./flag.js";
import { ReflectionTable } from "./reflectionTable.js";

/** Numbers in [0, 1), the same every time (Lehmer 1951, multiplier of Park & Miller 1988). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const read = (path: string) => ReflectionTable.fromBytes(new Uint8Array(readFileSync(path)), path);

needs.dials().it("Flag is DIALS' own list", async () => {
  const names = await runDials<Record<string, number>>(`
from dials.array_family import flex
output({name: int(value) for name, value in flex.reflection_table.flags.names.items()})`);
  const { not_suitable_for_refinement, ...older } = Flag;
  expect(older).toEqual(names);
  expect(not_suitable_for_refinement).toBe(2 ** 27);
});

needs.dials().it("match: the rows and distances of DIALS", async () => {
  const random = uniform(5);
  const points = (n: number, size: number): Vec3[] =>
    Array.from({ length: n }, () => [size * random(), size * random(), (size / 4) * random()]);
  const cases = [
    { a: points(40, 10), b: points(40, 10), max: 2, scale: [1, 1, 1] },
    { a: points(2000, 100), b: points(3000, 100), max: 2, scale: [1, 1, 1] },
    { a: points(500, 30), b: points(100, 30), max: 5, scale: [1, 0.5, 3] },
    { a: points(300, 300), b: points(300, 300), max: 0.5, scale: [1, 1, 1] },
  ] as const;
  const theirs = await runDials<number[][][]>(
    `
from dials.array_family import flex
def table(points):
    t = flex.reflection_table()
    t["xyzobs.px.value"] = flex.vec3_double([tuple(p) for p in points])
    return t
output([[list(column) for column in table(c["a"]).match(table(c["b"]), max_separation=c["max"], scale=tuple(c["scale"]))]
        for c in input])`,
    cases,
  );
  const table = (rows: readonly Vec3[]) =>
    new ReflectionTable({ "xyzobs.px.value": FlexVec3Double.from(rows) });
  cases.forEach(({ a, b, max, scale }, k) => {
    const ours = table(a).match(table(b), { maxSeparation: max, scale });
    expect(ours.map((column) => [...column.data])).toEqual(theirs[k]);
  });
  expect(theirs.map(([rows]) => rows!.length > 5)).toEqual([true, true, true, false]);
});

needs
  .all(needs.dials(), needs.sharedData("data", "quartz_processed", "indexed.refl"))
  .it("match of a real table with itself moved", async () => {
    const path = shared("data", "quartz_processed", "indexed.refl");
    const theirs = await runDials<number[][]>(
      `
from dials.array_family import flex
t = flex.reflection_table.from_file(input)
u = t.select(t.get_flags(t.flags.indexed))
u["xyzobs.px.value"] = u["xyzobs.px.value"] + (0.75, -0.25, 0.4)
output([list(column) for column in t.match(u)])`,
      path,
    );
    const table = read(path);
    const moved = table.select(table.getFlags(Flag.indexed));
    moved.set("xyzobs.px.value", moved.column("xyzobs.px.value").add([0.75, -0.25, 0.4]));
    expect(table.match(moved).map((column) => [...column.data])).toEqual(theirs);
    expect(theirs[0]!.length).toBeGreaterThan(400);
  });

needs.dials().it("sort, select, flags and split: DIALS' rows on random tables", async () => {
  const random = uniform(9);
  const whole = (n: number) => Math.floor(n * random());
  const rows = Array.from({ length: 300 }, (_, n) => ({
    n,
    id: whole(4),
    x: whole(20) / 4 - 2,
    flags: whole(2 ** 27),
    hkl: [whole(5) - 2, whole(5) - 2, whole(5) - 2] as MillerIndex,
  }));
  const theirs = await runDials<number[][]>(
    `
from dials.array_family import flex
def table():
    t = flex.reflection_table()
    t["n"] = flex.int([r["n"] for r in input])
    t["id"] = flex.int([r["id"] for r in input])
    t["x"] = flex.double([r["x"] for r in input])
    t["flags"] = flex.size_t([r["flags"] for r in input])
    t["miller_index"] = flex.miller_index([tuple(r["hkl"]) for r in input])
    return t
answers = []
for arguments in ({"name": "x"}, {"name": "x", "reverse": True}, {"name": "miller_index"},
                  {"name": "miller_index", "reverse": True}, {"name": "miller_index", "order": (2, 0, 1)}, {"name": "id"}):
    t = table()
    t.sort(**arguments)
    answers.append(list(t["n"]))
t = table()
for name, value in sorted(flex.reflection_table.flags.names.items()):
    answers.append(list(t.select(t.get_flags(value))["n"]))
    answers.append(list(t.select(t.get_flags(value, all=False))["n"]))
for part in t.split_by_experiment_id():
    answers.append(list(part["n"]))
t.unset_flags(t["x"] > 0, flex.reflection_table.flags.indexed)
t.set_flags(t["id"] == 2, flex.reflection_table.flags.scaled)
answers.append(list(t["flags"]))
output(answers)`,
    rows,
  );
  const table = () =>
    new ReflectionTable({
      n: FlexInt.from(rows.map((row) => row.n)),
      id: FlexInt.from(rows.map((row) => row.id)),
      x: FlexDouble.from(rows.map((row) => row.x)),
      flags: FlexSizeT.from(rows.map((row) => row.flags)),
      miller_index: FlexMillerIndex.from(rows.map((row) => row.hkl)),
    });
  const numbers = (t: ReflectionTable) => [...t.column("n", "int").data];
  const t = table();
  const ours = [
    numbers(table().sort("x")),
    numbers(table().sort("x", { reverse: true })),
    numbers(table().sort("miller_index")),
    numbers(table().sort("miller_index", { reverse: true })),
    numbers(table().sort("miller_index", { order: [2, 0, 1] })),
    numbers(table().sort("id")),
  ];
  const { not_suitable_for_refinement: _, ...known } = Flag;
  for (const [, value] of Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1))) {
    ours.push(numbers(t.select(t.getFlags(value))));
    ours.push(numbers(t.select(t.getFlags(value, { all: false }))));
  }
  for (const part of t.splitByExperimentId()) ours.push(numbers(part));
  t.unsetFlags(t.column("x", "double").gt(0), Flag.indexed);
  t.setFlags(t.column("id").eq(2), Flag.scaled);
  ours.push([...t.column("flags").data]);
  expect(ours).toEqual(theirs);
});
