// Frames read ahead by threads, and the executor they run in: from the built library, as threads run JavaScript.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Ewald from "../../lib/src/node/main.js";
import { root } from "../support/paths.js";
import { smvImage } from "../support/smv.js";

let ewald: typeof Ewald;
let folder = "";
let template = "";
const images = 12;

beforeAll(async () => {
  ewald = (await import(pathToFileURL(join(root, "lib/dist/node/main.js")).href)) as typeof Ewald;
  folder = mkdtempSync(join(tmpdir(), "ewald-threads-"));
  template = join(folder, "t_##.img");
  for (let n = 1; n <= images; n++) {
    const bytes = smvImage((f, s) => (n * 4099 + f * 7 + s * 31) % 65536, { size: [300, 200] });
    writeFileSync(join(folder, `t_${String(n).padStart(2, "0")}.img`), bytes);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Sums of the frames in order, read with so many workers. */
async function sums(workers: number, ahead: number): Promise<number[]> {
  const executor = ewald.threadsExecutor({ workers });
  const set = ewald.ImageSetFactory.fromTemplate(template);
  const found: number[] = [];
  try {
    for await (const frame of set.frames({ ahead, executor })) {
      expect(frame.index).toBe(found.length);
      found.push(
        (frame.rawData[0]!.values as Int32Array).reduce(
          (sum: number, value: number) => sum + value * ((sum % 7) + 1),
          0,
        ),
      );
    }
  } finally {
    await executor.close!();
  }
  return found;
}

it("frames are the same whoever reads them", async () => {
  const alone = await sums(1, 0);
  expect(alone).toHaveLength(images);
  expect(new Set(alone).size).toBe(images);
  expect(await sums(2, 2)).toEqual(alone);
  expect(await sums(3, 20)).toEqual(alone);
});

it("a loop that is left, or aborted, ends the reading", async () => {
  const executor = ewald.threadsExecutor({ workers: 2 });
  const set = ewald.ImageSetFactory.fromTemplate(template);
  for await (const frame of set.frames({ executor })) if (frame.index === 3) break;
  const stop = new AbortController();
  const read = async () => {
    for await (const frame of set.frames({ executor, signal: stop.signal }))
      if (frame.index === 2) stop.abort();
  };
  await expect(read()).rejects.toMatchObject({ code: "aborted" });
  await executor.close!();
});

it("an error in a thread names the file, with its code", async () => {
  const bad = join(folder, "bad_01.img");
  writeFileSync(bad, smvImage(() => 1, { size: [300, 200] }).subarray(0, 5000));
  writeFileSync(
    join(folder, "bad_02.img"),
    smvImage(() => 1),
  );
  const executor = ewald.threadsExecutor({ workers: 2 });
  const read = async () => {
    for await (const _ of ewald.ImageSetFactory.fromTemplate(join(folder, "bad_##.img")).frames({
      executor,
    }));
  };
  await expect(read()).rejects.toMatchObject({ code: "bad-format", message: expect.stringContaining(bad) });
  await executor.close!();
});

it("shards come back in order, with progress; an unknown task is named", async () => {
  const executor = ewald.threadsExecutor({ workers: 2 });
  const frame = { name: "images.readFrame", run: () => [] as Ewald.RawPanel[] };
  const shards = Array.from({ length: images }, (_, i) => ({
    path: join(folder, `t_${String(i + 1).padStart(2, "0")}.img`),
    index: 0,
  }));
  const seen: number[] = [];
  const results = await executor.map(frame, shards, { progress: (done) => seen.push(done) });
  expect(results.map(([panel]) => panel!.values[0])).toEqual(shards.map((_, i) => ((i + 1) * 4099) % 65536));
  expect(seen).toEqual(shards.map((_, i) => i + 1));
  await expect(executor.map({ name: "none", run: () => 0 }, [1])).rejects.toThrow(/There is no task none/);
  await expect(executor.map(frame, shards, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
  await executor.close!();
});

it("the executor of this thread does the same, one shard after the other", async () => {
  const twice = { name: "twice", run: (x: number) => 2 * x };
  expect(await ewald.inlineExecutor.map(twice, [1, 2, 3])).toEqual([2, 4, 6]);
  const stop = AbortSignal.abort();
  await expect(ewald.inlineExecutor.map(twice, [1], { signal: stop })).rejects.toMatchObject({
    code: "aborted",
  });
});
