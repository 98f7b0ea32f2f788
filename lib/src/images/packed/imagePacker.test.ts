// Stacks beside a naive sum of the images, made here and by threads; what cannot be read.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { smvImage } from "../../../../test/support/smv.js";
import type { Executor } from "../../compute/executor.js";
import { inlineExecutor } from "../../compute/executor.js";
import { ImageSetFactory } from "../../node/main.js";
import { ImagePacker } from "./imagePacker.js";
import type { Stacking } from "./stackImages.js";

const counts = (n: number, fast: number, slow: number) => (37 * n + 11 * fast + 5 * slow * n) % 50;
let folder = "";
const template = () => join(folder, "a_###.img");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ewald-packer-"));
  for (let n = 1; n <= 6; n++)
    writeFileSync(
      join(folder, `a_00${n}.img`),
      smvImage((fast, slow) => counts(n, fast, slow), { header: { OSC_START: 0.5 * (n - 1) } }),
    );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Does as threads do, in this one: what goes there and back is cloned. */
const elsewhere: Executor = {
  workers: 2,
  sharesMemory: true,
  map: async (task, shards) =>
    Promise.all(shards.map(async (shard) => structuredClone(await task.run(structuredClone(shard))))),
};

const naive: Record<Stacking, (values: number[]) => number> = {
  sum: (values) => values.reduce((a, b) => a + b),
  mean: (values) => values.reduce((a, b) => a + b) / values.length,
  max: (values) => Math.max(...values),
};

it.each([
  ["here", inlineExecutor],
  ["elsewhere", elsewhere],
])("stacks of images are made %s", async (_, executor) => {
  const packer = new ImagePacker(ImageSetFactory.fromTemplate(template()), executor);
  for (const stacking of ["sum", "mean", "max"] as const) {
    const [packed] = await packer.pack({ index: 1, stack: 5, stacking, binnings: [1] });
    const { planes, offset, type, shapes } = packed!;
    const [slow, fast] = shapes[0]!;
    for (let i = 0; i < slow * fast; i++) {
      const at = [2, 3, 4, 5, 6].map((n) => counts(n, i % fast, Math.floor(i / fast)));
      const value =
        type === "f32"
          ? planes[0]![i]!
          : planes.reduce((sum, plane, k) => sum + plane[i]! * 256 ** k, offset);
      expect(value).toBeCloseTo(naive[stacking](at), 5);
    }
  }
});

it("images that are not there, or damaged, are told of, and the others are packed", async () => {
  const set = ImageSetFactory.fromTemplate(template());
  const packer = new ImagePacker(set, elsewhere);
  const one = { stack: 1, stacking: "sum", binnings: [3, 1] } as const;
  await expect(packer.pack({ ...one, index: 6 })).rejects.toThrow("There is no image 6 in a set of 6");
  await expect(packer.pack({ ...one, index: 4, stack: 3 })).rejects.toThrow("images 4 to 6");
  set.getScan();
  const path = join(folder, "a_003.img");
  writeFileSync(path, readFileSync(path).subarray(0, 530));
  await expect(packer.pack({ ...one, index: 2 })).rejects.toThrow("a_003.img");
  const packed = await packer.pack({ ...one, index: 3 });
  expect(packed.map(({ binning }) => binning)).toEqual([3, 1]);
  expect(packed[0]!.planes[0]!.length).toBeLessThan(packed[1]!.planes[0]!.length);
});
