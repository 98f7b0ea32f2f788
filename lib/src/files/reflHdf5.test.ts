import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexShoebox } from "../array/flexShoebox.js";
import { ReflectionTable } from "../node/main.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-refl-hdf5-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Lays DIALS' columns out as DIALS from 3.23 on does (this one cannot write HDF5 itself).
const script = `
import h5py, numpy as np
from dials.array_family import flex
from dxtbx import flumpy
source, target, other = input
table = flex.reflection_table.from_file(source)
def put(group, table):
    for name in table.keys():
        column = table[name]
        if isinstance(column, flex.shoebox):
            box = group.create_group(name)
            box["panel"] = np.array([s.panel for s in column], np.uint64)
            box["bbox"] = np.array([s.bbox for s in column], np.int32)
            for part, kind in (("data", np.float32), ("background", np.float32), ("mask", np.int32)):
                flat = np.concatenate([getattr(s, part).as_numpy_array().ravel() for s in column]).astype(kind)
                box.create_dataset("shoebox_" + part, data=flat, chunks=True, compression="gzip", shuffle=True)
        elif isinstance(column, flex.miller_index): group[name] = np.array(list(column), np.int32).reshape(-1, 3)
        elif isinstance(column, flex.int6): group[name] = np.array(list(column), np.int32).reshape(-1, 6)
        elif isinstance(column, flex.std_string): group[name] = list(column)
        else: group[name] = flumpy.to_numpy(column)
    ids = dict(table.experiment_identifiers())
    group.attrs["identifiers"] = list(ids.values())
    group.attrs["experiment_ids"] = np.array(list(ids.keys()), np.uint64)
half = len(table) // 2
with h5py.File(target, "w") as f:
    f.create_group("dials/earlier/group_0")
    put(f.create_group("dials/processing/group_0"), table[:half])
    put(f.create_group("dials/processing/group_1"), table[half:])
with h5py.File(other, "w") as f: f["entry"] = 1
output(len(table))
`;

needs
  .all(needs.dials(), needs.sharedData("data", "quartz_processed", "strong.refl"))
  .describe("reflection tables in HDF5", () => {
    needs.dials().it("are those of the same table in MessagePack", async () => {
      const source = shared("data", "quartz_processed", "strong.refl");
      const [target, other] = [join(folder, "table.h5"), join(folder, "other.h5")];
      const rows = await runDials<number>(script, [source, target, other]);
      const [ours, plain] = [ReflectionTable.fromFile(target), ReflectionTable.fromFile(source)];
      expect(ours.nrows).toBe(rows);
      expect([...ours.keys()].sort()).toEqual([...plain.keys()].sort());
      for (const name of plain.keys()) {
        const [a, b] = [ours.column(name), plain.column(name)];
        expect(a.type, name).toBe(b.type);
        if (a instanceof FlexShoebox && b instanceof FlexShoebox) {
          expect([a.panel, a.bbox]).toEqual([b.panel, b.bbox]);
          expect(a.pools.data).toEqual(b.pools.data);
          expect(a.pools.mask).toEqual(b.pools.mask);
          expect(a.pools.background).toEqual(b.pools.background);
        } else expect((a as { data: unknown }).data, name).toEqual((b as { data: unknown }).data);
      }
      expect(() => ReflectionTable.fromFile(other)).toThrow(/without a group \/dials/);
    });
  });
