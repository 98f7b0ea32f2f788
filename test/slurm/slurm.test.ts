// Job arrays in a real Slurm: one controller and one node of two processors on this machine.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Ewald from "../../lib/src/node/main.js";
import { scratchFolder, start } from "../support/fresh.js";
import { needs } from "../support/needs.js";
import { root } from "../support/paths.js";
import { startSlurm, type TestSlurm } from "../support/slurm.js";
import { smvImage } from "../support/smv.js";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const scratch = await scratchFolder();
let slurm: TestSlurm;
let problem: string | undefined;
if (needs.slurm().met)
  slurm = await startSlurm(scratch.path).catch((error) => {
    problem = `Slurm does not start: ${error.message}`;
    return undefined as never;
  });
afterAll(async () => {
  await slurm?.stop();
  await scratch.remove();
});

needs.slurm(problem).describe("a job array in Slurm", () => {
  let ewald: typeof Ewald;
  let options: Ewald.ClusterOptions;
  const log: string[] = [];

  beforeAll(async () => {
    ewald = (await import(pathToFileURL(join(root, "lib/dist/node/main.js")).href)) as typeof Ewald;
    options = {
      folder: join(scratch.path, "jobs of 100%"),
      sbatch: slurm.sbatch,
      modules: [here("tasks.mjs")],
      njobs: 2,
      queueInterval: 2,
      settle: 0.2,
      log: (message) => log.push(message),
    };
  });

  const square: Ewald.Task<object, { n: number; square: number }> = {
    name: "test.square",
    run: () => expect.fail(),
  };
  const shards = (count: number, more: object) => Array.from({ length: count }, (_, n) => ({ n, ...more }));
  const queue = () => slurm.run("squeue", "--noheader", "--format=%i %T");
  const witnessed = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : []);
  const squares = (count: number) => shards(count, {}).map(({ n }) => n * n);

  async function until(isSo: () => boolean): Promise<void> {
    for (let i = 0; i < 400 && !isSo(); i++) await delay(50);
    expect(isSo()).toBe(true);
  }
  /** The array that was submitted last. */
  const array = () => /^Job array (\d+)/.exec(log.findLast((line) => line.startsWith("Job array"))!)![1]!;

  it("reads the same frames as this process does", async () => {
    const files = Array.from({ length: 6 }, (_, n) => join(scratch.path, `frame_${n}.img`));
    for (const [n, path] of files.entries())
      writeFileSync(
        path,
        smvImage((f, s) => (n * 4099 + f * 7 + s * 31) % 65536, { size: [300, 200] }),
      );
    const readFrame = { name: "images.readFrame", run: () => [] as Ewald.RawPanel[] };
    const work = files.map((path) => ({ path, index: 0 }));
    const frames = await ewald.slurmExecutor({ ...options, modules: [] }).map(readFrame, work);
    const own = ewald.threadsExecutor({ workers: 1 });
    expect(frames).toEqual(await own.map(readFrame, work));
    await own.close!();
    expect(existsSync(options.folder!)).toBe(false);
  });

  it("a task whose process is killed, and one that is cancelled, are given out again", async () => {
    const [witness, gate] = ["killed", "killed-gate"].map((name) => join(scratch.path, name));
    const work = ewald.slurmExecutor(options).map(square, shards(12, { gate, witness }));
    await until(() => witnessed(witness!).length === 4);
    const first = array();
    const killed = performance.now();
    process.kill(
      processOf("slurmTask.js", "SLURM_ARRAY_TASK_ID=1", `SLURM_ARRAY_JOB_ID=${first}`),
      "SIGKILL",
    );
    await until(() => log.some((line) => line.startsWith(`Task ${first}_1 ended as FAILED`)));
    expect(performance.now() - killed).toBeLessThan(8000);
    slurm.run("scancel", `${first}_0`);
    await until(() => log.some((line) => line.startsWith(`Task ${first}_0 ended as CANCELLED`)));
    writeFileSync(gate!, "");
    expect((await work).map(({ square }) => square)).toEqual(squares(12));
    expect(witnessed(witness!)).toHaveLength(12);
    expect(array()).not.toBe(first);
    await until(() => queue() === "");
  });

  it("a controlling process that is killed is followed by another, which joins the array", async () => {
    const [witness, gate] = ["resumed", "resumed-gate"].map((name) => join(scratch.path, name));
    const work = shards(10, { gate, witness });
    const { log: _, ...rest } = options;
    const args = [here("control.mjs"), JSON.stringify(rest), JSON.stringify(work)];
    const child = spawn(process.execPath, args, { stdio: "ignore" });
    await until(() => witnessed(witness!).length === 4);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    log.length = 0;
    const results = ewald.slurmExecutor(options).map(square, work);
    await until(() => log.length > 0);
    writeFileSync(gate!, "");
    expect((await results).map(({ square }) => square)).toEqual(squares(10));
    expect(log).toEqual([expect.stringMatching(/2 tasks of it are still in the queue/)]);
    expect(witnessed(witness!)).toHaveLength(10);
  });

  it("aborting empties the queue", async () => {
    const stop = new AbortController();
    log.length = 0;
    const work = ewald
      .slurmExecutor({ ...options, tasks: 6 })
      .map(square, shards(60, { gate: join(scratch.path, "never") }), {
        signal: stop.signal,
        progress: () => stop.abort(),
      });
    await expect(work).rejects.toMatchObject({ code: "aborted" });
    await until(() => queue() === "");
    expect(existsSync(options.folder!)).toBe(false);
  });

  it("find_spots finds the same spots, also when its process is killed and started again", async () => {
    const cwd = join(scratch.path, "spots");
    mkdirSync(cwd);
    const begin = (...args: string[]) =>
      start(process.execPath, [join(root, "lib/bin/ewald.js"), ...args], { cwd });
    const run = async (...args: string[]) => {
      const { code, output } = await begin(...args).ended;
      expect(code, output).toBe(0);
      return output;
    };
    await run("simulate", "images=10");
    await run("import", ...readdirSync(cwd).filter((name) => name.endsWith(".cbf")));
    const find = ["find_spots", "imported.expt", "output.experiments=None", "mp.chunksize=1"];
    await run(...find, "mp.nproc=1", "output.reflections=here.refl");
    const there = [
      ...find,
      "mp.method=slurm",
      "mp.njobs=2",
      "mp.slurm.queue_interval=2",
      `mp.slurm.sbatch=${slurm.sbatch}`,
    ];
    const first = begin(...there, "output.reflections=there.refl");
    await until(() => first.output().includes("Job array"));
    first.child.kill("SIGKILL");
    await first.ended;
    expect(existsSync(join(cwd, "there.refl"))).toBe(false);
    expect(await run(...there, "output.reflections=there.refl")).toMatch(
      /Going on in .*spots\.strongPixels-/,
    );
    const [here, other] = ["here.refl", "there.refl"].map((name) => readFileSync(join(cwd, name)));
    expect(here!.length).toBeGreaterThan(10_000);
    expect(here!.equals(other!)).toBe(true);
    expect(existsSync(join(cwd, "ewald_jobs"))).toBe(false);
  });

  it("says what Slurm does not want", async () => {
    const work = ewald.slurmExecutor({ ...options, partition: "nope" }).map(square, shards(2, {}));
    await expect(work).rejects.toMatchObject({
      code: "bad-argument",
      message: expect.stringMatching(/--partition=nope.*invalid partition specified: nope/i),
    });
    expect(queue()).toBe("");
  });
});

/** The process whose command line and environment have these words. */
function processOf(command: string, ...environment: string[]): number {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      const words = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      if (
        line[0]?.endsWith("node") &&
        line[1]?.endsWith(command) &&
        environment.every((word) => words.includes(word))
      )
        return Number(pid);
    } catch {}
  }
  throw new Error(`No process ${command} runs.`);
}
